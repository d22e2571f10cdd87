import { GATEWAY_API, isLabelName, placeOf, protocolOf, type RouteBackend, type RouteObject } from '../../kubernetes';
import { type BackendOutcome, isService, portsOf, resolveRouteBackend } from '../../network/resolve';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import { insertKey } from '../../yaml';
import { numbersInstead, portNumbers } from '../common/fixes/port-numbers';
import { noSuchPort, otherEnd } from '../common/messages/service-ports';
import { called, oneLine, portText } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { fixesForOpenShift, lackingForOpenShift } from './open-shift';

interface WrongBackendPort extends Breach {
  readonly route: RouteObject;
  readonly backend: RouteBackend;
  readonly outcome: Wrong;
}

type Lacking = Extract<BackendOutcome, { kind: 'no-such-port' }>;
type Spoken = Extract<BackendOutcome, { kind: 'other-protocol' }>;
/** No port is written; the numbers are those that the Service has, as far as anybody knows it. */
interface Unwritten {
  readonly kind: 'not-written';
  readonly numbers: readonly number[];
}
type Wrong = Lacking | Spoken | Unwritten;

export const routeBackendPort = defineGuardrail<'route', WrongBackendPort>({
  id: 'route-backend-port',
  title: 'A route names a port that its Service does not have',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['route'],
    *find(route, { environment }) {
      const told = new Set<unknown>();
      for (const backend of route.backends) {
        const at = backend.port.state === 'known' ? backend.port.node : nodeOf(backend);
        // The one port of an OpenShift Route is for all of its backends.
        if (told.has(at)) continue;
        const outcome = wrongIn(environment, route, backend);
        if (outcome === undefined) continue;
        told.add(at);
        const name = backend.name.state === 'known' ? backend.name.value : '';
        const port = backend.port.state === 'known' ? backend.port.value : '';
        yield { at: placeOf(at), subject: `backend[${name}].port=${port}`, route, backend, outcome };
      }
    },
  },
  message({ route, outcome, backend }) {
    if (outcome.kind === 'not-written') {
      const name = backend.name.state === 'known' ? `Service/${backend.name.value}` : 'a Service';
      return oneLine(`backend ${name} needs a port: only other kinds may go without`);
    }
    if (outcome.kind === 'other-protocol') return otherProtocol(route, outcome);
    if (route.openShift) return lackingForOpenShift(outcome);
    return noSuchPort(outcome.reference, outcome.service, outcome.ports, outcome.meant);
  },
  related({ outcome }) {
    if (outcome.kind === 'not-written') return [];
    const { service, ports } = outcome;
    return otherEnd(service, ports, outcome.kind === 'no-such-port' ? outcome.meant : ports);
  },
  fixes({ route, backend, outcome }) {
    if (outcome.kind === 'not-written') return additions(backend, outcome.numbers);
    if (backend.port.state !== 'known') return [];
    const { node } = backend.port;
    if (outcome.kind === 'other-protocol') {
      const fitting = (portsOf(outcome.service) ?? []).filter((port) => protocolOf(port.protocol) === outcome.protocol);
      return fitting.length === 0 ? [] : numbersInstead(node, fitting, [], false);
    }
    const { ports, meant, copies } = outcome;
    const safe = meant.length === 1 && copies === 1;
    return route.openShift ? fixesForOpenShift(node, outcome) : numbersInstead(node, ports, meant, safe);
  },
});

function nodeOf({ name, node }: RouteBackend) {
  return name.state === 'known' ? name.node : node;
}

function wrongIn(environment: EnvironmentView, route: RouteObject, backend: RouteBackend): Wrong | undefined {
  if (backend.port.state === 'absent')
    return needsPort(route, backend) ? unwritten(environment, route, backend) : undefined;
  const outcome = resolveRouteBackend(environment, route, backend);
  if (outcome.kind === 'other-protocol') return outcome;
  if (outcome.kind !== 'no-such-port') return undefined;
  // A Service port's illegal name is told where it is declared.
  const isTold = outcome.ports.some(({ name }) => name.state === 'known' && !isLabelName(name.value));
  return typeof outcome.reference === 'string' && isTold ? undefined : outcome;
}

/** The older API and OpenShift's take the ports as they come. */
function needsPort(route: RouteObject, backend: RouteBackend): boolean {
  return route.group === GATEWAY_API && !route.incomplete && isService(backend) === true;
}

function unwritten(environment: EnvironmentView, route: RouteObject, backend: RouteBackend): Unwritten {
  const { name, namespace } = backend;
  const own = namespace.state === 'known' ? namespace.value : namespaceOf(route);
  if (name.state !== 'known' || own === undefined) return { kind: 'not-written', numbers: [] };
  const services = environment.named('service', own, name.value);
  const [service] = services;
  const ports = service === undefined || services.length > 1 ? [] : (portsOf(service) ?? []);
  return { kind: 'not-written', numbers: portNumbers(ports) };
}

function otherProtocol(route: RouteObject, { reference, service, protocol, ports }: Spoken): string {
  const has = [...new Set(ports.map(({ protocol: own }) => (own.state === 'known' ? own.value : 'TCP')))].join(' and ');
  return oneLine(`port ${portText(reference)} of ${called(service)} is ${has}, but a ${route.kind} sends ${protocol}`);
}

/** A port where none is written: of a Service that has one, there is no other choice. */
function additions({ node }: RouteBackend, numbers: readonly number[]): readonly Fix[] {
  const fixes: Fix[] = [];
  for (const number of numbers) {
    const edit = insertKey(node, 'port', number, 'name');
    if (edit !== undefined) fixes.push({ title: `Add port ${number}`, safe: numbers.length === 1, edits: [edit] });
  }
  return fixes;
}
