import type { Service, Workload } from '../../kubernetes';
import { runsOnControlPlane } from '../../network/placement';
import {
  DEFAULT_NODE_PORTS,
  type KnownPort,
  knownPorts,
  mayBeKnown,
  OUTGOING_PORTS,
  type PortRange,
} from '../../network/ports';
import type { EnvironmentView } from '../../workspace';
import { EVERY_ADDRESS, type HostPortClaim } from '../common/claims/host-ports';
import { type NodePortClaim, nodePortClaims } from '../common/claims/node-ports';
import { isComponent, isThere } from '../common/evidence/cluster-parts';
import { liveTogether } from '../common/evidence/together';
import type { CheckContext } from '../define';

/** Why a port of the node is no good. */
export type Reason =
  /** Something of the system listens on it. `surely` is false where only nodes of the control plane have it. */
  | { readonly kind: 'taken'; readonly row: KnownPort; readonly surely: boolean }
  | { readonly kind: 'node-port'; readonly service: Service; readonly claim: NodePortClaim }
  /** The cluster hands it out to Services, or Linux to outgoing connections. */
  | { readonly kind: 'node-ports' | 'outgoing'; readonly range: PortRange };

export function reasonAgainstHostPort(
  workload: Workload,
  claim: HostPortClaim,
  context: CheckContext,
): Reason | undefined {
  const taken = takenOnNode(workload, claim, context);
  if (taken !== undefined) return taken;
  const nodePorts = context.cluster.nodePorts ?? DEFAULT_NODE_PORTS;
  // A node port outside the range is refused, and told by itself.
  if (isWithin(claim.number, nodePorts)) {
    return ofService(workload, claim, context) ?? { kind: 'node-ports', range: nodePorts };
  }
  return isWithin(claim.number, OUTGOING_PORTS) ? { kind: 'outgoing', range: OUTGOING_PORTS } : undefined;
}

/** Only a cluster whose range was widened hands such numbers out, and its charter says so. */
export function reasonAgainstNodePort(claim: NodePortClaim, context: CheckContext): Reason | undefined {
  const { environment, cluster } = context;
  const range = cluster.nodePorts;
  if (range === undefined || claim.protocol === undefined || !isWithin(claim.number, range)) return undefined;
  const rows = conflicts(claim.number, claim.protocol);
  const row = rows.find((each) => isThere(each.on, cluster, environment) && !isOutOfReach(each, cluster));
  if (row !== undefined) return { kind: 'taken', row, surely: true };
  return isWithin(claim.number, OUTGOING_PORTS) ? { kind: 'outgoing', range: OUTGOING_PORTS } : undefined;
}

function takenOnNode(workload: Workload, claim: HostPortClaim, context: CheckContext): Reason | undefined {
  const { environment, cluster } = context;
  for (const row of conflicts(claim.number, claim.protocol)) {
    if (row.local && !isOnLoopback(claim.address)) continue;
    if (!isThere(row.on, cluster, environment) || isOutOfReach(row, cluster) || isComponent(workload, row)) continue;
    // Where its own manifest claims the port too, the two collide, and that is said by itself.
    if (isClaimedByItself(row, workload, claim, environment)) continue;
    if (row.scope === 'node') return { kind: 'taken', row, surely: true };
    const there = OPEN_CONTROL_PLANES.has(cluster.platform ?? '') ? 'yes' : runsOnControlPlane(workload.template);
    if (there !== 'unknown') return { kind: 'taken', row, surely: there === 'yes' };
  }
  return undefined;
}

function conflicts(port: number, protocol: string): readonly KnownPort[] {
  return mayBeKnown(port) ? knownPorts(port, protocol, 'node').filter(({ use }) => use === 'conflict') : [];
}

function isClaimedByItself(
  row: KnownPort,
  workload: Workload,
  { number }: HostPortClaim,
  environment: EnvironmentView,
): boolean {
  const others = environment.workloadsOnHostPort(number).slice(0, MOST_COMPARED);
  return others.some((other) => other !== workload && isComponent(other, row));
}

const MOST_COMPARED = 20;

/** A control plane that somebody else runs is on no node of the cluster, and some nodes let nobody log in. */
function isOutOfReach({ scope, component }: KnownPort, { platform = '' }: CheckContext['cluster']): boolean {
  return (scope === 'control-plane' && MANAGED.has(platform)) || (component === 'sshd' && WITHOUT_SSH.has(platform));
}

const MANAGED: ReadonlySet<string> = new Set(['aks', 'eks', 'gke']);
const WITHOUT_SSH: ReadonlySet<string> = new Set(['kind', 'talos']);
/** Their nodes take any pod, the ones of the control plane too. */
const OPEN_CONTROL_PLANES: ReadonlySet<string> = new Set(['k3s', 'kind', 'minikube']);

function ofService(workload: Workload, claim: HostPortClaim, { environment }: CheckContext): Reason | undefined {
  for (const service of environment.servicesOnNodePort(claim.number).slice(0, MOST_COMPARED)) {
    if (environment.hasAlternatives(service) || !liveTogether(workload, service, environment)) continue;
    const taken = nodePortClaims(service).find(
      ({ number, protocol }) => number === claim.number && protocol === claim.protocol,
    );
    if (taken !== undefined) return { kind: 'node-port', service, claim: taken };
  }
  return undefined;
}

function isWithin(number: number, { from, to }: PortRange): boolean {
  return number >= from && number <= to;
}

function isOnLoopback(address: string): boolean {
  return address === EVERY_ADDRESS || address.startsWith('127.');
}
