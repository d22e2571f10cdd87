import { isHeadless, matches, placeOf, type Service, type Workload } from '../../kubernetes';
import { isExternalName } from '../../network/resolve';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { hiddenPods } from '../common/evidence/hidden-pods';
import { nearMiss, nearName } from '../common/evidence/near-miss';
import { liveTogether } from '../common/evidence/together';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, oneLine, placeOfObject, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface Ungoverned extends Breach {
  readonly node: YamlNode;
  readonly name: string;
  readonly workload: Workload;
  readonly wrong:
    | { readonly kind: 'missing'; readonly meant: Service | undefined }
    | { readonly kind: 'outside'; readonly service: Service }
    | { readonly kind: 'not-headless'; readonly service: Service }
    | { readonly kind: 'selects-others'; readonly service: Service };
}

export const statefulService = defineGuardrail<'workload', Ungoverned>({
  id: 'stateful-service',
  title: 'The Service that a StatefulSet names gives its pods no names',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, { environment }) {
      if (workload.kind !== 'StatefulSet' || workload.group !== 'apps') return NONE;
      const breach = judge(workload, environment);
      return breach === undefined ? NONE : [breach];
    },
  },
  message({ name, wrong, workload }) {
    const named = `serviceName ${quoted(name)}`;
    if (wrong.kind === 'outside') {
      return oneLine(`${named} is an ExternalName Service, so each pod of ${called(workload)} has no name of its own`);
    }
    if (wrong.kind === 'not-headless') {
      return oneLine(`${named} has a cluster IP: only a headless Service is sure to give each pod a name of its own`);
    }
    if (wrong.kind === 'selects-others') {
      return oneLine(`${named} does not select the pods of ${called(workload)}, so they have no names of their own`);
    }
    if (wrong.meant === undefined) return oneLine(`${named} is no Service, so each pod has no name of its own`);
    return oneLine(`${named} is no Service; ${called(wrong.meant)} selects these pods`);
  },
  related({ wrong }) {
    if (wrong.kind === 'missing') {
      const { meant } = wrong;
      return meant === undefined
        ? []
        : [{ place: placeOfObject(meant), message: `${called(meant)} selects these pods` }];
    }
    const { service } = wrong;
    const at =
      wrong.kind === 'selects-others' && service.selector.state === 'known' ? service.selector.value.node : undefined;
    return [
      {
        place: at === undefined ? placeOfObject(service) : placeOf(at),
        message: `${called(service)} ${SAYS[wrong.kind]}`,
      },
    ];
  },
  fixes({ node, wrong }) {
    if (wrong.kind !== 'missing' || wrong.meant?.name.state !== 'known') return [];
    const name = wrong.meant.name.value;
    const edit = changeTo(node, name);
    // A near miss is a guess; and serviceName never changes in place, the StatefulSet has to be made anew.
    return fixOf(`Change serviceName to ${quoted(name)}`, false, [edit]);
  },
});

const NONE: readonly Ungoverned[] = [];
const LESS = { severity: 'info', confidence: 'possible' } as const;
const SAYS = { outside: 'is here', 'not-headless': 'has a cluster IP', 'selects-others': 'selects other pods' };

function judge(workload: Workload, environment: EnvironmentView): Ungoverned | undefined {
  const { serviceName } = workload;
  const namespace = namespaceOf(workload);
  // Without one the pods want no names of their own: legal, and said to be so since 1.33 (k8s 130233).
  if (serviceName.state !== 'known' || serviceName.value === '' || namespace === undefined) return undefined;
  if (environment.hasAlternatives(workload)) return undefined;
  const { value: name, node } = serviceName;
  const breach = { at: placeOf(node), subject: `serviceName=${name}`, node, name, workload };
  const services = environment.named('service', namespace, name);
  const [service] = services;
  if (service === undefined) {
    if (mayBeElsewhere(workload, environment, namespace)) return undefined;
    return { ...breach, wrong: { kind: 'missing', meant: meantService(workload, name, environment) } };
  }
  if (services.length > 1 || environment.hasAlternatives(service)) return undefined;
  if (isExternalName(service)) {
    // A single pod may well be found otherwise.
    const many = workload.replicas.state === 'known' && workload.replicas.value > 1;
    return { ...breach, ...(many ? {} : LESS), wrong: { kind: 'outside', service } };
  }
  // CoreDNS answers for the pods behind a cluster IP as well; kube-dns and the DNS of some clouds do not.
  if (isHeadless(service) === false) return { ...breach, ...LESS, wrong: { kind: 'not-headless', service } };
  return selectsOthers(workload, service) ? { ...breach, wrong: { kind: 'selects-others', service } } : undefined;
}

/** Who keeps no Service beside it keeps them elsewhere; what operators and charts add, nobody can tell (traps 10, 14). */
function mayBeElsewhere(workload: Workload, environment: EnvironmentView, namespace: NamespaceKey): boolean {
  if (!environment.holdsNamespace(namespace) || environment.mayHoldMore(namespace)) return true;
  if (hiddenPods(environment, namespace, ['other']) !== 'no') return true;
  const services = environment.inNamespace('service', namespace).slice(0, MOST_SERVICES);
  return !services.some((service) => liveTogether(workload, service, environment));
}

const MOST_SERVICES = 1000;

/** The one headless Service that selects the pods, the nearest by where it stands; else the one whose name is a slip away. */
function meantService(workload: Workload, name: string, environment: EnvironmentView): Service | undefined {
  const services = environment
    .servicesSelecting(workload)
    .filter(({ service, certainty }) => certainty === 'yes' && !environment.hasAlternatives(service))
    .map(({ service }) => service);
  const headless = services.filter((service) => isHeadless(service) === true);
  const inFile = headless.filter(({ document }) => document.path === workload.document.path);
  const beside = headless.filter((service) => liveTogether(workload, service, environment));
  const only = [inFile, beside, headless].find(({ length }) => length > 0);
  if (only?.length === 1) return only[0];
  const near = nearName(
    name,
    services.flatMap((service) => (service.name.state === 'known' ? [service.name.value] : [])),
  );
  return services.find((service) => service.name.state === 'known' && service.name.value === near);
}

/** Certainly, and not by a slip that service-selects-nothing tells. */
function selectsOthers(workload: Workload, { selector, name }: Service): boolean {
  if (selector.state !== 'known' || selector.value.matchLabels.entries.size === 0) return false;
  if (matches(selector.value, workload.template.labels) !== 'no') return false;
  const miss = nearMiss(selector.value, [workload], ({ template }) => template.labels);
  if (miss === undefined) return true;
  return (
    miss.kind === 'value' &&
    !(name.state === 'known' && workload.name.state === 'known' && name.value === workload.name.value)
  );
}
