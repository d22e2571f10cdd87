import {
  type Direction,
  directionsOf,
  matches,
  type NetworkPolicy,
  type PolicyPort,
  type PolicyRule,
  protocolOf,
  type Workload,
} from '../../kubernetes';
import { declaredPorts, findPort } from '../../network/resolve';
import type { EnvironmentView, NamespaceKey } from '../../workspace';
import { type Budget, mayShareAPeer } from './peers';

/** A port of pods, as packets carry it. */
export interface PacketPort {
  readonly number: number;
  readonly protocol: string;
}

/** A rule whose port is wrong, and where the port that packets carry would have to be admitted. */
export interface Wanted {
  readonly policy: NetworkPolicy;
  readonly rule: PolicyRule;
  readonly direction: Direction;
  readonly port: PacketPort;
  /** The pods that the port belongs to. */
  readonly destinations: readonly Workload[];
  /** The pods that the policy is about: one policy that admits for one of them is enough. */
  readonly subjects: readonly Workload[];
  readonly budget: Budget;
}

/**
 * Whether some policy about these pods may admit this port for the peers of the rule. What nobody can read counts as
 * admitting: only a certain no makes an error (G1).
 */
export function someAdmits(environment: EnvironmentView, namespace: NamespaceKey, wanted: Wanted): boolean {
  const { direction, port, destinations } = wanted;
  return environment.inNamespace('network-policy', namespace).some((policy) => {
    const applies = directionsOf(policy);
    if (applies !== undefined && !applies.includes(direction)) return false;
    const rules = policy[direction];
    if (rules.state === 'absent') return false;
    const unreadable = rules.state === 'unknown' || policy.incomplete;
    const mayAdmit =
      unreadable ||
      rules.value.some(
        (rule) => admitsPort(rule, port, destinations) && mayShareAPeer(environment, policy, rule, wanted),
      );
    // Asked last: most policies say nothing about the port.
    return mayAdmit && mayBeAbout(policy, wanted.subjects);
  });
}

function admitsPort({ ports }: PolicyRule, port: PacketPort, destinations: readonly Workload[]): boolean {
  if (ports.state !== 'known' || ports.value.length === 0) return true;
  return ports.value.some((each) => admits(each, port, destinations));
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
