import { type Certainty, type LabelSelector, matches } from '../../kubernetes';
import { type Bits, bitsOf, hasBit, NO_BITS, union, without } from '../sets/bits';
import type { NamespaceFacts, PodTest } from './cluster';
import type { Group } from './groups';
import { createLabelSets } from './label-sets';

/** The groups that a test chooses: for certain, and perhaps. No group is in both. */
export interface Chosen {
  readonly certain: Bits;
  readonly possible: Bits;
}

/** Answers tests about pods. Each different test is answered once, from an index of labels. */
export interface PodIndex {
  /** Width of the sets: one column a group, and one for the nodes, which no test chooses. */
  readonly width: number;
  /** The empty set, so that it is seen at a glance. */
  readonly nobody: Bits;
  chosenBy(test: PodTest): Chosen;
}

export function createPodIndex(groups: readonly Group[], namespaces: ReadonlyMap<string, NamespaceFacts>): PodIndex {
  const width = groups.length + 1;
  const nobody = NO_BITS;
  const sets = createLabelSets(groups);
  const answers = new Map<unknown, Chosen>();
  const places = new Map<unknown, Places>();

  function chosenBy(test: PodTest): Chosen {
    const key = testKey(test) ?? test;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const made = answer(test);
    answers.set(key, made);
    return made;
  }

  function answer({ namespaces: wanted, pods }: PodTest): Chosen {
    const drawer = createDrawer();
    const requirements = sets.requirements(pods);
    const own = (column: number): Certainty => {
      if (requirements === undefined) return ownCertainty(pods, column);
      return sets.fulfils(column, requirements) ? 'yes' : 'no';
    };
    const candidates = (others: readonly number[]): readonly number[] =>
      requirements === undefined ? others : sets.candidates(requirements, others);
    if (wanted.kind === 'selected') {
      const places = placesOf(wanted.selector);
      for (const column of candidates(places.columns)) {
        const inside = certaintyOf(places, column);
        if (inside !== 'no') drawer.add(column, weaker(inside, own(column)));
      }
      drawUncertain(drawer, pods, (namespace) => places.names.get(namespace) ?? 'no');
      return drawer.chosen();
    }
    const name = wanted.kind === 'named' ? wanted.name : undefined;
    for (const column of candidates(name === undefined ? sets.sure : sets.inNamespace(name))) {
      if (name === undefined || groups[column]?.namespace === name) drawer.add(column, own(column));
    }
    drawUncertain(drawer, pods, (namespace) => (name === undefined || namespace === name ? 'yes' : 'no'));
    return drawer.chosen();
  }

  function ownCertainty(selector: LabelSelector | undefined, column: number): Certainty {
    const group = groups[column];
    if (selector === undefined || group === undefined) return 'yes';
    return matches(selector, group.labels);
  }

  /** Pods of the host network are never chosen; those that may be on it may be (S040). */
  function drawUncertain(
    drawer: Drawer,
    selector: LabelSelector | undefined,
    certaintyIn: (namespace: string) => Certainty,
  ): void {
    for (const column of sets.uncertain) {
      const group = groups[column];
      const inside = group === undefined ? 'no' : certaintyIn(group.namespace);
      if (group === undefined || inside === 'no') continue;
      const certainty = weaker(inside, ownCertainty(selector, column));
      drawer.add(column, group.hostNetwork === 'no' ? certainty : weaker(certainty, 'unknown'));
    }
  }

  function placesOf(selector: LabelSelector): Places {
    const key = selectorKey(selector) ?? selector;
    const known = places.get(key);
    if (known !== undefined) return known;
    const names = new Map<string, Certainty>();
    const columns: number[] = [];
    const drawer = createDrawer();
    for (const [name, { labels }] of namespaces) {
      const certainty = matches(selector, labels);
      if (certainty === 'no') continue;
      names.set(name, certainty);
      for (const column of sets.inNamespace(name)) {
        columns.push(column);
        drawer.add(column, certainty);
      }
    }
    const made = { names, columns, ...drawer.chosen() };
    places.set(key, made);
    return made;
  }

  return { width, nobody, chosenBy };
}

