import { placeOf, type Workload } from '../../kubernetes';
import { areOnOneNode, canShareNode, coversNodesOf } from '../../network/placement';
import { isRunToCompletion } from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';
import {
  claimAgainst,
  claimSubject,
  claimText,
  type HostPortClaim,
  hostPortClaims,
  isScaledToZero,
} from '../common/claims/host-ports';
import { inNamespace, liveTogether, mayBeTheSame } from '../common/evidence/together';
import { called, oneLine } from '../common/messages/words';
import { enforcedFor } from '../common/spec/pod-security';
import { type Breach, defineGuardrail } from '../define';

interface Collision extends Breach {
  readonly claim: HostPortClaim;
  readonly other: { readonly workload: Workload; readonly claim: HostPortClaim };
  readonly meeting: Meeting;
}

/** `always`: the pods of one have nowhere to go. `perhaps`: the scheduler only has to keep the two apart. */
type Meeting = 'always' | 'perhaps';

export const hostPortCollision = defineGuardrail<'workload', Collision>({
  id: 'host-port-collision',
  title: 'Two workloads that run on the same nodes claim one port of the node',
  category: 'collision',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, { environment }) {
      const claims = hostPortClaims(workload);
      return claims.length === 0 ? NONE : collisionsOf(workload, claims, environment);
    },
  },
  message({ claim, other, meeting }) {
    const who = `${called(other.workload)}${inNamespace(other.workload)}`;
    if (meeting === 'always') return oneLine(`${claimText(claim)} is taken by ${who}, which runs on the same nodes`);
    return oneLine(`${claimText(claim)} is claimed by ${who} too, so no node can run both`);
  },
  related({ other }) {
    return [{ place: placeOf(other.claim.node), message: oneLine(`${called(other.workload)} claims it here`) }];
  },
});

const NONE: readonly never[] = [];
/** One port that hundreds claim is one mistake: enough of them are looked at. */
const MOST_COMPARED = 50;

function collisionsOf(
  workload: Workload,
  claims: readonly HostPortClaim[],
  environment: EnvironmentView,
): readonly Collision[] {
  if (!counts(workload, environment)) return NONE;
  const meetings = new Map<Workload, Meeting | undefined>();
  const meet = (other: Workload) => {
    if (!meetings.has(other)) meetings.set(other, meetingOf(workload, other, environment));
    return meetings.get(other);
  };
  const told = new Set<Workload>();
  const breaches: Collision[] = [];
  for (const claim of claims) {
    const found = earlierClaim(workload, claim, environment, meet);
    // One finding for each two workloads, however many ports they share.
    if (found === undefined || told.has(found.other.workload)) continue;
    told.add(found.other.workload);
    const lower = found.meeting === 'always' ? {} : { severity: 'info' as const, confidence: 'possible' as const };
    breaches.push({ at: placeOf(claim.node), subject: claimSubject(claim), ...lower, claim, ...found });
  }
  return breaches;
}

/** Of the workloads before this one the first that it certainly meets, or else the first that it may meet. */
function earlierClaim(
  workload: Workload,
  claim: HostPortClaim,
  environment: EnvironmentView,
  meet: (other: Workload) => Meeting | undefined,
): Pick<Collision, 'other' | 'meeting'> | undefined {
  let perhaps: Collision['other'] | undefined;
  let compared = 0;
  for (const other of environment.workloadsOnHostPort(claim.number)) {
    if (other === workload || compared >= MOST_COMPARED) break;
    compared += 1;
    const theirs = claimAgainst(claim, other);
    const meeting = theirs && meet(other);
    if (theirs === undefined || meeting === undefined) continue;
    if (meeting === 'always') return { other: { workload: other, claim: theirs }, meeting };
    perhaps ??= { workload: other, claim: theirs };
  }
  return perhaps && { other: perhaps, meeting: 'perhaps' };
}

/**
 * Copies that nothing tells apart, pods that count as their owner's, and workloads of no pods claim nothing. Pods that the
 * namespace refuses for their ports never start (see forbidden-by-pod-security).
 */
function counts(workload: Workload, environment: EnvironmentView): boolean {
  if (isScaledToZero(workload) || environment.hasAlternatives(workload) || environment.countsAsOwner(workload)) {
    return false;
  }
  return enforcedFor(workload, environment) === undefined;
}

function isBeside(one: Workload, other: Workload, environment: EnvironmentView): boolean {
  return liveTogether(one, other, environment) && !mayBeTheSame(one, other) && !isInsteadOf(one, other);
}

/** In a file of its own and with the very same labels, one is there in the place of the other (trap 39). */
function isInsteadOf(one: Workload, other: Workload): boolean {
  if (one.document.path === other.document.path) return false;
  const [labels, others] = [one.template.labels.entries, other.template.labels.entries];
  if (labels.size === 0 || labels.size !== others.size) return false;
  return [...labels].every(([key, { value }]) => {
    const its = others.get(key)?.value;
    return value.state === 'known' && its?.state === 'known' && value.value === its.value;
  });
}

/** Undefined: never, or nobody can tell. */
function meetingOf(one: Workload, other: Workload, environment: EnvironmentView): Meeting | undefined {
  if (!counts(other, environment) || !isBeside(one, other, environment)) return undefined;
  if (canShareNode(one.template, other.template) !== 'yes') return undefined;
  if (areOnOneNode(one.template, other.template)) return 'always';
  const [first, second] = [isOnEachNode(one), isOnEachNode(other)];
  if (first && second) return 'always';
  if (first && coversNodesOf(one.template, other.template)) return 'always';
  if (second && coversNodesOf(other.template, one.template)) return 'always';
  // One that ends makes way by itself (trap 38).
  return isRunToCompletion(one) || isRunToCompletion(other) ? undefined : 'perhaps';
}

function isOnEachNode({ kind }: Workload): boolean {
  return kind === 'DaemonSet';
}
