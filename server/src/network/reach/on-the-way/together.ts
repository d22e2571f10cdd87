import type { PodFacts } from '../cluster';
import type { ReachEngine } from '../engine';
import type { Outcome, Passage, Way } from './ways';

/** Ends behind it count once, by the best that is known of them. */
export function passageOf(
  engine: ReachEngine,
  ways: readonly Way[],
  outcome: Outcome,
  notes: readonly string[],
): Passage {
  const ends = new Map<unknown, { certain: boolean; possible: boolean }>();
  for (const way of ways) {
    const key = way.to.kind === 'pods' ? way.to.pods : way.to;
    const known = ends.get(key) ?? { certain: false, possible: false };
    known.certain ||= way.outcome === 'allowed' && way.exists === 'yes';
    known.possible ||= way.outcome !== 'denied';
    ends.set(key, known);
  }
  const all = [...ends.values()];
  const reachable = {
    certain: all.filter(({ certain }) => certain).length,
    possible: all.filter(({ possible }) => possible).length,
    of: all.length,
  };
  return { outcome, ways, reachable, notes, engine };
}

export function nameOfPods([first]: readonly PodFacts[]): string {
  return first === undefined ? 'it' : `${first.kind}/${first.name}`;
}
