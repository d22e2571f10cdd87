import { matches, type NetworkPolicy, type PolicyPort, protocolOf, type Workload } from '../../kubernetes';
import { type Direction, declaredPorts, findPort } from '../../network/resolve';
import type { EnvironmentView, NamespaceKey } from '../../workspace';
import { directionsOf } from '../directions';

/** A port of pods, as packets carry it. */
export interface PacketPort {
  readonly number: number;
  readonly protocol: string;
}

/**
 * Whether some policy about these pods may admit this port, whoever the peers are. What nobody can read counts as
 * admitting: only a certain no makes an error (G1).
 */
export function someAdmits(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  direction: Direction,
  subjects: readonly Workload[],
  port: PacketPort,
  destinations: readonly Workload[],
): boolean {
  return environment.inNamespace('network-policy', namespace).some((policy) => {
    if (!mayBeAbout(policy, subjects)) return false;
    const applies = directionsOf(policy);
    if (applies !== undefined && !applies.includes(direction)) return false;
    const rules = policy[direction];
    if (rules.state === 'unknown' || policy.incomplete) return true;
    if (rules.state === 'absent') return false;
    return rules.value.some((rule) => {
      if (rule.ports.state === 'unknown') return true;
      if (rule.ports.state === 'absent' || rule.ports.value.length === 0) return true;
      return rule.ports.value.some((each) => admits(each, port, destinations));
    });
  });
}

/** An item without a port means all ports of its protocol (S011, S012). */
export function admits(rule: PolicyPort, port: PacketPort, destinations: readonly Workload[]): boolean {
  const protocol = protocolOf(rule.protocol);
  if (protocol !== undefined && protocol !== port.protocol) return false;
  if (rule.port.state === 'unknown') return true;
  if (rule.port.state === 'absent') return true;
  const reference = rule.port.value;
  if (typeof reference === 'number') {
    if (rule.endPort.state === 'unknown') return true;
    const end = rule.endPort.state === 'known' ? rule.endPort.value : reference;
    return reference <= port.number && port.number <= end;
  }
  return destinations.some((workload) => {
    const outcome = findPort(declaredPorts(workload), reference, port.protocol);
    return outcome.kind === 'unknown' || (outcome.kind === 'found' && outcome.port.number === port.number);
  });
}

function mayBeAbout(policy: NetworkPolicy, workloads: readonly Workload[]): boolean {
  const selector = policy.podSelector;
  if (selector.state !== 'known') return true;
  return workloads.some((workload) => matches(selector.value, workload.template.labels) !== 'no');
}
