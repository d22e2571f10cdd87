import {
  type Certainty,
  isRuntimeLabel,
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

export function createView(
  state: EnvironmentState,
  record: (dependency: string) => void,
  allNames: () => readonly string[],
): EnvironmentView {
  /** Where questions are written down at the moment. */
  let note: (dependency: string) => unknown = record;

  function ask(key: string): readonly KubernetesObject[] {
    note(key);
    return objectsAt(state, key);
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

  /** What many selectors that ask for the same choose: one list for all of them. */
  const chosen = new Map<string, readonly Workload[]>();
  function workloadsSelectedBy(selector: LabelSelector, namespace: NamespaceKey): SelectedWorkloads {
    const rarest = rarestPair(state, selector, namespace);
    const selection = rarest ?? questions.inNamespace('workload', namespace);
    // Everything chosen carries every decisive pair: the rarest one leaves the fewest to look at.
    const carriers = askForThemselves(selection);
    const somehow = rarest === undefined ? NOTHING : askForThemselves(questions.labelledSomehow(namespace));
    if (somehow.length === 0 && isOnePair(selector) && carriers === objectsAt(state, selection)) {
      return new Selected(carriers as readonly Workload[], NOTHING, selection, findAlone);
    }
    const shared = somehow.length === 0 && carriers.length > FEW ? textOfPairs(selector, namespace) : undefined;
    const known = shared === undefined ? undefined : chosen.get(shared);
    const certain: Workload[] = [];
    const possible: Workload[] = [];
    for (const workload of known === undefined ? inOrder(carriers, somehow) : NOTHING) {
      if (workload.type !== 'workload') continue;
      const certainty = matches(selector, workload.template.labels);
      if (certainty === 'yes') certain.push(workload);
      if (certainty === 'unknown') possible.push(workload);
    }
    if (shared !== undefined && known === undefined) chosen.set(shared, certain);
    return new Selected(known ?? certain, possible, selection, findAlone);
  }

  function findAlone(workloads: readonly Workload[], selection: string): readonly Workload[] {
    note(questions.copiesAmong(selection));
    return withoutCopies(state, workloads);
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

  const worked = new Map<unknown, Map<unknown, Worked>>();
  function once<K extends object, V>(work: (view: EnvironmentView, about: K) => V, about: K): V {
    let answers = worked.get(work);
    if (answers === undefined) {
      answers = new Map();
      worked.set(work, answers);
    }
    let known = answers.get(about);
    if (known === undefined) {
      known = workOut(work, about);
      answers.set(about, known);
    }
    // Whoever is given the answer depends on what it was worked out from.
    for (const key of known.asked) note(key);
    // What a function is remembered to have given is what it gives.
    return known.answer as V;
  }

  function workOut<K extends object, V>(work: (view: EnvironmentView, about: K) => V, about: K): Worked {
    let asked: string[] | undefined;
    const outer = note;
    note = (key) => {
      if (asked === undefined) asked = [key];
      else asked.push(key);
    };
    try {
      const answer = work(view, about);
      // Most is worked out from little; what asks the same a thousand times need not tell it each time.
      return { answer, asked: asked === undefined ? NOTHING : asked.length > FEW ? [...new Set(asked)] : asked };
    } finally {
      note = outer;
    }
  }

  // The index is keyed by type, so what a key of a type leads to is of that type.
  const view: EnvironmentView = {
    environment: state.environment,
    // Where one comes or goes everything is asked again, so this is no question to remember.
    get environmentNames() {
      return allNames();
    },
    named: <T extends ObjectType>(type: T, namespace: NamespaceKey, name: string) =>
      ask(questions.named(type, namespace, name)) as readonly ObjectOf<T>[],
    inNamespace: <T extends ObjectType>(type: T, namespace: NamespaceKey) =>
      (type === 'workload' ? askForThemselves : ask)(questions.inNamespace(type, namespace)) as readonly ObjectOf<T>[],
    ofType: <T extends ObjectType>(type: T) =>
      (type === 'workload' ? askForThemselves : ask)(questions.ofType(type)) as readonly ObjectOf<T>[],
    workloadsSelectedBy,
    servicesSelecting,
    servicesOnNodePort: (nodePort) => ask(questions.nodePort(nodePort)) as readonly ObjectOf<'service'>[],
    workloadsOnHostPort: (hostPort) => askForThemselves(questions.hostPort(hostPort)) as readonly Workload[],
    ingressesOnHost: (host) => ask(questions.ingressHost(host)) as readonly ObjectOf<'ingress'>[],
    holdsNamespace(namespace) {
      note(questions.holds(namespace));
      return holds(state, namespace);
    },
    mayHoldMore(namespace) {
      note(questions.mayHoldMore(ANYWHERE));
      note(questions.mayHoldMore(namespace));
      return hasDoubts(state, ANYWHERE) || hasDoubts(state, namespace);
    },
    countsAsOwner,
    hasAlternatives(object) {
      const identity = identityOf(object);
      if (identity === undefined) return false;
      const key = questions.copies(identity);
      note(key);
      return hasCopies(state, key);
    },
    once,
  };
  return view;
}

/** The pair of which the fewest workloads are. Labels that controllers add are decisive for nobody. */
function rarestPair(state: EnvironmentState, selector: LabelSelector, namespace: NamespaceKey): string | undefined {
  const pairs = decisivePairs(selector);
  const [only] = pairs;
  if (only !== undefined && pairs.length === 1) return questions.labelled(namespace, ...only);
  let rarest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const pair of pairs) {
    const key = questions.labelled(namespace, ...pair);
    const count = countOf(state, key);
    if (count >= fewest) continue;
    rarest = key;
    fewest = count;
  }
  return rarest;
}

/** One label with one value, and nothing else: whoever carries it is chosen, and nobody else. */
function isOnePair({ matchLabels, matchExpressions, complete }: LabelSelector): boolean {
  if (!complete || matchExpressions.length > 0 || matchLabels.entries.size !== 1) return false;
  for (const [key, { value }] of matchLabels.entries) return value.state === 'known' && !isRuntimeLabel(key);
  return false;
}

/** Equal for selectors that choose by the same labels and nothing else; undefined where it is not so simple. */
function textOfPairs(
  { matchLabels, matchExpressions, complete }: LabelSelector,
  namespace: string,
): string | undefined {
  if (!complete || matchExpressions.length > 0 || matchLabels.entries.size > FEW) return undefined;
  const pairs: string[] = [];
  for (const [key, { value }] of matchLabels.entries) {
    if (value.state !== 'known') return undefined;
    pairs.push(JSON.stringify([key, value.value]));
  }
  return [JSON.stringify(namespace), ...pairs.sort()].join();
}

/** The very list where all of them are: most have no copies. Found once for a list, which many may ask for. */
function withoutCopies(state: EnvironmentState, workloads: readonly Workload[]): readonly Workload[] {
  const answers = aloneIn.get(state) ?? new WeakMap<readonly Workload[], readonly Workload[]>();
  aloneIn.set(state, answers);
  const known = answers.get(workloads);
  if (known !== undefined) return known;
  const left = mayHaveCopies(state)
    ? workloads.filter((workload) => {
        const identity = identityOf(workload);
        return identity === undefined || !hasCopies(state, questions.copies(identity));
      })
    : workloads;
  const alone = left.length === workloads.length ? workloads : left;
  answers.set(workloads, alone);
  return alone;
}

function hasCopies(state: EnvironmentState, key: string): boolean {
  return mayHaveCopies(state) && countOf(state, key) > 1;
}

/** Objects in two layers may be copies of each other, too. */
function mayHaveCopies({ layers }: EnvironmentState): boolean {
  return layers.length > 1 || layers.some(({ copied }) => copied > 0);
}

const aloneIn = new WeakMap<EnvironmentState, WeakMap<readonly Workload[], readonly Workload[]>>();
const NOTHING: readonly never[] = [];
const FEW = 8;

/** A class, for a getter of an object by itself is slow to make, and each scan makes tens of thousands. */
class Selected implements SelectedWorkloads {
  constructor(
    readonly certain: readonly Workload[],
    readonly possible: readonly Workload[],
    private readonly selection: string,
    private readonly findAlone: (workloads: readonly Workload[], selection: string) => readonly Workload[],
  ) {}

  get alone(): readonly Workload[] {
    return this.findAlone(this.certain, this.selection);
  }
}

interface Worked {
  readonly answer: unknown;
  readonly asked: readonly string[];
}

export function holds(state: EnvironmentState, namespace: NamespaceKey): boolean {
  return objectsAt(state, questions.holds(namespace)).length > 0;
}

export function objectsAt(state: EnvironmentState, key: string): readonly KubernetesObject[] {
  const [only] = state.layers;
  if (only !== undefined && state.layers.length === 1) return only.index.get(key)?.items() ?? NOTHING;
  const answers = mergedIn.get(state) ?? new Map<string, readonly KubernetesObject[]>();
  mergedIn.set(state, answers);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const found = inOrder(...state.layers.map(({ index }) => index.get(key)?.items() ?? NOTHING));
  answers.set(key, found);
  return found;
}

/** Of several layers; put into order once for whoever asks. */
const mergedIn = new WeakMap<EnvironmentState, Map<string, readonly KubernetesObject[]>>();

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