/** Namespaces that a selector chooses, and the groups in them about which nothing is open. */
interface Places extends Chosen {
  readonly names: ReadonlyMap<string, Certainty>;
  readonly columns: readonly number[];
}

interface Drawer {
  add(column: number, certainty: Certainty): void;
  chosen(): Chosen;
}

function createDrawer(): Drawer {
  const certain: number[] = [];
  const possible: number[] = [];
  return {
    add(column, certainty) {
      if (certainty === 'yes') certain.push(column);
      if (certainty === 'unknown') possible.push(column);
    },
    chosen: () => ({ certain: bitsOf(certain), possible: bitsOf(possible) }),
  };
}

function weaker(one: Certainty, other: Certainty): Certainty {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'unknown' || other === 'unknown' ? 'unknown' : 'yes';
}

/** All that several tests choose together. */
export function chosenByAny(index: PodIndex, tests: readonly PodTest[]): Chosen {
  const [first, ...rest] = tests;
  if (first !== undefined && rest.length === 0) return index.chosenBy(first);
  const chosen = tests.map((test) => index.chosenBy(test));
  const certain = chosen.map((each) => each.certain).reduce(union, NO_BITS);
  const possible = chosen.map((each) => each.possible).reduce(union, NO_BITS);
  return { certain, possible: without(possible, certain) ?? NO_BITS };
}

/** For one group, without asking about the others. */
export function certaintyOf({ certain, possible }: Chosen, column: number): Certainty {
  if (hasBit(certain, column)) return 'yes';
  return hasBit(possible, column) ? 'unknown' : 'no';
}

/** Equal for tests that choose the same, whatever policy they stand in; undefined where it cannot be read. */
function testKey(test: PodTest): string | undefined {
  if (testKeys.has(test)) return testKeys.get(test);
  const { namespaces, pods } = test;
  const where =
    namespaces.kind === 'selected'
      ? selectorKey(namespaces.selector)
      : namespaces.kind === 'all'
        ? '*'
        : `=${measured(namespaces.name)}`;
  const which = pods === undefined ? '*' : selectorKey(pods);
  const made = where === undefined || which === undefined ? undefined : `${where}\n${which}`;
  testKeys.set(test, made);
  return made;
}

const testKeys = new WeakMap<PodTest, string | undefined>();

function selectorKey(selector: LabelSelector): string | undefined {
  if (selectorKeys.has(selector)) return selectorKeys.get(selector);
  const made = textOf(selector);
  selectorKeys.set(selector, made);
  return made;
}

const selectorKeys = new WeakMap<LabelSelector, string | undefined>();

/** Undefined where a part of it cannot be read. */
function textOf({ complete, matchLabels, matchExpressions }: LabelSelector): string | undefined {
  if (!complete || !matchLabels.complete) return undefined;
  const pairs: string[] = [];
  for (const [key, { value }] of matchLabels.entries) {
    if (value.state !== 'known') return undefined;
    pairs.push(`${measured(key)}${measured(value.value)}`);
  }
  const labels = pairs.length < 2 ? (pairs[0] ?? '') : pairs.sort().join('');
  if (matchExpressions.length === 0) return labels;
  const expressions: string[] = [];
  for (const { key, operator, values } of matchExpressions) {
    if (key.state !== 'known' || operator.state !== 'known') return undefined;
    const words: string[] = [];
    for (const value of values) {
      if (value.state !== 'known') return undefined;
      words.push(value.value);
    }
    expressions.push(JSON.stringify([key.value, operator.value, ...words.sort()]));
  }
  return `${labels} ${expressions.join('')}`;
}

/** Whatever stands in it, one text cannot be taken for two. */
function measured(text: string): string {
  return `${text.length}:${text}`;
}
