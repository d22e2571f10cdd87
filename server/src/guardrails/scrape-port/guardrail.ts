import { isPortNumber, placeOf, type Service, type ServicePort, type Workload } from '../../kubernetes';
import {
  type DeclaredPort,
  declaredPorts,
  injectionOf,
  isInjectedPortName,
  isRunToCompletion,
  portsCalled,
  portsOf,
  resolveServicePort,
  servicePortsBefore,
  workloadsBehind,
} from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { changeTo } from '../common/fixes/edits';
import { called, declaredTexts, oneLine, placeOfObject, placeOfPort, sentence } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix, type RelatedPlace } from '../define';

interface WrongScrapePort extends Breach {
  readonly number: number;
  readonly node: YamlNode;
  readonly workload: Workload;
  readonly declared: readonly DeclaredPort[];
  /** The Service whose port it is, and what that leads to. */
  readonly mapped: { readonly service: Service; readonly port: ServicePort; readonly target: number } | undefined;
}

export const scrapePort = defineGuardrail<'workload' | 'service', WrongScrapePort>({
  id: 'scrape-port',
  title: 'The annotation prometheus.io/port is no port of the pods',
  category: 'wiring',
  severity: 'info',
  confidence: 'possible',
  check: {
    kind: 'object',
    appliesTo: ['workload', 'service'],
    find(object, { environment }) {
      const annotations = object.type === 'workload' ? object.template.annotations : object.annotations;
      const wanted = wantedIn(annotations);
      if (wanted === undefined || environment.hasAlternatives(object)) return NONE;
      const breach =
        object.type === 'workload'
          ? judgeWorkload(environment, object, wanted)
          : judgeService(environment, object, wanted);
      return breach === undefined ? NONE : [breach];
    },
  },
  message({ number, workload, declared, mapped }) {
    const says = `prometheus.io/port ${number}`;
    if (mapped !== undefined) {
      return oneLine(
        `${says} is the port of ${called(mapped.service)}; Prometheus scrapes the pods themselves, on ${mapped.target}`,
      );
    }
    return sentence(
      (list) => `${says} is not declared by ${called(workload)} (it has ${list})`,
      declaredTexts(declared),
    );
  },
  related({ workload, declared, mapped }) {
    const places: RelatedPlace[] = [];
    if (mapped !== undefined && mapped.port.port.state === 'known') {
      places.push({ place: placeOf(mapped.port.port.node), message: `It leads to ${mapped.target} of the pods` });
    }
    const [port] = mapped === undefined ? declared : declared.filter(({ number }) => number === mapped.target);
    places.push({
      place: port === undefined ? placeOfObject(workload) : placeOfPort(port),
      message: sentence((list) => `${called(workload)} has ${list}`, declaredTexts(declared)),
    });
    return places;
  },
  fixes({ node, declared, mapped }) {
    const metrics = declared.filter(servesMetrics);
    const numbers = mapped === undefined ? metrics.map(({ number }) => number) : [mapped.target];
    const fixes: Fix[] = [];
    for (const number of [...new Set(numbers)].slice(0, MOST_FIXES)) {
      const edit = changeTo(node, String(number));
      if (edit !== undefined) fixes.push({ title: `Change the port to ${number}`, safe: false, edits: [edit] });
    }
    return fixes;
  },
});

const NONE: readonly WrongScrapePort[] = [];
const MOST_FIXES = 5;
/** Names under which metrics are served. */
const METRICS = /metric|prom/;

/** Annotations are a custom of Prometheus configurations: `scrape` asks for it, `port` says where. */
interface WantedPort {
  readonly number: number;
  readonly node: YamlNode;
}

function wantedIn({ entries }: Service['annotations']): WantedPort | undefined {
  const port = entries.get('prometheus.io/port')?.value;
  if (port?.state !== 'known' || !/^[0-9]{1,5}$/.test(port.value)) return undefined;
  const scrape = entries.get('prometheus.io/scrape')?.value;
  if (scrape?.state !== 'known' || scrape.value !== 'true') return undefined;
  const number = Number(port.value);
  return isPortNumber(number) ? { number, node: port.node } : undefined;
}

/** On a pod: the Service port where it is another one than the pod's, or a port that the pod does not declare. */
function judgeWorkload(
  environment: EnvironmentView,
  workload: Workload,
  { number, node }: WantedPort,
): WrongScrapePort | undefined {
  const declared = declaredPorts(workload);
  if (portsCalled(declared, number).length > 0 || !declared.complete || declared.ports.length === 0) return undefined;
  if (isRunToCompletion(workload) || injectionOf(environment, workload) !== undefined) return undefined;
  const breach = {
    at: placeOf(node),
    subject: `prometheus.io/port=${number}`,
    number,
    node,
    workload,
    declared: declared.ports,
  };
  for (const { service, port, backing } of servicePortsBefore(environment, [workload], number, 'TCP')) {
    const { workloads } = resolveServicePort(environment, service, port, backing);
    const outcome = workloads.find((each) => each.workload === workload)?.outcome;
    if (outcome?.kind === 'found') return { ...breach, mapped: { service, port, target: outcome.port.number } };
  }
  // A port need not be declared to be listened on (trap 1): only where another one evidently serves the metrics is it odd.
  return declared.ports.some(servesMetrics) ? { ...breach, mapped: undefined } : undefined;
}

function servesMetrics({ name, protocol }: DeclaredPort): boolean {
  return protocol === 'TCP' && name !== undefined && METRICS.test(name) && !isInjectedPortName(name);
}

/** On a Service: its own port, where that leads to another one of every pod, and no pod has the number. */
function judgeService(
  environment: EnvironmentView,
  service: Service,
  { number, node }: WantedPort,
): WrongScrapePort | undefined {
  const port = portsOf(service)?.find((each) => each.port.state === 'known' && each.port.value === number);
  if (port === undefined) return undefined;
  const backing = environment.once(workloadsBehind, service);
  const { workloads } = resolveServicePort(environment, service, port, backing);
  const targets = new Set<number>();
  for (const { workload, declared, outcome } of workloads) {
    if (portsCalled(declared, number).length > 0 || !declared.complete || outcome.kind !== 'found') return undefined;
    if (injectionOf(environment, workload) !== undefined) return undefined;
    targets.add(outcome.port.number);
  }
  const [first] = workloads;
  const [target] = targets;
  if (first === undefined || target === undefined || targets.size > 1 || backing.open) return undefined;
  return {
    at: placeOf(node),
    subject: `prometheus.io/port=${number}`,
    number,
    node,
    workload: first.workload,
    declared: first.declared.ports,
    mapped: { service, port, target },
  };
}
