import type { Certainty } from '../../kubernetes';
import {
  ALL_PORTS,
  differenceOf,
  intersectionOf,
  isNoPort,
  keyOf,
  NO_PORTS,
  type PortSet,
  unionOf,
} from '../sets/ports';

/**
 * How far the fold has come for one pair of ends, port by port. Three-valued: where nobody can tell whether a rule
 * matches, both outcomes stay possible.
 */
export interface State {
  /** Ports that may be accepted, and ports that may be denied; one of both is certain where it is not in the other. */
  readonly accepted: PortSet;
  readonly denied: PortSet;
  /** Ports about which nothing may have been decided yet. */
  readonly open: PortSet;
  /** Within an ordered tier: ports that may have been passed on to the next one. */
  readonly passed: PortSet;
  /** Within the isolating tier: ports that some policy admits for certain, and ports that one may admit. */
  readonly admitted: PortSet;
  readonly maybeAdmitted: PortSet;
}

/** What one step of the fold does to a state. */
export type Operation =
  | {
      readonly kind: 'rule';
      readonly action: 'accept' | 'deny' | 'pass';
      readonly ports: PortSet;
      readonly certain: boolean;
    }
  | { readonly kind: 'admit'; readonly ports: PortSet; readonly certain: boolean }
  | { readonly kind: 'end-ordered' }
  /** `isolated`: some policy selects the pod for certain. `final`: what is not admitted is denied, else later tiers decide. */
  | { readonly kind: 'end-isolating'; readonly isolated: boolean; readonly final: boolean }
  /** No tier is left: what no rule decided is open, or closed where the pod is isolated. */
  | { readonly kind: 'end'; readonly closed: Certainty };

const START: State = {
  accepted: NO_PORTS,
  denied: NO_PORTS,
  open: ALL_PORTS,
  passed: NO_PORTS,
  admitted: NO_PORTS,
  maybeAdmitted: NO_PORTS,
};

/** States and operations by number, so that a step is a look-up: few of them are ever different. */
export interface StateTable {
  readonly start: number;
  operation(operation: Operation): number;
  step(state: number, operation: number): number;
  /** Of two policies that start from the same state, where either may come first: what one decides may be how it ends. */
  together(one: number, other: number): number;
  /** How many states there are: what is no longer asked for stays in it. */
  size(): number;
  state(number: number): State;
  numberOf(state: State): number;
}

export function createStateTable(): StateTable {
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const operations: Operation[] = [];
  const operationNumbers = new Map<string, number>();
  const steps = new Map<number, number>();
  const togethers = new Map<number, number>();

  function numberOf(state: State): number {
    const key = `${keyOf(state.accepted)};${keyOf(state.denied)};${keyOf(state.open)};${keyOf(state.passed)};${keyOf(state.admitted)};${keyOf(state.maybeAdmitted)}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    states.push(state);
    return states.length - 1;
  }

  function remembered(memory: Map<number, number>, one: number, other: number, make: () => State): number {
    const key = one * WIDTH + other;
    const known = memory.get(key);
    if (known !== undefined) return known;
    const made = numberOf(make());
    memory.set(key, made);
    return made;
  }

  return {
    start: numberOf(START),
    operation(operation) {
      const key = operationKey(operation);
      const known = operationNumbers.get(key);
      if (known !== undefined) return known;
      operationNumbers.set(key, operations.length);
      operations.push(operation);
      return operations.length - 1;
    },
    step: (state, operation) =>
      remembered(steps, state, operation, () => {
        const [from, by] = [states[state], operations[operation]];
        return from === undefined || by === undefined ? START : after(from, by);
      }),
    together: (one, other) =>
      one === other
        ? one
        : remembered(togethers, one, other, () => togetherOf(states[one] ?? START, states[other] ?? START)),
    size: () => states.length,
    numberOf,
    state: (number) => states[number] ?? START,
  };
}

const WIDTH = 2 ** 26;

function after(state: State, operation: Operation): State {
  switch (operation.kind) {
    case 'rule':
      return afterRule(state, operation.action, operation.ports, operation.certain);
    case 'admit': {
      const maybeAdmitted = unionOf(state.maybeAdmitted, operation.ports);
      return operation.certain
        ? { ...state, maybeAdmitted, admitted: unionOf(state.admitted, operation.ports) }
        : { ...state, maybeAdmitted };
    }
    case 'end-ordered':
      return { ...state, open: unionOf(state.open, state.passed), passed: NO_PORTS };
    case 'end-isolating':
      return afterIsolation(state, operation.isolated, operation.final);
    case 'end':
      return {
        ...state,
        accepted: operation.closed === 'yes' ? state.accepted : unionOf(state.accepted, state.open),
        denied: operation.closed === 'no' ? state.denied : unionOf(state.denied, state.open),
        open: NO_PORTS,
      };
  }
}

function afterRule(state: State, action: 'accept' | 'deny' | 'pass', ports: PortSet, certain: boolean): State {
  const hit = intersectionOf(state.open, ports);
  if (isNoPort(hit)) return state;
  const open = certain ? differenceOf(state.open, ports) : state.open;
  switch (action) {
    case 'accept':
      return { ...state, open, accepted: unionOf(state.accepted, hit) };
    case 'deny':
      return { ...state, open, denied: unionOf(state.denied, hit) };
    case 'pass':
      return { ...state, open, passed: unionOf(state.passed, hit) };
  }
}

function afterIsolation(state: State, isolated: boolean, final: boolean): State {
  const accepted = unionOf(state.accepted, intersectionOf(state.open, state.maybeAdmitted));
  const closed = differenceOf(state.open, state.admitted);
  const left = { admitted: NO_PORTS, maybeAdmitted: NO_PORTS };
  // Not final: a later tier may open it again; what it leaves is closed at the end.
  if (!final) return { ...state, ...left, accepted, open: isolated ? closed : state.open };
  const denied = unionOf(state.denied, closed);
  return { ...state, ...left, accepted, denied, open: isolated ? NO_PORTS : state.open };
}

/** What neither decides stays open. */
function togetherOf(one: State, other: State): State {
  return {
    accepted: unionOf(one.accepted, other.accepted),
    denied: unionOf(one.denied, other.denied),
    open: intersectionOf(one.open, other.open),
    passed: unionOf(one.passed, other.passed),
    admitted: intersectionOf(one.admitted, other.admitted),
    maybeAdmitted: unionOf(one.maybeAdmitted, other.maybeAdmitted),
  };
}

function operationKey(operation: Operation): string {
  switch (operation.kind) {
    case 'rule':
      return `${operation.action} ${operation.certain} ${keyOf(operation.ports)}`;
    case 'admit':
      return `admit ${operation.certain} ${keyOf(operation.ports)}`;
    case 'end-ordered':
      return operation.kind;
    case 'end-isolating':
      return `isolating ${operation.isolated} ${operation.final}`;
    case 'end':
      return `end ${operation.closed}`;
  }
}
