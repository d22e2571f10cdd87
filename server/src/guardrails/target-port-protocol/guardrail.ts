import { isHeadless, isPortName, isProtocol, placeOf, protocolOf, type ServicePort } from '../../kubernetes';
import {
  areSomeInjected,
  type Backing,
  isFoundEverywhere,
  portsOf,
  resolveServicePort,
  type ServicePortResolution,
  type Target,
  type WorkloadTarget,
  workloadsBehind,
} from '../../network/resolve';
import { insertKey } from '../../yaml';
import { changeTo, fixOf } from '../common/fixes/edits';
import { portKey } from '../common/messages/subjects';
import { called, declaredTexts, oneLine, placeOfObject, portText, sentence } from '../common/messages/words';
import { type Breach, type CheckContext, defineGuardrail } from '../define';

interface OtherProtocol extends Breach {
  readonly port: ServicePort;
  readonly target: Target;
  readonly protocol: string;
  /** The protocols that the port has there. */
  readonly declared: readonly string[];
  readonly mismatched: readonly WorkloadTarget[];
  /** Another port of the Service serves that protocol already. */
  readonly taken: boolean;
}

export const targetPortProtocol = defineGuardrail<'service', OtherProtocol>({
  id: 'target-port-protocol',
  title: 'A Service port leads to a port that exists only with another protocol',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { environment }) {
      const ports = portsOf(service);
      if (ports === undefined || ports.length === 0) return NONE;
      const backing = environment.once(workloadsBehind, service);
      if (backing.workloads.length === 0) return NONE;
      const breaches: OtherProtocol[] = [];
      for (const port of ports) {
        if (isFoundEverywhere(port, backing)) continue;
        const breach = judge(resolveServicePort(environment, service, port, backing), ports, backing, environment);
        if (breach !== undefined) breaches.push(breach);
      }
      return breaches;
    },
  },
  message({ target, protocol, declared, mismatched }) {
    const first = mismatched[0];
    const where = first === undefined ? 'the selected pods' : called(first.workload);
    const more = mismatched.length > 1 ? ` and ${mismatched.length - 1} more` : '';
    const reference = portText(target.reference);
    const port = target.implied ? `port ${reference}` : `targetPort ${reference}`;
    return oneLine(`${port} is ${declared.join(' and ')} in ${where}${more}, but the Service port is ${protocol}`);
  },
  related({ mismatched }) {
    return mismatched.slice(0, MOST_RELATED).map(({ workload, outcome }) => {
      const ports = outcome.kind === 'other-protocol' ? outcome.ports : [];
      const node = ports[0]?.port.node;
      return {
        place: node === undefined ? placeOfObject(workload) : placeOf(node),
        message: sentence((list) => `${called(workload)} declares it as ${list}`, declaredTexts(ports)),
      };
    });
  },
  fixes({ port, declared, taken }) {
    const only = declared[0];
    if (only === undefined || declared.length > 1 || taken) return [];
    const edit =
      port.protocol.state === 'known'
        ? changeTo(port.protocol.node, only)
        : insertKey(port.node, 'protocol', only, port.port.state === 'known' ? 'port' : undefined);
    // It may as well be the container whose protocol is wrong.
    return fixOf(`Change protocol to ${only}`, false, [edit]);
  },
});

const NONE: readonly OtherProtocol[] = [];
const MOST_RELATED = 4;

function judge(
  resolution: ServicePortResolution,
  ports: readonly ServicePort[],
  backing: Backing,
  environment: CheckContext['environment'],
): OtherProtocol | undefined {
  const { target, protocol, workloads, port } = resolution;
  if (target === undefined || protocol === undefined || !isProtocol(protocol)) return undefined;
  const named = typeof target.reference === 'string';
  if (typeof target.reference === 'string' && !isPortName(target.reference)) return undefined;
  const mismatched = workloads.filter(({ outcome }) => outcome.kind === 'other-protocol');
  if (mismatched.length === 0) return undefined;
  const declared = [
    ...new Set(
      mismatched
        .flatMap(({ outcome }) => (outcome.kind === 'other-protocol' ? outcome.ports : []))
        .map((each) => each.protocol),
    ),
  ];
  const twin = ports.find((other) => other !== port && leadsAlike(other, target, declared));
  if (!named) {
    // A number needs no declaration: one that some pod declares, or a twin for the declared protocol, is meant (trap 1, 3).
    if (twin !== undefined || mismatched.length < workloads.length) return undefined;
  }
  const place = port.protocol.state === 'known' ? port.protocol.node : target.node;
  return {
    at: placeOf(place),
    subject: `ports[${portKey(port)}].protocol=${protocol}`,
    ...(named && isCertain(resolution, backing, environment)
      ? {}
      : { severity: 'warning' as const, confidence: 'likely' as const }),
    port,
    target,
    protocol,
    declared,
    mismatched,
    taken: ports.some((other) => other !== port && isOn(other, port, declared)),
  };
}

/** No pod behind the Service has the name with its protocol, and none can get it from elsewhere. */
function isCertain(
  { open, service, workloads }: ServicePortResolution,
  backing: Backing,
  environment: CheckContext['environment'],
): boolean {
  return (
    !open &&
    isHeadless(service) === false &&
    workloads.every(({ outcome }) => outcome.kind === 'other-protocol' || outcome.kind === 'missing') &&
    !environment.once(areSomeInjected, backing.workloads)
  );
}

function leadsAlike(other: ServicePort, target: Target, protocols: readonly string[]): boolean {
  const protocol = protocolOf(other.protocol);
  const reference = other.targetPort.state === 'absent' ? other.port : other.targetPort;
  if (protocol === undefined || reference.state === 'unknown') return true;
  return protocols.includes(protocol) && reference.state === 'known' && reference.value === target.reference;
}

function isOn(other: ServicePort, port: ServicePort, protocols: readonly string[]): boolean {
  if (other.port.state !== 'known' || port.port.state !== 'known') return true;
  const protocol = protocolOf(other.protocol);
  return other.port.value === port.port.value && (protocol === undefined || protocols.includes(protocol));
}
