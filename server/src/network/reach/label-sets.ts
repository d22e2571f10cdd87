import { type Field, isRuntimeLabel, type LabelExpression, type LabelSelector, type Labels } from '../../kubernetes';
import type { Group } from './groups';

/**
 * Answers selectors among groups of which all is known. Keys and pairs of labels are numbered, so that a group is a few
 * numbers, and those that carry the rarest one are found at once.
 */
export interface LabelSets {
  /** Groups about which something is open: these have to be looked at. Those on the host network are not there (S040). */
  readonly uncertain: readonly number[];
  /** All others. */
  readonly sure: readonly number[];
  /** Those of a namespace. */
  inNamespace(name: string): readonly number[];
  /** Undefined where the selector itself leaves something open, or asks for what controllers add (S026). */
  requirements(selector: LabelSelector | undefined): Requirements | undefined;
  /** Of all that fulfil them the fewest that can be had at once, at most so many as `others`. */
  candidates(requirements: Requirements, others: readonly number[]): readonly number[];
  fulfils(column: number, requirements: Requirements): boolean;
}

/** Numbers of keys and pairs. */
export interface Requirements {
  readonly all: readonly number[];
  readonly oneOfEach: readonly (readonly number[])[];
  readonly none: readonly number[];
}

const NOTHING_REQUIRED: Requirements = { all: [], oneOfEach: [], none: [] };
/** Of what no group carries. */
const NOWHERE = -1;

export function createLabelSets(groups: readonly Group[]): LabelSets {
  const uncertain: number[] = [];
  const sure: number[] = [];
  const ofNamespace = new Map<string, number[]>();
  const keys = new Map<string, { readonly number: number; readonly values: Map<string, number> }>();
  /** Which groups carry it, by its number. */
  const carriers: number[][] = [];
  /** What a group carries, by its index. */
  const carried: (readonly number[])[] = [];
  for (const group of groups) {
    carried.push(group.hostNetwork === 'no' && isSure(group.labels) ? marksOf(group) : NONE);
    if (group.hostNetwork === 'yes') continue;
    if (group.hostNetwork === 'unknown' || !isSure(group.labels)) {
      uncertain.push(group.index);
      continue;
    }
    sure.push(group.index);
    const neighbours = ofNamespace.get(group.namespace);
    if (neighbours === undefined) ofNamespace.set(group.namespace, [group.index]);
    else neighbours.push(group.index);
  }

  function marksOf({ index, labels }: Group): readonly number[] {
    const marks: number[] = [];
    for (const [key, { value }] of labels.entries) {
      if (value.state !== 'known') continue;
      let known = keys.get(key);
      if (known === undefined) {
        known = { number: carriers.push([]) - 1, values: new Map() };
        keys.set(key, known);
      }
      let pair = known.values.get(value.value);
      if (pair === undefined) {
        pair = carriers.push([]) - 1;
        known.values.set(value.value, pair);
      }
      carriers[known.number]?.push(index);
      carriers[pair]?.push(index);
      marks.push(known.number, pair);
    }
    return marks;
  }

  function requirements(selector: LabelSelector | undefined): Requirements | undefined {
    if (selector === undefined) return NOTHING_REQUIRED;
    const { complete, matchLabels, matchExpressions } = selector;
    if (!complete || !matchLabels.complete) return undefined;
    const all: number[] = [];
    const oneOfEach: number[][] = [];
    const none: number[] = [];
    for (const [key, { value }] of matchLabels.entries) {
      if (value.state !== 'known' || isRuntimeLabel(key)) return undefined;
      all.push(keys.get(key)?.values.get(value.value) ?? NOWHERE);
    }
    for (const expression of matchExpressions) {
      const requirement = requirementOf(expression);
      if (requirement === undefined) return undefined;
      const { key, values, wanted } = requirement;
      const known = keys.get(key);
      const numbers =
        values === undefined ? [known?.number ?? NOWHERE] : values.map((value) => known?.values.get(value) ?? NOWHERE);
      if (!wanted) none.push(...numbers);
      else if (numbers.length === 1) all.push(...numbers);
      else oneOfEach.push(numbers);
    }
    return { all, oneOfEach, none };
  }

  function candidates({ all }: Requirements, others: readonly number[]): readonly number[] {
    let fewest = others;
    for (const mark of all) {
      const found = carriers[mark] ?? NONE;
      if (found.length < fewest.length) fewest = found;
    }
    return fewest;
  }

  function fulfils(column: number, { all, oneOfEach, none }: Requirements): boolean {
    const own = carried[column] ?? NONE;
    for (const mark of all) if (!own.includes(mark)) return false;
    for (const mark of none) if (own.includes(mark)) return false;
    for (const marks of oneOfEach) if (!marks.some((mark) => own.includes(mark))) return false;
    return true;
  }

  const inNamespace = (name: string): readonly number[] => ofNamespace.get(name) ?? NONE;
  return { uncertain, sure, inNamespace, requirements, candidates, fulfils };
}

const NONE: readonly number[] = [];

interface Requirement {
  readonly key: string;
  /** `undefined`: any. */
  readonly values: readonly string[] | undefined;
  /** Whether one of them has to be there, or none. */
  readonly wanted: boolean;
}

/** Undefined for what cannot be read, and for what the API server refuses: nobody can say what was meant. */
function requirementOf({ key, operator, values }: LabelExpression): Requirement | undefined {
  if (key.state !== 'known' || operator.state !== 'known' || isRuntimeLabel(key.value)) return undefined;
  const known = values.filter(isKnown).map(({ value }) => value);
  if (known.length !== values.length) return undefined;
  const isOfSet = operator.value === 'In' || operator.value === 'NotIn';
  if (!isOfSet && operator.value !== 'Exists' && operator.value !== 'DoesNotExist') return undefined;
  if (isOfSet === (known.length === 0)) return undefined;
  const wanted = operator.value === 'In' || operator.value === 'Exists';
  return { key: key.value, values: isOfSet ? known : undefined, wanted };
}

function isKnown<T>(field: Field<T>): field is Extract<Field<T>, { state: 'known' }> {
  return field.state === 'known';
}

function isSure({ complete, entries }: Labels): boolean {
  if (!complete) return false;
  for (const { value } of entries.values()) if (value.state !== 'known') return false;
  return true;
}
