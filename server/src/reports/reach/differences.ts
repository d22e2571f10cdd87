import {
  causesOf,
  countChange,
  type End,
  type EntranceCause,
  nameOfEnd,
  type PodFacts,
  type ReachDifference,
} from '../../network/reach';
import { addressEnd, workloadEnd } from './connections';
import type { DiffCause, DiffChange, DiffReport, DiffSummary } from './diff-model';
import { nameOf } from './explain-text';
import { explainedPolicy, type PlaceOf } from './explained';
import type { ReachEnd } from './model';
import { objectText } from './ways';

/** Where things stand in either state. */
export interface DiffPlaces {
  readonly before: PlaceOf;
  readonly after: PlaceOf;
}

/** The changes between two states. */
export function changesOf(difference: ReachDifference, places: DiffPlaces): readonly DiffChange[] {
  const told = causeTexts(places);
  return difference.changes.map((change) => {
    const { kind, before, after, opened, closed, unsure, others, count } = change;
    const causes = (): readonly DiffCause[] => causesOf(difference, change).map(told);
    const ends = { from: endOf(change.from), to: endOf(change.to) };
    return { kind, ...ends, before, after, opened, closed, unsure, notes: [], others, count, causes };
  });
}

/** As connections are: the internet first, then addresses. */
export function sortedChanges(changes: readonly DiffChange[]): readonly DiffChange[] {
  return [...changes].sort((one, other) => compareEnds(one.from, other.from) || compareEnds(one.to, other.to));
}

export function summaryOfDiff({ environments }: DiffReport): DiffSummary {
  const summary = { added: 0, removed: 0, changed: 0, opened: 0, closed: 0, unsure: 0 };
  for (const { changes, omitted } of environments) {
    for (const change of changes) countChange(summary, change, change.count);
    for (const key of COUNTED) summary[key] += omitted[key];
  }
  return summary;
}

const COUNTED = ['added', 'removed', 'changed', 'opened', 'closed', 'unsure'] as const;

function endOf(end: End): ReachEnd {
  if (end.kind === 'addresses') return addressEnd(end.range);
  if (end.kind === 'nodes') return workloadEnd([end]);
  // One workload is an end of very many changes.
  const known = endsOfPods.get(end.pods);
  if (known !== undefined) return known;
  const made = workloadEnd([end]);
  endsOfPods.set(end.pods, made);
  return made;
}

const endsOfPods = new WeakMap<PodFacts, ReachEnd>();

function compareEnds(one: ReachEnd, other: ReachEnd): number {
  return rankOf(one) - rankOf(other) || (one.label < other.label ? -1 : one.label > other.label ? 1 : 0);
}

function rankOf({ kind }: ReachEnd): number {
  return kind === 'internet' ? 0 : kind === 'addresses' ? 1 : 2;
}

/** Many changes have the same cause. */
export function causeTexts(places: DiffPlaces): (cause: EntranceCause) => DiffCause {
  const known = new Map<EntranceCause, DiffCause>();
  return (cause) => {
    const made = known.get(cause) ?? causeOf(cause, places);
    known.set(cause, made);
    return made;
  };
}

function causeOf(cause: EntranceCause, places: DiffPlaces): DiffCause {
  const state = 'change' in cause && cause.change === 'removed' ? 'before' : 'after';
  switch (cause.kind) {
    case 'policy': {
      const policy = explainedPolicy(cause.policy, places[state]);
      const place = cause.rule === undefined ? policy.place : (places[state](cause.rule.node) ?? policy.place);
      return { message: `${nameOf(policy)} ${CHANGES[cause.change]}`, side: cause.side, place, state };
    }
    case 'workload': {
      const node = cause.end.kind === 'pods' ? cause.end.pods.workload?.node : undefined;
      const place = node === undefined ? undefined : places[state](node);
      return { message: `${nameOfEnd(cause.end)} ${WORKLOAD_CHANGES[cause.change]}`, place, state };
    }
    case 'object': {
      const { object, change } = cause;
      return { message: `${objectText(object)} ${CHANGES[change]}`, place: places[state](object.node), state };
    }
    case 'namespace':
      return { message: `Namespace ${cause.name} has other labels`, place: undefined, state };
    case 'profile':
      return { message: 'the network plugin is another one', place: undefined, state };
  }
}

const CHANGES = { added: 'is new', removed: 'is gone', changed: 'has changed' } as const;
const WORKLOAD_CHANGES = {
  added: 'is new',
  removed: 'is gone',
  labels: 'has other labels',
  ports: 'has other named ports',
  'host-network': 'moved between the host network and one of its own',
  replicas: 'has another number of replicas',
  other: 'has changed',
} as const;
