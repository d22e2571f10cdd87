import { type AssertionEnd, type Labels, matches } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import type { PodFacts } from './cluster';
import type { ReachEngine } from './engine';
import { endNamed, type NamedEnd } from './names';
import type { Surroundings } from './surroundings';

/** The environment an assertion is judged in. */
export interface Ground {
  readonly view: EnvironmentView;
  readonly engine: ReachEngine;
  readonly surroundings: Surroundings;
  /** How many pairs may still be looked at: a test may mean everybody, again and again. */
  readonly pairs: { left: number };
}

/** Ends that are meant, for certain and perhaps. */
export interface Ends {
  readonly certain: readonly NamedEnd[];
  readonly possible: readonly NamedEnd[];
}

export interface NoEnds {
  readonly problem: string;
  readonly nearest: readonly string[];
  /** Something that is not here may be meant. */
  readonly mayBeElsewhere: boolean;
}

export function endsOf(ground: Ground, end: AssertionEnd, namespace: string | undefined): Ends | NoEnds {
  const { view, engine, surroundings } = ground;
  if (end.kind === 'selected') return podsSelected(ground, end);
  const naming = endNamed(engine, surroundings, end.text, namespace);
  if (naming.state === 'found') return { certain: [naming.end], possible: [] };
  if (naming.state === 'several') return { problem: naming.message, nearest: naming.matches, mayBeElsewhere: false };
  const parts = end.text.split('/');
  const own = parts.length > 1 ? (parts[0] ?? '') : (namespace ?? '');
  const mayBeElsewhere = view.mayHoldMore(own) || (own === 'default' && view.mayHoldMore(''));
  return { problem: naming.message, nearest: naming.nearest.map((name) => shortName(ground, name)), mayBeElsewhere };
}

/** The kind is said where a name needs it. */
function shortName({ engine, surroundings }: Ground, name: string): string {
  const [namespace, , own] = name.split('/');
  const short = `${namespace}/${own}`;
  return endNamed(engine, surroundings, short).state === 'found' ? short : name;
}

function podsSelected({ view, engine }: Ground, end: Extract<AssertionEnd, { kind: 'selected' }>): Ends | NoEnds {
  const certain = new Map<string, PodFacts[]>();
  const possible = new Map<string, PodFacts[]>();
  const { namespace, labels } = end;
  for (const pods of engine.cluster.pods) {
    if (namespace.state === 'known' && pods.namespace !== namespace.value) continue;
    const match =
      labels.state === 'known' ? matches(labels.value, pods.labels) : labels.state === 'absent' ? 'yes' : 'unknown';
    if (match === 'no') continue;
    const found = match === 'yes' && namespace.state !== 'unknown' ? certain : possible;
    const key = `${pods.namespace}/${pods.kind}/${pods.name}`;
    const same = found.get(key);
    if (same === undefined) found.set(key, [pods]);
    else same.push(pods);
  }
  if (certain.size + possible.size === 0) {
    const where = namespace.state === 'known' ? `namespace ${namespace.value}` : 'any namespace';
    const which = labels.state === 'known' ? ` carries ${wantedText(labels.value)}` : ' is here';
    const mayBeElsewhere = view.mayHoldMore(namespace.state === 'known' ? namespace.value : '');
    return { problem: `no workload of ${where}${which}`, nearest: [], mayBeElsewhere };
  }
  return { certain: workloadsOf(certain), possible: workloadsOf(possible) };
}

/** `app=web,tier=front`, of many labels the first. */
export function wantedText({ matchLabels }: { readonly matchLabels: Labels }): string {
  const { entries } = matchLabels;
  const shown = [...entries].slice(0, MOST_LABELS);
  const texts = shown.map(([key, { value }]) => `${key}=${value.state === 'known' ? value.value : '?'}`);
  return entries.size > MOST_LABELS ? `${texts.join(',')},…` : texts.join(',');
}

const MOST_LABELS = 3;

function workloadsOf(found: ReadonlyMap<string, readonly PodFacts[]>): readonly NamedEnd[] {
  return [...found.values()].map((pods) => ({ kind: 'workload', pods }));
}

interface Candidate {
  readonly end: NamedEnd;
  readonly certain: boolean;
}

/** Of workloads that nothing tells apart two are enough: one for the others, and one for itself. */
export function toldApart({ engine }: Ground, { certain, possible }: Ends): readonly Candidate[] {
  const all = [...certain.map((end) => ({ end, certain: true })), ...possible.map((end) => ({ end, certain: false }))];
  const seen = new Map<string, number>();
  return all.filter(({ end, certain: sure }) => {
    if (end.kind !== 'workload') return true;
    const key = `${sure} ${end.pods.map((pods) => engine.groupOf(pods).index).join(' ')}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= 2;
  });
}
