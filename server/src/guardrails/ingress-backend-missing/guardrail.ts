import { backendsOf, type Ingress, placeOf, type RouteObject, type Service } from '../../kubernetes';
import { isService, resolveIngressBackend } from '../../network/resolve';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { isMissing, servicesByName } from '../common/evidence/missing-services';
import { nearName } from '../common/evidence/near-miss';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, oneLine, placeOfObject, quoted, sentence } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface MissingBackend extends Breach {
  readonly reference: Reference;
  /** The Service that was evidently meant. */
  readonly near: Service | undefined;
  /** Names of the Services that are there. */
  readonly names: readonly string[];
}

/** A Service, as a backend names it. */
interface Reference {
  readonly name: string;
  readonly namespace: NamespaceKey;
  readonly node: YamlNode;
}

export const ingressBackendMissing = defineGuardrail<'ingress' | 'route', MissingBackend>({
  id: 'ingress-backend-missing',
  title: 'An Ingress or a route leads to a Service that is not there',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['ingress', 'route'],
    *find(object, { environment }) {
      if (object.type === 'route' && object.backends.length === 0) return;
      const references = object.type === 'ingress' ? ofIngress(object, environment) : ofRoute(object, environment);
      if (references.length === 0 || environment.hasAlternatives(object)) return;
      for (const [at, reference] of references.entries()) {
        const services = environment.inNamespace('service', reference.namespace);
        // Manifests of a namespace without any Service are most often a part of the whole (trap 14).
        if (services.length === 0) continue;
        const { names } = servicesByName(services);
        // Of thousands that lead nowhere, the first ones tell enough.
        const meant = at < MOST_LOOKED_FOR ? nearName(reference.name, names) : undefined;
        if (!isMissing(environment, reference.namespace, reference.name, meant !== undefined)) continue;
        yield {
          at: placeOf(reference.node),
          subject: `backend=${reference.namespace}/${reference.name}`,
          reference,
          near: meant === undefined ? undefined : environment.named('service', reference.namespace, meant)[0],
          names,
        };
      }
    },
  },
  message({ reference: { name, namespace }, near, names }) {
    const where = namespace === '' ? 'here' : `in namespace ${quoted(namespace)}`;
    const missing = `Service ${quoted(name)} is not ${where}`;
    if (near !== undefined) return oneLine(`${missing}; ${called(near)} is`);
    // Of thousands, only the first are shown.
    const shown = names.map((each, at) => (at < MOST_NAMES ? quoted(each) : each));
    return sentence((list) => `${missing} (there is ${list})`, shown);
  },
  related({ near }) {
    return near === undefined ? [] : [{ place: placeOfObject(near), message: oneLine(`${called(near)} is here`) }];
  },
  fixes({ reference, near }) {
    if (near?.name.state !== 'known') return [];
    const edit = changeTo(reference.node, near.name.value);
    // A near miss is a guess, however good.
    return fixOf(`Change the Service to ${quoted(near.name.value)}`, false, [edit]);
  },
});

const MOST_LOOKED_FOR = 20;
/** More than fit any line. */
const MOST_NAMES = 40;

/** Each Service that is not found by its name, once, at the first backend that names it. */
function ofIngress(ingress: Ingress, environment: EnvironmentView): readonly Reference[] {
  const namespace = namespaceOf(ingress);
  if (namespace === undefined) return NONE;
  const found = new Map<string, Reference>();
  const seen = new Set<string>();
  for (const backend of backendsOf(ingress)) {
    const { serviceName } = backend;
    if (serviceName.state !== 'known' || serviceName.value === '' || seen.has(serviceName.value)) continue;
    if (environment.named('service', namespace, serviceName.value).length > 0) {
      seen.add(serviceName.value);
      continue;
    }
    // Resource backends and ones that only an annotation explains are no Services (trap 33).
    if (resolveIngressBackend(environment, ingress, backend).kind !== 'no-such-service') continue;
    seen.add(serviceName.value);
    found.set(serviceName.value, { name: serviceName.value, namespace, node: serviceName.node });
  }
  return [...found.values()];
}

function ofRoute(route: RouteObject, environment: EnvironmentView): readonly Reference[] {
  const found = new Map<string, Reference>();
  const own = namespaceOf(route);
  for (const backend of route.backends) {
    const { name, namespace } = backend;
    if (name.state !== 'known' || name.value === '' || namespace.state === 'unknown') continue;
    // ServiceImport, InferencePool and whatever else stands behind a route is not read (trap 33).
    if (isService(backend) !== true) continue;
    const target = namespace.state === 'known' && namespace.value !== '' ? namespace.value : own;
    if (target === undefined || found.has(`${target}/${name.value}`)) continue;
    if (environment.named('service', target, name.value).length > 0) continue;
    found.set(`${target}/${name.value}`, { name: name.value, namespace: target, node: name.node });
  }
  return [...found.values()];
}

const NONE: readonly never[] = [];
