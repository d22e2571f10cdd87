import { type Charter, nearest } from '../../config';
import type { PortTest } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import type { YamlNode } from '../../yaml';
import type { Ground } from './assertion-ends';
import { type Judgement, judge, MOST_PAIRS } from './assertions';
import { profileOf, reachOf } from './of-environment';
import type { CniProfile } from './profiles';
import { surroundingsOf } from './surroundings';

/** What a test comes to in one environment. */
export type TestResult =
  /** It is about another environment, and judged there. */
  | { readonly state: 'elsewhere' }
  /** It is not judged here: the environment it names is not there, or nobody it names is in this one. */
  | {
      readonly state: 'misplaced';
      readonly message: string;
      readonly certain: boolean;
      /** The name of the environment that is wrong, and what may be meant. */
      readonly node: YamlNode | undefined;
      readonly meant: string | undefined;
    }
  | { readonly state: 'judged'; readonly judgements: readonly Judgement[] };

export function judgeTest(
  view: EnvironmentView,
  charter: Charter,
  test: PortTest,
  profile: CniProfile = profileOf(charter),
): TestResult {
  const { environment, assertions } = test;
  const names = view.environmentNames;
  if (environment.state === 'known' && environment.value !== view.environment.name) {
    if (names.includes(environment.value)) return { state: 'elsewhere' };
    const meant = nearest(environment.value, names);
    const hint = meant === undefined ? `there is ${listed(names)}` : `did you mean "${meant}"?`;
    const message = `there is no environment "${environment.value}": ${hint}`;
    return { state: 'misplaced', message, certain: true, node: environment.node, meant };
  }
  // Which environment is meant, somebody fills in later.
  if (environment.state === 'unknown' || assertions.length === 0) return { state: 'judged', judgements: [] };
  const engine = reachOf(view, profile);
  const surroundings = surroundingsOf(view, charter.ingressControllers);
  const ground: Ground = { view, engine, surroundings, pairs: { left: MOST_PAIRS } };
  const judgements = assertions.map((assertion) => judge(ground, test, assertion));
  const nobodyIsHere = judgements.every(({ decision }) => decision?.kind === 'end');
  if (environment.state === 'absent' && names.length > 1 && nobodyIsHere) {
    const message = `${view.environment.name} holds nobody that the test names: state its environment`;
    return { state: 'misplaced', message, certain: false, node: undefined, meant: undefined };
  }
  return { state: 'judged', judgements };
}

const MOST_NAMES = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  return names.length > MOST_NAMES ? `${shown.join(', ')} and ${names.length - MOST_NAMES} more` : shown.join(', ');
}
