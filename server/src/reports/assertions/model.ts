import type { Range } from '../../yaml';

/** What connection assertions came to, as reports need it: words and places. */
export interface TestReport {
  readonly results: readonly AssertionResult[];
}

export interface AssertionResult {
  /** The name of its test, or the file where it has none. */
  readonly test: string;
  readonly environment: string;
  /** `shop/frontend -> shop/payments on TCP 8443: allowed`; of a test that cannot be judged as a whole, its name. */
  readonly title: string;
  readonly outcome: 'holds' | 'fails' | 'unknown';
  /** What is the case and why, in one sentence; null where it holds. */
  readonly message: string | null;
  /** Why it has to be so, as its author wrote. */
  readonly because: string | null;
  readonly place: ResultPlace;
  /** What decided, and what came close. */
  readonly related: readonly (ResultPlace & { readonly message: string })[];
  /** It is about the test as a whole: the environment that it names is not there, or it cannot be read. */
  readonly isWhole: boolean;
  /** The decision of both ends, line by line. */
  readonly explanation: readonly string[];
}

export interface ResultPlace {
  /** Path from the root, with `/`. */
  readonly file: string;
  readonly range: Range;
}

export interface TestSummary {
  readonly holds: number;
  readonly fails: number;
  readonly unknown: number;
}

export function testSummary({ results }: TestReport): TestSummary {
  const count = (outcome: AssertionResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  return { holds: count('holds'), fails: count('fails'), unknown: count('unknown') };
}

/** `12 assertions: 10 hold, 1 fails, 1 cannot be told`. */
export function summaryText({ holds, fails, unknown }: TestSummary): string {
  const all = holds + fails + unknown;
  const parts = [
    ...(holds > 0 ? [`${holds} ${holds === 1 ? 'holds' : 'hold'}`] : []),
    ...(fails > 0 ? [`${fails} ${fails === 1 ? 'fails' : 'fail'}`] : []),
    ...(unknown > 0 ? [`${unknown} cannot be told`] : []),
  ];
  return `${all} ${all === 1 ? 'assertion' : 'assertions'}: ${parts.join(', ') || 'none'}`;
}

/** The worst first, and of those that hold none. */
export function notHolding({ results }: TestReport): readonly AssertionResult[] {
  return [
    ...results.filter(({ outcome }) => outcome === 'fails'),
    ...results.filter(({ outcome }) => outcome === 'unknown'),
  ];
}
