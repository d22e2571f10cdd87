import {
  type Certainty,
  type KubernetesObject,
  type LabelSelector,
  matches,
  type ObjectOf,
  type ObjectType,
  type Workload,
} from '../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf, type SelectedWorkloads } from './environment';
import { type EnvironmentState, hasDoubts } from './environment-state';
import { areAllKnown, decisivePairs, identityOf, ownerOf, questions } from './keys';
import { ANYWHERE } from './records';

export function createView(state: EnvironmentState, record: (dependency: string) => void): EnvironmentView {
  function ask(key: string): readonly KubernetesObject[] {
    record(key);
    return lookUp(state, key);
  }

  /** Without those that another workload of the environment controls: they count as that one. */
  function askForThemselves(key: string): readonly KubernetesObject[] {
    const found = ask(key);
    if (state.layers.every(({ index }) => !index.has(questions.owned))) return found;
    const left = found.filter((object) => object.type !== 'workload' || !countsAsOwner(object));
    return left.length === found.length ? found : left;
  }

  /** Up the owners, from a Pod to its ReplicaSet to its Deployment; those that own each other in a circle have none. */
  function countsAsOwner(workload: Workload): boolean {
    const namespace = namespaceOf(workload);
    const seen = new Set<string>();
    let current = workload;
    for (let owner = ownerOf(current); owner !== null && namespace !== undefined; owner = ownerOf(current)) {
      const { kind, name } = owner;
      if (seen.has(`${kind}/${name}`)) return false;
      seen.add(`${kind}/${name}`);
      const found = ask(questions.named('workload', namespace, name)).find((object) => object.kind === kind);
      if (found?.type !== 'workload') break;
      current = found;
    }
    return current !== workload;
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
    if (rarest === undefined) return askForThemselves(questions.inNamespace('workload', namespace));
    return inOrder(askForThemselves(rarest), askForThemselves(questions.labelledSomehow(namespace)));
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

  const worked = new Map<unknown, Map<unknown, unknown>>();
  function once<K extends object, V>(work: (view: EnvironmentView, about: K) => V, about: K): V {
    const answers = worked.get(work) ?? new Map<unknown, unknown>();
    worked.set(work, answers);
    // What a function is remembered to have given is what it gives.
    if (answers.has(about)) return answers.get(about) as V;
    const answer = work(view, about);
    answers.set(about, answer);
    return answer;
  }

  // The index is keyed by type, so what a key of a type leads to is of that type.
  const view: EnvironmentView = {
    environment: state.environment,
    named: <T extends ObjectType>(type: T, namespace: NamespaceKey, name: string) =>
      ask(questions.named(type, namespace, name)) as readonly ObjectOf<T>[],
    inNamespace: <T extends ObjectType>(type: T, namespace: NamespaceKey) =>
      askForThemselves(questions.inNamespace(type, namespace)) as readonly ObjectOf<T>[],
    ofType: <T extends ObjectType>(type: T) => askForThemselves(questions.ofType(type)) as readonly ObjectOf<T>[],
    workloadsSelectedBy,
    servicesSelecting,
    servicesOnNodePort: (nodePort) => ask(questions.nodePort(nodePort)) as readonly ObjectOf<'service'>[],
    workloadsOnHostPort: (hostPort) => askForThemselves(questions.hostPort(hostPort)) as readonly Workload[],
    ingressesOnHost: (host) => ask(questions.ingressHost(host)) as readonly ObjectOf<'ingress'>[],
    holdsNamespace(namespace) {
      record(questions.holds(namespace));
      return holds(state, namespace);
    },
    mayHoldMore(namespace) {
      record(questions.mayHoldMore(ANYWHERE));
      record(questions.mayHoldMore(namespace));
      return hasDoubts(state, ANYWHERE) || hasDoubts(state, namespace);
    },
    countsAsOwner,
    hasAlternatives(object) {
      const identity = identityOf(object);
      return identity !== undefined && ask(questions.copies(identity)).length > 1;
    },
    once,
  };
  return view;
}

export function holds(state: EnvironmentState, namespace: NamespaceKey): boolean {
  return lookUp(state, questions.holds(namespace)).length > 0;
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
