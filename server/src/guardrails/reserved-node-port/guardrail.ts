import { placeOf, type Service, type Workload } from '../../kubernetes';
import { claimSubject, claimText, hostPortClaims, isScaledToZero } from '../common/claims/host-ports';
import { fixToFreeNodePort, type NodePortClaim, nodePortClaims } from '../common/claims/node-ports';
import { isOfSystem } from '../common/evidence/cluster-parts';
import { inNamespace } from '../common/evidence/together';
import { called, oneLine } from '../common/messages/words';
import { enforcedFor } from '../common/spec/pod-security';
import { type Breach, type CheckContext, defineGuardrail } from '../define';
import { type Reason, reasonAgainstHostPort, reasonAgainstNodePort } from './reasons';

interface Reserved extends Breach {
  /** The port as a message names it. */
  readonly port: string;
  readonly reason: Reason;
  /** How many more of the same workload are no good for the same reason. */
  readonly more: number;
  /** Of a Service. */
  readonly claim?: NodePortClaim;
}

export const reservedNodePort = defineGuardrail<'workload' | 'service', Reserved>({
  id: 'reserved-node-port',
  title: 'A port of the node that the system uses or hands out itself',
  category: 'collision',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload', 'service'],
    find: (object, context) =>
      object.type === 'service' ? nodePortsOf(object, context) : hostPortsOf(object, context),
  },
  message({ port, reason, more }) {
    const which = more === 0 ? `${port} is` : `${port} and ${more} more are`;
    return oneLine(`${which} ${said(reason)}`);
  },
  related({ reason }) {
    if (reason.kind !== 'node-port') return [];
    return [{ place: placeOf(reason.claim.node), message: oneLine(`${called(reason.service)} claims it here`) }];
  },
  fixes: ({ claim }, { environment, cluster }) =>
    claim === undefined || cluster.nodePorts === undefined
      ? []
      : fixToFreeNodePort(claim, cluster.nodePorts, environment),
});

const NONE: readonly never[] = [];

function said(reason: Reason): string {
  switch (reason.kind) {
    case 'taken':
      return `${reason.row.what} on ${reason.row.scope === 'node' ? 'each node' : 'nodes of the control plane'}`;
    case 'node-port':
      return `the ${reason.claim.field} of ${called(reason.service)}${inNamespace(reason.service)}`;
    case 'node-ports':
      return `in ${reason.range.from}-${reason.range.to}, which the cluster hands out as node ports`;
    case 'outgoing':
      return `in ${reason.range.from}-${reason.range.to}, which Linux gives to outgoing connections`;
  }
}

function hostPortsOf(workload: Workload, context: CheckContext): readonly Reserved[] {
  const claims = hostPortClaims(workload);
  if (claims.length === 0 || isOfSystem(workload) || isScaledToZero(workload)) return NONE;
  const { environment } = context;
  if (environment.hasAlternatives(workload) || environment.countsAsOwner(workload)) return NONE;
  // Refused for the same port: one finding per root cause.
  if (enforcedFor(workload, environment) !== undefined) return NONE;
  const found = claims.flatMap((claim) => {
    const reason = reasonAgainstHostPort(workload, claim, context);
    if (reason === undefined) return [];
    return [breach(claimText(claim), claimSubject(claim), placeOf(claim.node), reason)];
  });
  return joined(found);
}

function nodePortsOf(service: Service, context: CheckContext): readonly Reserved[] {
  // Without a word about the range, a number outside the usual one is told by itself, and within it nothing is reserved.
  if (context.cluster.nodePorts === undefined || isOfSystem(service)) return NONE;
  const found = nodePortClaims(service).flatMap((claim) => {
    const reason = reasonAgainstNodePort(claim, context);
    if (reason === undefined) return [];
    const port = `${claim.field} ${claim.number}`;
    return [{ ...breach(port, `${claim.field}=${claim.number}`, placeOf(claim.node), reason), claim }];
  });
  return joined(found);
}

function breach(port: string, subject: string, at: Breach['at'], reason: Reason): Reserved {
  // A port of the control plane harms only pods that run there; an outgoing connection has to take that very number.
  const doubtful = reason.kind === 'outgoing' || (reason.kind === 'taken' && !reason.surely);
  const lower = doubtful ? { severity: 'info' as const, confidence: 'possible' as const } : {};
  return { at, subject, ...lower, port, reason, more: 0 };
}

/** Ports in one and the same range are one mistake, told at the first of them. */
function joined(found: readonly Reserved[]): readonly Reserved[] {
  const first = new Map<string, Reserved>();
  for (const each of found) {
    const { kind } = each.reason;
    const key = kind === 'node-ports' || kind === 'outgoing' ? kind : each.subject;
    const known = first.get(key);
    first.set(key, known === undefined ? each : { ...known, more: known.more + 1 });
  }
  return [...first.values()];
}
