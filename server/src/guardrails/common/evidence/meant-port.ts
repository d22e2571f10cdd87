import { effectiveTargetPort, protocolOf, type Service, type ServicePort, type Workload } from '../../../kubernetes';
import { type DeclaredPort, portsOf } from '../../../network/resolve';
import type { EnvironmentView } from '../../../workspace';

/** The declared port that a number evidently stands for, and what makes it evident. */
export interface Meant {
  readonly port: DeclaredPort;
  /**
   * It has the name of the Service port; it has its number; its number is a slip of the hand away; or the Service has one
   * port and the pods have one.
   */
  readonly because: 'name' | 'number' | 'slip' | 'only';
}

interface Question {
  readonly environment: EnvironmentView;
  readonly service: Service;
  readonly port: ServicePort;
  readonly protocol: string;
  /** What the Service port leads to, which the workload does not declare. */
  readonly number: number;
  readonly workload: Workload;
  readonly declared: readonly DeclaredPort[];
}

export function meantPort(question: Question): Meant | undefined {
  const { service, port, protocol, number } = question;
  // What is evident among a few ports is a guess among hundreds.
  if (question.declared.length > MOST_DECLARED) return undefined;
  const others = (portsOf(service) ?? []).filter((other) => other !== port);
  // What another port of the Service leads to already, this one hardly means.
  const free = question.declared.filter(
    (declared) => declared.protocol === protocol && !others.some((other) => mayLeadTo(other, declared)),
  );
  const named = onlyOne(free.filter(({ name }) => port.name.state === 'known' && name === port.name.value));
  if (named !== undefined) return { port: named, because: 'name' };
  // A port that is called differently is another one.
  const fitting = free.filter(({ name }) => mayBeOne(port, name));
  const equal = onlyOne(
    fitting.filter((declared) => port.port.state === 'known' && declared.number === port.port.value),
  );
  if (equal !== undefined) return { port: equal, because: 'number' };
  const slip = onlyOne(fitting.filter((declared) => isNumberSlip(number, declared.number)));
  if (slip !== undefined) return { port: slip, because: 'slip' };
  const only = free.length === fitting.length ? onlyOne(free) : undefined;
  return only !== undefined && others.length === 0 && isOnlyWay(question, only)
    ? { port: only, because: 'only' }
    : undefined;
}

const MOST_DECLARED = 100;

/** Ports of one number, whichever container declares them. */
function onlyOne(ports: readonly DeclaredPort[]): DeclaredPort | undefined {
  const [first] = ports;
  return first !== undefined && ports.every(({ number }) => number === first.number) ? first : undefined;
}

function mayLeadTo(port: ServicePort, declared: DeclaredPort): boolean {
  const target = effectiveTargetPort(port);
  const protocol = protocolOf(port.protocol);
  if (target.state !== 'known' || protocol === undefined) return true;
  return protocol === declared.protocol && (target.value === declared.number || target.value === declared.name);
}

/** A Service for metrics or health, and a second one before the same pods, may well lead to a port that nobody declares. */
function isOnlyWay({ environment, service, port, workload }: Question, only: DeclaredPort): boolean {
  const names = [service.name, port.name].map((name) => (name.state === 'known' ? name.value : ''));
  if (names.some((name) => BESIDES.test(name))) return false;
  const selecting = environment.servicesSelecting(workload);
  if (selecting.length > MOST_SERVICES) return false;
  return selecting.every(({ service: other }) => {
    if (other === service) return true;
    const ports = portsOf(other);
    return ports !== undefined && !ports.some((each) => mayLeadTo(each, only) && !isTwin(each, port));
  });
}

/** One and the same port, offered inside and outside: `web` and `web-external`. */
function isTwin(one: ServicePort, other: ServicePort): boolean {
  return one.port.state === 'known' && other.port.state === 'known' && one.port.value === other.port.value;
}

const BESIDES = /metric|monitor|prom|health|probe|admin|debug|pprof|webhook|status/i;
const MOST_SERVICES = 20;

function mayBeOne({ name }: ServicePort, declared: string | undefined): boolean {
  if (name.state === 'unknown') return false;
  if (name.state === 'absent' || declared === undefined) return true;
  if (name.value.includes(declared) || declared.includes(name.value)) return true;
  return MAIN.has(name.value) && MAIN.has(declared);
}

/** What people call the port that the application is there for. */
const MAIN = new Set(['http', 'web', 'main', 'app', 'api', 'server', 'service', 'default', 'port', 'tcp']);

/**
 * Two neighbouring digits in the wrong order, a digit too few or too many. Another digit is mostly another port, and one in
 * front is a habit: 8443 for 443, 18080 for 8080.
 */
export function isNumberSlip(one: number, other: number): boolean {
  const [short, long] = [String(one), String(other)].sort((a, b) => a.length - b.length);
  if (short === undefined || long === undefined || short === long || short[0] !== long[0]) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (long.length === short.length + 1) return short.slice(at) === long.slice(at + 1);
  return (
    long.length === short.length &&
    short[at] === long[at + 1] &&
    short[at + 1] === long[at] &&
    short.slice(at + 2) === long.slice(at + 2)
  );
}
