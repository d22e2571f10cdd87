import { type Bits, hasBit, intersection, overlaps, sizeOfBits, union, without } from '../sets/bits';
import { type PortSet, unionOfAll } from '../sets/ports';
import { createBeginnings, isIsolation, usesOwnNames } from './beginnings';
import { createColumns } from './columns';
import type { Group } from './groups';
import { portsCalled } from './named-ports';
import type { CniProfile } from './profiles';
import { type PortPart, type Program, piecesOf, type RuleStep, type Step } from './program';
import { createStateTable, type StateTable } from './states';
import type { Chosen, PodIndex } from './tests';

/** The outcome of one program for every group and for the nodes: columns of one state are one part. */
export interface Row {
  readonly parts: readonly Part[];
  /** Of all other columns: mostly there are far more of them. */
  readonly rest: number;
}

interface Part {
  readonly state: number;
  readonly columns: Bits;
}

export function stateAt(row: Row, column: number): number {
  for (const { state, columns } of row.parts) if (hasBit(columns, column)) return state;
  return row.rest;
}

export interface RowMaker {
  /** `subject`: the pods the program is about; for ingress they are the destination, whose ports names stand for (S080). */
  rowOf(program: Program, subject: Group): Row;
}

export function createRowMaker(
  groups: readonly Group[],
  index: PodIndex,
  states: StateTable,
  profile: CniProfile,
): RowMaker {
  const { nobody } = index;
  const { everybody, chosenByPeers, columnsOf } = createColumns(groups, index, profile);
  const begun = createBeginnings<readonly Part[]>();
  /** Where the numbers of states are from: long programs have tables of their own on the way. */
  let table = states;

  function rowOf(program: Program, subject: Group): Row {
    const { steps } = program;
    const first = steps.findIndex((step) => isIsolation(step) || usesOwnNames(step, program));
    const shared = steps.slice(0, Math.max(0, first));
    const start = begun.of(shared, () =>
      partsAfter([{ state: states.start, columns: everybody }], shared, program, subject),
    );
    return withoutLargest(partsAfter(start, steps.slice(shared.length), program, subject));
  }

  function partsAfter(
    start: readonly Part[],
    steps: readonly Step[],
    program: Program,
    subject: Group,
  ): readonly Part[] {
    const pieces = piecesOf(steps);
    if (pieces.length === 1) return partsAfterPiece(start, steps, program, subject);
    let parts = start;
    for (const piece of pieces) {
      parts = movedTo(createStateTable(), parts);
      parts = partsAfterPiece(parts, piece, program, subject);
    }
    return movedTo(states, parts);
  }

  /** The same states with the numbers of another table. */
  function movedTo(other: StateTable, parts: readonly Part[]): readonly Part[] {
    const made = new Map<number, Bits>();
    for (const { state, columns } of parts) put(made, other.numberOf(table.state(state)), columns);
    table = other;
    return partsOf(made);
  }

  function partsAfterPiece(
    start: readonly Part[],
    steps: readonly Step[],
    program: Program,
    subject: Group,
  ): readonly Part[] {
    let parts = start;
    const admitting: RuleStep[] = [];
    for (const step of steps) {
      if (step.kind === 'rule' && step.action === 'admit') {
        admitting.push(step);
        continue;
      }
      parts = afterAdmitting(parts, admitting.splice(0), program, subject);
      if (step.kind === 'rule') parts = afterRule(parts, step, program, subject);
      else if (step.kind === 'any-order') parts = afterAnyOrder(parts, step.policies, program, subject);
      else parts = stepAll(parts, table.operation(step));
    }
    return afterAdmitting(parts, admitting, program, subject);
  }

  /** What several rules admit is one set: those with the same peers are taken as one. */
  function afterAdmitting(
    parts: readonly Part[],
    rules: readonly RuleStep[],
    program: Program,
    subject: Group,
  ): readonly Part[] {
    let result = parts;
    const sets = new Map<Chosen, { readonly sure: PortSet[]; readonly maybe: PortSet[] }>();
    for (const rule of rules) {
      const chosen = chosenByPeers(rule.peers);
      if (chosen === undefined) continue;
      const own = sets.get(chosen) ?? { sure: [], maybe: [] };
      sets.set(chosen, own);
      for (const part of rule.ports) {
        if (part.kind === 'named') result = afterPorts(result, rule, part, chosen, program, subject);
        else (rule.certain && part.certain ? own.sure : own.maybe).push(part.set);
      }
    }
    const admitted = [...sets].flatMap(([chosen, { sure, maybe }]): Admitted[] => [
      ...(sure.length > 0 ? [{ chosen, ports: unionOfAll(sure), certain: true }] : []),
      ...(maybe.length > 0 ? [{ chosen, ports: unionOfAll(maybe), certain: false }] : []),
    ]);
    if (admitted.length > MANY) return afterMany(result, admitted);
    for (const { chosen, ports, certain } of admitted) result = apply(result, 'admit', ports, chosen, certain);
    return result;
  }

  /** Of hundreds of sets that overlap, a state for each step would fill the memory: columns are divided first. */
  function afterMany(parts: readonly Part[], admitted: readonly Admitted[]): readonly Part[] {
    let classes: Admission[] = parts.map((part) => ({ ...part, sure: undefined, maybe: undefined }));
    for (const { chosen, ports, certain } of admitted) {
      classes = classes.flatMap((each) => {
        const hit = intersection(each.columns, chosen.certain);
        const perhaps = chosen.possible === nobody ? undefined : intersection(each.columns, chosen.possible);
        if (hit === undefined && perhaps === undefined) return [each];
        const touched = hit === undefined ? perhaps : perhaps === undefined ? hit : union(hit, perhaps);
        const left = touched === undefined ? undefined : without(each.columns, touched);
        const maybe = { ports, before: each.maybe };
        const divided: Admission[] = [];
        if (hit !== undefined)
          divided.push({ ...each, columns: hit, ...(certain ? { sure: { ports, before: each.sure } } : { maybe }) });
        if (perhaps !== undefined) divided.push({ ...each, columns: perhaps, maybe });
        if (left !== undefined) divided.push({ ...each, columns: left });
        return divided;
      });
    }
    const made = new Map<number, Bits>();
    for (const { state, columns, sure, maybe } of classes) {
      const admit = (from: number, chain: Chain | undefined, certain: boolean): number =>
        chain === undefined
          ? from
          : table.step(from, table.operation({ kind: 'admit', ports: unionOfAll(setsOf(chain)), certain }));
      put(made, admit(admit(state, sure, true), maybe, false), columns);
    }
    return partsOf(made);
  }

  function afterAnyOrder(
    parts: readonly Part[],
    policies: readonly (readonly RuleStep[])[],
    program: Program,
    subject: Group,
  ): readonly Part[] {
    let outcome: readonly Part[] | undefined;
    for (const rules of policies) {
      let one = parts;
      for (const rule of rules) one = afterRule(one, rule, program, subject);
      outcome = outcome === undefined ? one : togetherOf(outcome, one);
    }
    return outcome ?? parts;
  }

  function togetherOf(one: readonly Part[], other: readonly Part[]): readonly Part[] {
    const made = new Map<number, Bits>();
    for (const { state, columns } of one) {
      for (const beside of other) {
        const both = intersection(columns, beside.columns);
        if (both !== undefined) put(made, table.together(state, beside.state), both);
      }
    }
    return partsOf(made);
  }

  function afterRule(parts: readonly Part[], rule: RuleStep, program: Program, subject: Group): readonly Part[] {
    const chosen = chosenByPeers(rule.peers);
    if (chosen === undefined) return parts;
    let result = parts;
    for (const part of rule.ports) result = afterPorts(result, rule, part, chosen, program, subject);
    return result;
  }

  function afterPorts(
    parts: readonly Part[],
    rule: RuleStep,
    part: PortPart,
    chosen: Chosen,
    program: Program,
    subject: Group,
  ): readonly Part[] {
    if (part.kind === 'set') return apply(parts, rule.action, part.set, chosen, rule.certain && part.certain);
    if (program.direction === 'ingress') {
      const { set, certain } = portsCalled(subject, part.name, part.protocol);
      return set === undefined ? parts : apply(parts, rule.action, set, chosen, rule.certain && certain);
    }
    let result = parts;
    for (const { set, certain, columns } of columnsOf(part.name, part.protocol)) {
      const within = restricted(chosen, columns);
      if (within !== undefined) result = apply(result, rule.action, set, within, rule.certain && certain);
    }
    return result;
  }

  function apply(
    parts: readonly Part[],
    action: RuleStep['action'],
    ports: PortSet,
    { certain, possible }: Chosen,
    isCertain: boolean,
  ): readonly Part[] {
    const sure = table.operation(operationOf(action, ports, isCertain));
    const unsure = isCertain ? table.operation(operationOf(action, ports, false)) : sure;
    const made = new Map<number, Bits>();
    for (const { state, columns } of parts) {
      if (certain === everybody) {
        put(made, table.step(state, sure), columns);
        continue;
      }
      const hit = changed(state, sure, columns, certain);
      const maybe = possible === nobody ? undefined : changed(state, unsure, columns, possible);
      if (hit === undefined && maybe === undefined) {
        put(made, state, columns);
        continue;
      }
      if (hit !== undefined) put(made, hit.state, hit.columns);
      if (maybe !== undefined) put(made, maybe.state, maybe.columns);
      const touched =
        hit === undefined ? maybe?.columns : maybe === undefined ? hit.columns : union(hit.columns, maybe.columns);
      const left = touched === undefined ? undefined : without(columns, touched);
      if (left !== undefined) put(made, state, left);
    }
    return partsOf(made);
  }

  /** Undefined: nobody is in both, or it changes nothing for them. */
  function changed(state: number, operation: number, columns: Bits, chosen: Bits): Part | undefined {
    if (!overlaps(columns, chosen)) return undefined;
    const after = table.step(state, operation);
    const both = after === state ? undefined : intersection(columns, chosen);
    return both === undefined ? undefined : { state: after, columns: both };
  }

  function stepAll(parts: readonly Part[], operation: number): readonly Part[] {
    const made = new Map<number, Bits>();
    for (const { state, columns } of parts) put(made, table.step(state, operation), columns);
    return partsOf(made);
  }

  function restricted({ certain, possible }: Chosen, columns: Bits): Chosen | undefined {
    const sure = intersection(certain, columns);
    const maybe = intersection(possible, columns);
    if (sure === undefined && maybe === undefined) return undefined;
    return { certain: sure ?? nobody, possible: maybe ?? nobody };
  }

  return { rowOf };
}

