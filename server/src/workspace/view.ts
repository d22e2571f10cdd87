import {
  type Certainty,
  type KubernetesObject,
  type LabelSelector,
  matches,
  type ObjectOf,
  type ObjectType,
  type Workload,
} from '../kubernetes';
import {
  type Environment,
  type EnvironmentView,
  type NamespaceKey,
  namespaceOf,
  type SelectedWorkloads,
} from './environment';
import { areAllKnown, decisivePairs, identityOf, questions } from './keys';
import type { Layer } from './layer';
import { isStranger, mentions } from './neighbours';
import { ANYWHERE } from './records';

/** An environment with the layers its objects are in. */
export interface EnvironmentState {
  readonly environment: Environment;
  readonly layers: readonly Layer[];
  /** Namespaces (or ANYWHERE) that may hold more for reasons that stand in no single file. */
  readonly doubts: ReadonlySet<string>;
  /** Environments of the workspace that may be of the same cluster, for all that is known. */
  readonly neighbours: () => readonly EnvironmentState[];
  /** What was found out about doubts already. */
  readonly memory: Map<string, boolean>;
}

export function createView(state: EnvironmentState, record: (dependency: string) => void): EnvironmentView {
  function ask(key: string): readonly KubernetesObject[] {
    record(key);
    return lookUp(state, key);
  }

  function workloadsSelectedBy(selector: LabelSelector, namespace: NamespaceKey): SelectedWorkloads {
    const certain: Workload[] = [];
    const possible: Workload[] = [];
    for (const workload of candidates(selector, namespace)) {
      if (workload.type !== 'workload') continue;
      const certainty = matches(selector, workload.template.labels);
      if (certainty === 'yes') certain.push(workload);
      if (certainty === 'unknown') possible.push(workload);
    }
    return { certain, possible };
  }

  /** Everything chosen carries every decisive pair: the rarest one leaves the fewest to look at. */
  function candidates(selector: LabelSelector, namespace: NamespaceKey): readonly KubernetesObject[] {
    let rarest: string | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const pair of decisivePairs(selector)) {
      const key = questions.labelled(namespace, ...pair);
      const count = countOf(state, key);
      if (count >= fewest) continue;
      rarest = key;
      fewest = count;
    }
    if (rarest === undefined) return ask(questions.inNamespace('workload', namespace));
    return inOrder(ask(rarest), ask(questions.labelledSomehow(namespace)));
  }

  function servicesSelecting(workload: Workload): readonly { service: ObjectOf<'service'>; certainty: Certainty }[] {
    const namespace = namespaceOf(workload);
    if (namespace === undefined) return [];
    const found: { service: ObjectOf<'service'>; certainty: Certainty }[] = [];
    for (const service of servicesThatMaySelect(workload, namespace)) {
      if (service.type !== 'service' || !mayChoosePods(service)) continue;
      const { selector } = service;
      const certainty = selector.state === 'known' ? matches(selector.value, workload.template.labels) : 'unknown';
      if (certainty !== 'no') found.push({ service, certainty });
    }
    return found;
  }

  function servicesThatMaySelect(workload: Workload, namespace: NamespaceKey): readonly KubernetesObject[] {
    const { labels } = workload.template;
    if (!areAllKnown(labels)) return ask(questions.inNamespace('service', namespace));
    const found = [ask(questions.selectingSomehow(namespace))];
    for (const [key, { value }] of labels.entries) {
      if (value.state === 'known') found.push(ask(questions.selecting(namespace, key, value.value)));
    }
    return inOrder(...found);
  }

  // The index is keyed by type, so what a key of a type leads to is of that type.
  return {
    environment: state.environment,
    named: <T extends ObjectType>(type: T, namespace: NamespaceKey, name: string) =>
      ask(questions.named(type, namespace, name)) as readonly ObjectOf<T>[],
    inNamespace: <T extends ObjectType>(type: T, namespace: NamespaceKey) =>
      ask(questions.inNamespace(type, namespace)) as readonly ObjectOf<T>[],
    ofType: <T extends ObjectType>(type: T) => ask(questions.ofType(type)) as readonly ObjectOf<T>[],
    workloadsSelectedBy,
    servicesSelecting,
    servicesOnNodePort: (nodePort) => ask(questions.nodePort(nodePort)) as readonly ObjectOf<'service'>[],
    holdsNamespace(namespace) {
      record(questions.holds(namespace));
      return holds(state, namespace);
    },
    mayHoldMore(namespace) {
      record(questions.mayHoldMore(ANYWHERE));
      record(questions.mayHoldMore(namespace));
      return hasDoubts(state, ANYWHERE) || hasDoubts(state, namespace);
    },
    hasAlternatives(object) {
      const identity = identityOf(object);
      return identity !== undefined && ask(questions.copies(identity)).length > 1;
    },
  };
}

export function holds(state: EnvironmentState, namespace: NamespaceKey): boolean {
  return lookUp(state, questions.holds(namespace)).length > 0;
}

/** By itself, or because another environment may well be of the same cluster and adds to the namespace. */
export function hasDoubts(state: EnvironmentState, namespace: string): boolean {
  const known = state.memory.get(namespace);
  if (known !== undefined) return known;
  const answer =
    hasOwnDoubts(state, namespace) ||
    state.neighbours().some((other) => mayAddTo(other, namespace) && isStranger(state.layers, other.layers));
  state.memory.set(namespace, answer);
  return answer;
}

function mayAddTo(state: EnvironmentState, namespace: string): boolean {
  return mentions(state.layers, namespace) || hasOwnDoubts(state, namespace);
}

function hasOwnDoubts(state: EnvironmentState, namespace: string): boolean {
  if (state.doubts.has(namespace)) return true;
  return state.layers.some((layer) => layer.doubts.get(namespace)?.isEmpty === false);
}

function lookUp(state: EnvironmentState, key: string): readonly KubernetesObject[] {
  const found: (readonly KubernetesObject[])[] = [];
  for (const layer of state.layers) {
    const bag = layer.index.get(key);
    if (bag !== undefined) found.push(bag.items());
  }
  return inOrder(...found);
}

function countOf(state: EnvironmentState, key: string): number {
  return state.layers.reduce((sum, layer) => sum + (layer.index.get(key)?.items().length ?? 0), 0);
}

/** Merged in path order; each list is in path order already. */
function inOrder(...lists: (readonly KubernetesObject[])[]): readonly KubernetesObject[] {
  const full = lists.filter((list) => list.length > 0);
  const [only] = full;
  if (only === undefined) return [];
  if (full.length === 1) return only;
  return [...new Set(full.flat())].sort(
    (a, b) =>
      compare(a.document.path, b.document.path) || (a.document === b.document ? a.node.start - b.node.start : 0),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** An ExternalName Service has no endpoints; its selector is ignored. One without selector has them made by hand (trap 8). */
function mayChoosePods(service: ObjectOf<'service'>): boolean {
  if (service.serviceType.state === 'known' && service.serviceType.value === 'ExternalName') return false;
  const { selector } = service;
  if (selector.state !== 'known') return selector.state === 'unknown';
  return !selector.value.complete || selector.value.matchLabels.entries.size > 0;
}
