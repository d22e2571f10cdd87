import { hasPort, LAST_PORT } from '../../sets/ports';
import type { End, Verdict } from '../answer';
import type { Protocol } from '../cluster';
import type { ReachEngine } from '../engine';
import type { Outcome, Part, Way } from './ways';

/** Of one port; of one that nobody knows, only what holds for all of the protocol. */
export function outcomeAt(
  { open, possible }: Verdict,
  protocol: Protocol,
  port: number | undefined,
): Exclude<Outcome, 'partial'> {
  if (port === undefined) {
    const [first, last] = open[protocol];
    if (first === 1 && last === LAST_PORT) return 'allowed';
    return possible[protocol].length === 0 ? 'denied' : 'unknown';
  }
  if (hasPort(open, protocol, port)) return 'allowed';
  return hasPort(possible, protocol, port) ? 'unknown' : 'denied';
}

/** Of a way that may not be there only that it is shut is certain. */
export function outcomeOfWay({ outcome, exists }: Pick<Way, 'outcome' | 'exists'>): Outcome {
  return exists === 'yes' || outcome === 'denied' ? outcome : 'unknown';
}

/** Everything in all of them together: `partial` where some are open and some closed for certain. */
export function outcomeOfAll(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 0) return 'denied';
  if (outcomes.every((outcome) => outcome === 'allowed')) return 'allowed';
  if (outcomes.every((outcome) => outcome === 'denied')) return 'denied';
  if (outcomes.includes('partial')) return 'partial';
  return outcomes.includes('allowed') && outcomes.includes('denied') ? 'partial' : 'unknown';
}

/** One of them is enough (S069). */
export function outcomeOfAny(outcomes: readonly Outcome[]): Outcome {
  for (const best of ['allowed', 'partial', 'unknown'] as const) if (outcomes.includes(best)) return best;
  return 'denied';
}

/** Whichever of them it is, nobody knows. */
export function outcomeOfEither(outcomes: readonly Outcome[]): Outcome {
  const [first] = outcomes;
  return first !== undefined && outcomes.every((outcome) => outcome === first) ? first : 'unknown';
}

export function partsOf(
  engine: ReachEngine,
  from: readonly End[],
  to: End,
  protocol: Protocol,
  port: number | undefined,
): readonly Part[] {
  return from.map((end) => ({ end, outcome: outcomeAt(throughService(engine, end, to), protocol, port) }));
}

/**
 * A pod that reaches itself by its own address passes no policy; through its own Service it leaves and comes back, and the
 * specification of NetworkPolicies does not say what then (S043).
 */
export function throughService(engine: ReachEngine, from: End, to: End): Verdict {
  const verdict = engine.verdict(from, to);
  if (from.kind !== 'pods' || to.kind !== 'pods' || from.pods !== to.pods || to.pods.replicas !== 1) return verdict;
  if (engine.cluster.profile.hairpin === 'open') return verdict;
  const { open } = engine.verdict(from, { kind: 'pods', pods: { ...to.pods } });
  return { open, possible: verdict.possible };
}
