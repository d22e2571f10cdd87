import type { Baseline, Charter, Exception } from '../config';
import type { AnyGuardrail } from '../guardrails';
import type { YamlDocument } from '../yaml';
import type { IgnoreComment } from './directives';
import type { Elsewhere, ExceptionUse } from './elsewhere';
import type { FileAnswer } from './files';
import type { Analysis, Notice } from './finding';
import type { Layered } from './layered';
import type { RuleBook } from './rules';
import type { Failure, Outcome } from './run';
import type { Unit, UnitKey } from './units';

/** What an analysis remembers for the next one. Callers see an `Analysis` and nothing of this. */
export interface State {
  readonly version: number;
  readonly charter: Charter;
  readonly asked: Asked;
  readonly book: RuleBook;
  readonly elsewhere: Elsewhere;
  readonly baselined: ReadonlySet<string>;
  readonly exceptions: readonly Exception[];
  readonly units: Layered<UnitKey, Unit>;
  readonly files: Layered<string, FileAnswer>;
  readonly paths: readonly string[];
  readonly changedPaths: ReadonlySet<string> | undefined;
  readonly use: ExceptionUse;
  /** By unit or path; few or none. */
  readonly failing: ReadonlyMap<string, readonly Failure[]>;
  readonly notices: readonly Notice[];
  readonly memory: Memory;
}

export interface Asked {
  readonly today: string;
  readonly baseline: Baseline | undefined;
  readonly guardrails: readonly AnyGuardrail[];
}

/**
 * Shared by an analysis and all that were made from it, and changed in place. That is sound: the lists of who depends on
 * what only grow, so they name too many units at worst, and what is kept per document depends on nothing but the document.
 */
export interface Memory {
  /** Units that asked a question of their environment, by environment and question. */
  readonly askers: Map<string, UnitLists>;
  /** Units of a file, and those that point at its documents. */
  readonly referrers: UnitLists;
  readonly outcomes: WeakMap<YamlDocument, Outcome>;
  readonly ignores: WeakMap<YamlDocument, readonly IgnoreComment[]>;
  /** How many entries the lists have; when they have grown too far, an analysis starts over. */
  entries: number;
  entriesAtFirst: number;
}

/** Units by what they depend on. Nearly everything has one unit that asked for it, and is spared a set of its own. */
export type UnitLists = Map<string, UnitKey | Set<UnitKey>>;

export function unitsAt(lists: UnitLists | undefined, at: string): Iterable<UnitKey> {
  const units = lists?.get(at);
  if (units === undefined) return NOBODY;
  return typeof units === 'string' ? [units] : units;
}

const NOBODY: readonly UnitKey[] = [];

export interface AnalysisWithState extends Analysis {
  readonly state: State;
}

export function stateOf(analysis: Analysis): State | undefined {
  return 'state' in analysis ? (analysis as AnalysisWithState).state : undefined;
}

export function emptyMemory(): Memory {
  return {
    askers: new Map(),
    referrers: new Map(),
    outcomes: new WeakMap(),
    ignores: new WeakMap(),
    entries: 0,
    entriesAtFirst: 0,
  };
}

/** Notes who has to be asked again when something changes. */
export function remember(memory: Memory, key: UnitKey, unit: Unit, previous: Unit | undefined): void {
  add(memory, memory.referrers, unit.path, key);
  const askers = askersIn(memory, unit.environment.name);
  for (const [object, memo] of unit.memos) {
    if (previous?.memos.get(object) === memo) continue;
    for (const dependency of memo.dependencies) add(memory, askers, dependency, key);
    for (const document of memo.documents) {
      add(memory, memory.referrers, document.path, key);
    }
  }
}

function askersIn(memory: Memory, environmentName: string): UnitLists {
  const known = memory.askers.get(environmentName) ?? new Map<string, UnitKey | Set<UnitKey>>();
  memory.askers.set(environmentName, known);
  return known;
}

function add(memory: Memory, lists: UnitLists, at: string, key: UnitKey): void {
  const units = lists.get(at);
  if (units === key) return;
  if (units === undefined) lists.set(at, key);
  else if (typeof units === 'string') lists.set(at, new Set([units, key]));
  else if (units.has(key)) return;
  else units.add(key);
  memory.entries += 1;
}
