import type { CheckContext } from '../guardrails';
import type { Environment, Snapshot } from '../workspace';
import type { RuleBook, Rules } from './rules';

/**
 * Whoever asks about the objects of one environment of one snapshot, one object after the other: what was worked out for
 * one serves the others, and yet each object knows what its answers depend on.
 */
export interface Asker {
  readonly rules: Rules;
  readonly context: CheckContext;
  /** From here on, questions are asked for another object. */
  begin(): void;
  /** What has been asked since. */
  asked(): readonly string[];
}

/** One for each environment, made when it is needed. */
export function askers(snapshot: Snapshot, book: RuleBook): (environment: Environment) => Asker {
  const made = new Map<Environment, Asker>();
  return (environment) => {
    const known = made.get(environment);
    if (known !== undefined) return known;
    const asker = askerOf(snapshot, environment, book.in(environment.name));
    made.set(environment, asker);
    return asker;
  };
}

function askerOf(snapshot: Snapshot, environment: Environment, rules: Rules): Asker {
  let asked: Set<string> | undefined;
  const record = (dependency: string) => {
    asked ??= new Set();
    asked.add(dependency);
  };
  const { charter } = rules;
  return {
    rules,
    context: { environment: snapshot.view(environment, record), charter, cluster: charter.cluster },
    begin() {
      asked = undefined;
    },
    asked: () => (asked === undefined ? NOTHING : [...asked]),
  };
}

const NOTHING: readonly string[] = [];
