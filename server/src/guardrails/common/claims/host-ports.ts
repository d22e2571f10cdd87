import { isPortNumber, isProtocol, listening, protocolOf, usesHostNetwork, type Workload } from '../../../kubernetes';
import type { YamlNode } from '../../../yaml';
import { isPlainKind } from '../evidence/plain-kinds';

/** A port of its node that a workload claims: by `hostPort`, or by any declared port on the host network. */
export interface HostPortClaim {
  readonly number: number;
  readonly protocol: string;
  /** The address of the node that it listens on; `0.0.0.0` stands for all of them, as for the scheduler. */
  readonly address: string;
  readonly onHostNetwork: boolean;
  readonly node: YamlNode;
}

/** Each port once, in order. What cannot be read, and what the API server refuses anyway, claims nothing. */
export function hostPortClaims(workload: Workload): readonly HostPortClaim[] {
  const known = claimsOf.get(workload);
  if (known !== undefined) return known;
  const claims = readClaims(workload);
  claimsOf.set(workload, claims);
  return claims;
}

/** The claim of a workload that the scheduler does not let stand beside this one (V5). */
export function claimAgainst(claim: HostPortClaim, workload: Workload): HostPortClaim | undefined {
  let byNumber = numbersOf.get(workload);
  if (byNumber === undefined) {
    const made = new Map<number, HostPortClaim[]>();
    for (const each of hostPortClaims(workload)) {
      const alike = made.get(each.number);
      if (alike === undefined) made.set(each.number, [each]);
      else alike.push(each);
    }
    byNumber = made;
    numbersOf.set(workload, byNumber);
  }
  return byNumber.get(claim.number)?.find((each) => overlap(claim, each));
}

const claimsOf = new WeakMap<Workload, readonly HostPortClaim[]>();
const numbersOf = new WeakMap<Workload, ReadonlyMap<number, readonly HostPortClaim[]>>();
const NONE: readonly never[] = [];

export const EVERY_ADDRESS = '0.0.0.0';

function readClaims(workload: Workload): readonly HostPortClaim[] {
  // Of a pod that a controller made, its controller decides.
  if (workload.templates.length !== 1 || workload.owner !== null || !isPlainKind(workload)) return NONE;
  const { template } = workload;
  const onHostNetwork = usesHostNetwork(template) === 'yes';
  let claims: Map<string, HostPortClaim> | undefined;
  for (const { ports } of listening(template)) {
    for (const { containerPort, hostPort, hostIP, protocol: written } of ports) {
      const protocol = protocolOf(written);
      if (protocol === undefined || !isProtocol(protocol)) continue;
      // 0 means unset; on the host network the container port is meant then, and nothing else is legal (V6, trap 6).
      const unset = hostPort.state === 'absent' || (hostPort.state === 'known' && hostPort.value === 0);
      const claimed = unset && onHostNetwork ? containerPort : hostPort;
      if (claimed.state !== 'known' || !isPortNumber(claimed.value) || hostIP.state === 'unknown') continue;
      if (onHostNetwork && (containerPort.state !== 'known' || containerPort.value !== claimed.value)) continue;
      const address = hostIP.state === 'known' && hostIP.value !== '' ? hostIP.value : EVERY_ADDRESS;
      const key = `${claimed.value}/${protocol}/${address}`;
      claims ??= new Map();
      if (claims.has(key)) continue;
      claims.set(key, { number: claimed.value, protocol, address, onHostNetwork, node: claimed.node });
    }
  }
  return claims === undefined ? NONE : [...claims.values()];
}

function overlap(one: HostPortClaim, other: HostPortClaim): boolean {
  if (one.protocol !== other.protocol) return false;
  return one.address === EVERY_ADDRESS || other.address === EVERY_ADDRESS || one.address === other.address;
}

/** `hostPort 8080/TCP`, or `port 8080/TCP of the host network`. */
export function claimText({ number, protocol, onHostNetwork }: HostPortClaim): string {
  return onHostNetwork ? `host-network port ${number}/${protocol}` : `hostPort ${number}/${protocol}`;
}

/** What tells it apart when lines move. */
export function claimSubject({ number, protocol }: HostPortClaim): string {
  return `hostPort=${number}/${protocol}`;
}

/** No pods, for as long as nobody scales it up (trap 38). */
export function isScaledToZero({ replicas }: Workload): boolean {
  return replicas.state === 'known' && replicas.value === 0;
}
