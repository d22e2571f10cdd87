import { type KubernetesObject, placeOf, type Service, type ServiceReference } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import { isMissing, servicesByName } from '../common/evidence/missing-services';
import { nearName } from '../common/evidence/near-miss';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, oneLine, quoted } from '../common/messages/words';
import type { Breach, Fix } from '../define';

/** The API server is told to call a Service that is not there, and one that is there is called nearly so. */
export interface MissingService extends Breach {
  readonly kind: 'service';
  readonly name: string;
  readonly namespace: string;
  /** The Service that is evidently meant. */
  readonly service: Service;
  /** All of the object that name it so: one cause, one finding. */
  readonly references: readonly ServiceReference[];
}

/** Most references lead to what another repository holds; only a slip of the hand is told. */
export function* missingServices(
  object: KubernetesObject & { readonly services: readonly ServiceReference[] },
  environment: EnvironmentView,
): Generator<MissingService, undefined> {
  const seen = new Set<string>();
  for (const first of object.services) {
    if (first.name.state !== 'known' || first.namespace.state !== 'known' || first.namespace.value === '') continue;
    const [name, namespace] = [first.name.value, first.namespace.value];
    const key = `${namespace}/${name}`;
    if (seen.has(key) || seen.size >= MOST_LOOKED_FOR) continue;
    seen.add(key);
    const service = nearService(environment, namespace, name);
    if (service === undefined || environment.hasAlternatives(object)) continue;
    const references = object.services.filter(
      (each) =>
        each.name.state === 'known' &&
        each.name.value === name &&
        each.namespace.state === 'known' &&
        each.namespace.value === namespace,
    );
    const warning = { severity: 'warning', confidence: 'likely' } as const;
    yield {
      kind: 'service',
      at: placeOf(first.name.node),
      subject: `service=${key}`,
      ...warning,
      name,
      namespace,
      service,
      references,
    };
  }
}

export function messageOfMissing({ name, namespace, service }: MissingService): string {
  return oneLine(`Service ${quoted(name)} is not in namespace ${quoted(namespace)}; ${called(service)} is`);
}

/** A near miss is a guess, however good. */
export function fixesOfMissing({ service, references }: MissingService): readonly Fix[] {
  if (service.name.state !== 'known') return [];
  const { value } = service.name;
  const edits = references.map(({ name }) => (name.state === 'known' ? changeTo(name.node, value) : undefined));
  return fixOf(`Change the Service to ${quoted(value)}`, false, edits);
}

const MOST_LOOKED_FOR = 20;

function nearService(environment: EnvironmentView, namespace: string, name: string): Service | undefined {
  if (environment.named('service', namespace, name).length > 0) return undefined;
  const services = environment.inNamespace('service', namespace);
  const meant = nearName(name, servicesByName(services).names);
  if (meant === undefined || !isMissing(environment, namespace, name, true)) return undefined;
  const [service, copy] = environment.named('service', namespace, meant);
  return copy === undefined ? service : undefined;
}
