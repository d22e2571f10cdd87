import { isPortNumber, listed, protocolOf, type Service, serviceTypeOf } from '../../../kubernetes';
import { knownPorts, mayBeKnown, OUTGOING_PORTS, type PortRange } from '../../../network/ports';
import type { EnvironmentView } from '../../../workspace';
import type { YamlNode } from '../../../yaml';
import type { Fix } from '../../define';
import { changeTo, fixOf } from '../fixes/edits';

/** A node port that a Service asks for. */
export interface NodePortClaim {
  readonly field: 'nodePort' | 'healthCheckNodePort';
  readonly number: number;
  /** Undefined where nobody can tell. */
  readonly protocol: string | undefined;
  readonly node: YamlNode;
}

/** Worked out once for a Service, which never changes. */
export function nodePortClaims(service: Service): readonly NodePortClaim[] {
  const known = claimsOf.get(service);
  if (known !== undefined) return known;
  const claims = readClaims(service);
  claimsOf.set(service, claims);
  return claims;
}

const claimsOf = new WeakMap<Service, readonly NodePortClaim[]>();

function readClaims(service: Service): readonly NodePortClaim[] {
  const type = serviceTypeOf(service);
  if (type !== 'NodePort' && type !== 'LoadBalancer') return NONE;
  const claims: NodePortClaim[] = [];
  for (const { nodePort, protocol } of listed(service.ports)) {
    // 0 asks for any free one (trap 5); other numbers that are none are told by themselves.
    if (nodePort.state === 'known' && isPortNumber(nodePort.value)) {
      claims.push({ field: 'nodePort', number: nodePort.value, protocol: protocolOf(protocol), node: nodePort.node });
    }
  }
  const check = service.healthCheckNodePort;
  if (type === 'LoadBalancer' && check.state === 'known' && isPortNumber(check.value)) {
    claims.push({ field: 'healthCheckNodePort', number: check.value, protocol: 'TCP', node: check.node });
  }
  return claims;
}

const NONE: readonly never[] = [];

/**
 * The next number of the range that no Service of the environment claims and no part of a node may listen on. The cluster
 * itself may still use it.
 */
export function freeNodePort(taken: number, range: PortRange, environment: EnvironmentView): number | undefined {
  const { from, to } = usablePart(range);
  const start = taken >= from && taken < to ? taken + 1 : from;
  for (let tried = 0; tried < MOST_TRIED; tried += 1) {
    const candidate = start + tried <= to ? start + tried : from + (start + tried - to - 1);
    if (candidate > to || candidate === taken) return undefined;
    if (!isOfNode(candidate) && environment.servicesOnNodePort(candidate).length === 0) return candidate;
  }
  return undefined;
}

/** Free in these files; the cluster may use it, and clients know the old one: never safe. */
export function fixToFreeNodePort(
  { field, number, node }: NodePortClaim,
  range: PortRange,
  environment: EnvironmentView,
): readonly Fix[] {
  const free = freeNodePort(number, range, environment);
  if (free === undefined) return NONE;
  return fixOf(`Change ${field} to ${free}, which no Service here claims`, false, [changeTo(node, free)]);
}

/** A look for a free number has to end, also where thousands are taken. */
const MOST_TRIED = 500;

/** Without the numbers that outgoing connections may have, where others are left. */
function usablePart({ from, to }: PortRange): PortRange {
  return from < OUTGOING_PORTS.from ? { from, to: Math.min(to, OUTGOING_PORTS.from - 1) } : { from, to };
}

function isOfNode(port: number): boolean {
  if (!mayBeKnown(port)) return false;
  return ['TCP', 'UDP'].some((protocol) => knownPorts(port, protocol, 'node').some(({ use }) => use === 'conflict'));
}
