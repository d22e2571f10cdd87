import { isLabelName, isPortNumber, type Monitor, type MonitorEndpoint, placeOf } from '../../kubernetes';
import {
  isInjectedPortName,
  type MonitorPort,
  type MonitorResolution,
  resolveMonitorEndpoint,
} from '../../network/resolve';
import { changeTo } from '../common/fixes/edits';
import { portsSentence, servicePortText } from '../common/messages/service-ports';
import { called, declaredTexts, oneLine, placeOfObject, portText, sentence } from '../common/messages/words';
import { type Breach, type CheckContext, defineGuardrail, type Fix, type RelatedPlace } from '../define';
import { type Meant, meantBy } from './meant';

export interface LostEndpoint extends Breach {
  readonly monitor: Monitor;
  readonly endpoint: MonitorEndpoint;
  readonly wanted: MonitorPort;
  readonly resolution: MonitorResolution;
  /** What the other level has under that name, or number. */
  readonly meant: Meant | undefined;
}

export const monitorPort = defineGuardrail<'monitor', LostEndpoint>({
  id: 'monitor-port',
  title: 'A ServiceMonitor or PodMonitor names a port that nothing it selects has',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['monitor'],
    *find(monitor, context) {
      for (const endpoint of monitor.endpoints) {
        const breach = judge(monitor, endpoint, context);
        if (breach !== undefined) yield breach;
      }
    },
  },
  message({ monitor, wanted, resolution, meant }) {
    const port = `${wanted.field} ${portText(wanted.reference)}`;
    if (meant !== undefined) return oneLine(`${port} ${meant.says}`);
    const selected = resolution.services.map(({ service }) => service);
    const [first] = wanted.level === 'service-port' ? selected : resolution.workloads.map(({ workload }) => workload);
    if (first === undefined) return oneLine(`${port} is not a port of what ${called(monitor)} selects`);
    const count = Math.max(resolution.services.length, resolution.workloads.length) - 1;
    const who = `${called(first)}${count > 0 ? ` and ${count} more` : ''}`;
    const has = whatItHas(resolution);
    if (has.length === 0) return oneLine(`${port} is not a port of ${who} (it declares no ports)`);
    const is = wanted.level === 'service-port' ? 'the name of a port' : 'a declared port';
    return sentence((list) => `${port} is not ${is} of ${who} (it has ${list})`, has);
  },
  related({ resolution, meant }) {
    if (meant !== undefined) return [{ place: meant.place, message: 'This is the port that is meant' }];
    return [...servicesSelected(resolution), ...workloadsSelected(resolution)];
  },
  fixes({ endpoint, wanted, resolution, meant }) {
    const fixes: Fix[] = [];
    if (meant !== undefined) fixes.push(...meant.fixes(endpoint, wanted));
    for (const name of namesOf(resolution)) {
      if (fixes.length >= MOST_FIXES) break;
      const title = `Change ${wanted.field} to ${portText(name)}`;
      if (fixes.some((fix) => fix.title === title)) continue;
      const edit = changeTo(wanted.node, name);
      if (edit !== undefined) fixes.push({ title, safe: false, edits: [edit] });
    }
    return fixes;
  },
});

const MOST_RELATED = 4;
const MOST_FIXES = 5;

function judge(monitor: Monitor, endpoint: MonitorEndpoint, { environment }: CheckContext): LostEndpoint | undefined {
  const resolution = resolveMonitorEndpoint(environment, monitor, endpoint);
  const { wanted, services, workloads } = resolution;
  if (wanted === undefined || services.length + workloads.length === 0) return undefined;
  const { reference } = wanted;
  // A number that is none is one finding of its own; a name that a sidecar brings along is nobody's mistake (trap 2).
  if (typeof reference === 'number' ? !isPortNumber(reference) : isInjectedPortName(reference)) return undefined;
  // One that has it is enough: the others are selected for another endpoint's sake.
  if (services.some(({ outcome }) => outcome.kind !== 'no-such-port')) return undefined;
  if (workloads.some(({ outcome }) => outcome.kind === 'found' || outcome.kind === 'unknown')) return undefined;
  if (resolution.open || services.some(hasIllegalNames)) return undefined;
  return {
    at: placeOf(wanted.node),
    subject: `endpoint.${wanted.field}=${reference}`,
    monitor,
    endpoint,
    wanted,
    resolution,
    meant: meantBy(environment, monitor, wanted, resolution),
  };
}

/** A Service port whose name has to change is one finding of its own; the endpoint may well use the name it gets. */
function hasIllegalNames({ outcome }: MonitorResolution['services'][number]): boolean {
  if (outcome.kind !== 'no-such-port') return false;
  return outcome.ports.some(({ name }) => name.state === 'known' && name.value !== '' && !isLabelName(name.value));
}

function whatItHas({ services, workloads }: MonitorResolution): readonly string[] {
  const [first] = services;
  if (first?.outcome.kind === 'no-such-port') return first.outcome.ports.map(servicePortText);
  return declaredTexts(workloads[0]?.declared.ports ?? []);
}

/** The names that could be meant, as the endpoint wants them: `port` takes names only, and `portNumber` numbers. */
function* namesOf({ services, workloads, wanted }: MonitorResolution): Generator<number | string, undefined> {
  for (const { outcome } of services) {
    if (outcome.kind !== 'no-such-port') continue;
    for (const { name } of outcome.ports) if (name.state === 'known' && name.value !== '') yield name.value;
  }
  for (const { declared } of workloads) {
    for (const { name, number } of declared.ports) {
      if (name !== undefined && wanted?.field !== 'portNumber') yield name;
      else if (wanted?.field !== 'port') yield number;
    }
  }
}

function servicesSelected({ services }: MonitorResolution): readonly RelatedPlace[] {
  return services.slice(0, MOST_RELATED).flatMap(({ service, outcome }) => {
    if (outcome.kind !== 'no-such-port') return [];
    const message = portsSentence((list) => `${called(service)} is selected and has ${list}`, outcome.ports);
    return [{ place: placeOfObject(service), message }];
  });
}

function workloadsSelected({ workloads }: MonitorResolution): readonly RelatedPlace[] {
  return workloads.slice(0, MOST_RELATED).map(({ workload, declared }) => {
    const has = declaredTexts(declared.ports);
    const says = `${called(workload)} is selected and`;
    const message = has.length === 0 ? `${says} declares no ports` : sentence((list) => `${says} has ${list}`, has);
    return { place: placeOfObject(workload), message };
  });
}