/** What some rules admit of somebody. */
interface Admitted {
  readonly chosen: Chosen;
  readonly ports: PortSet;
  readonly certain: boolean;
}

/** More than this many are taken together. */
const MANY = 16;

/** Columns that the same rules admit ports of. */
interface Admission extends Part {
  readonly sure: Chain | undefined;
  readonly maybe: Chain | undefined;
}

interface Chain {
  readonly ports: PortSet;
  readonly before: Chain | undefined;
}

function setsOf(chain: Chain): readonly PortSet[] {
  const sets: PortSet[] = [];
  for (let each: Chain | undefined = chain; each !== undefined; each = each.before) sets.push(each.ports);
  return sets;
}

function withoutLargest(parts: readonly Part[]): Row {
  let [largest] = parts;
  for (const part of parts) {
    if (largest === undefined || sizeOfBits(part.columns) > sizeOfBits(largest.columns)) largest = part;
  }
  return { parts: parts.filter((part) => part !== largest), rest: largest?.state ?? 0 };
}

function operationOf(action: RuleStep['action'], ports: PortSet, certain: boolean) {
  if (action === 'admit') return { kind: 'admit', ports, certain } as const;
  return { kind: 'rule', action, ports, certain } as const;
}

function put(made: Map<number, Bits>, state: number, columns: Bits): void {
  const known = made.get(state);
  made.set(state, known === undefined ? columns : union(known, columns));
}

function partsOf(made: ReadonlyMap<number, Bits>): readonly Part[] {
  return [...made].map(([state, columns]) => ({ state, columns }));
}
