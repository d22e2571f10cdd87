import { type FieldProblem, type PortTest, placeOf } from '../../kubernetes';
import type { Judgement, TestResult } from '../../network/reach';
import type { Place, YamlNode } from '../../yaml';
import { oneLine, placeOfObject } from '../common/messages/words';
import type { RelatedPlace } from '../define';
import { placesOf, sayAssertion, sayJudgement } from './words';

/** One assertion in words, or what is wrong with its test as a whole. */
export interface ToldAssertion {
  readonly outcome: Judgement['outcome'];
  /** False where it fails as far as these files show. */
  readonly certain: boolean;
  /** `shop/frontend -> shop/payments on TCP 8443: allowed`. */
  readonly title: string;
  /** What is the case and why; undefined where it holds. */
  readonly message: string | undefined;
  /** Why it has to be so, as its author wrote. */
  readonly because: string | undefined;
  readonly at: Place;
  readonly related: readonly RelatedPlace[];
  /** A name that means nothing, and the one that may be meant. */
  readonly meant: { readonly node: YamlNode; readonly name: string } | undefined;
  /** The way that decided, for an explanation of both ends. */
  readonly judgement: Judgement | undefined;
}

/** All assertions of a test as they came out in one environment, problems of the test itself first. */
export function tellTest(test: PortTest, result: TestResult): readonly ToldAssertion[] {
  if (result.state === 'elsewhere') return [];
  const own = problemsOf(test).map((problem) => misread(test, problem));
  if (result.state === 'judged') return [...own, ...result.judgements.map(tellJudgement)];
  const { message, certain, node, meant } = result;
  return [
    ...own,
    {
      ...NOTHING,
      outcome: certain ? 'fails' : 'unknown',
      certain,
      title: titleOf(test),
      message: oneLine(message),
      at: node === undefined ? placeOfObject(test) : placeOf(node),
      meant: node === undefined || meant === undefined ? undefined : { node, name: meant },
    },
  ];
}

const NOTHING = { because: undefined, related: [], meant: undefined, judgement: undefined } as const;

/** What is wrong with the test itself; an assertion tells its own problems. */
function problemsOf({ problems, assertions }: PortTest): readonly FieldProblem[] {
  const told = new Set(assertions.flatMap((assertion) => assertion.problems));
  return problems.filter((problem) => problem.code === 'invalid-assertion' && !told.has(problem));
}

function misread(test: PortTest, { node, message }: FieldProblem): ToldAssertion {
  const at = placeOf(node);
  return { ...NOTHING, outcome: 'fails', certain: true, title: titleOf(test), message: oneLine(message), at };
}

export function titleOf({ name, document }: PortTest): string {
  return name.state === 'known' ? name.value : document.path;
}

function tellJudgement(judgement: Judgement): ToldAssertion {
  const { outcome, certain, decision, assertion } = judgement;
  const message = sayJudgement(judgement);
  const [name] = decision?.kind === 'end' ? decision.nearest : [];
  return {
    outcome,
    certain,
    title: sayAssertion(judgement),
    message: message === undefined ? undefined : oneLine(message),
    because: assertion.because.state === 'known' ? assertion.because.value : undefined,
    at: placeOf(decidingNode(judgement)),
    related: placesOf(judgement),
    meant: decision?.kind === 'end' && name !== undefined ? { node: decision.node, name } : undefined,
    judgement,
  };
}

function decidingNode({ assertion: { expect, node }, decision }: Judgement): YamlNode {
  if (decision?.kind === 'unreadable') return decision.problems[0]?.node ?? node;
  if (decision?.kind === 'end' || decision?.kind === 'open') return decision.node;
  return expect.state === 'known' ? expect.node : node;
}
