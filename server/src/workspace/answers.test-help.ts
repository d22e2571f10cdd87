import { defaultCharter } from '../config';
import type { KubernetesObject, ObjectType } from '../kubernetes';
import type { YamlNode } from '../yaml';
import { deref, keyName } from '../yaml';
import { createSnapshot, type Environment, type EnvironmentView, namespaceOf, type Snapshot } from '.';

export type Files = Readonly<Record<string, string>>;

export function snapshotOf(files: Files, charter = defaultCharter()): Snapshot {
  return createSnapshot({ charter, files: Object.entries(files).map(([path, text]) => ({ path, text })) });
}

export function environment(snapshot: Snapshot, name: string): Environment {
  const found = snapshot.environments.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${snapshot.environments.map((it) => it.name).join(', ')}`);
  return found;
}

export function objectsOf(snapshot: Snapshot, name: string): readonly KubernetesObject[] {
  const found = environment(snapshot, name);
  return [...found.files].flatMap((path) => snapshot.objectsIn(found, path));
}

/** `Kind namespace/name`, sorted. */
export function names(snapshot: Snapshot, name: string): readonly string[] {
  return objectsOf(snapshot, name).map(describe).sort();
}

export function viewOf(snapshot: Snapshot, name: string): EnvironmentView {
  return snapshot.view(environment(snapshot, name), () => undefined);
}

function describe(object: KubernetesObject): string {
  const name = object.name.state === 'known' ? object.name.value : '?';
  return `${object.kind} ${namespaceOf(object) ?? '?'}/${name}`;
}

/** A tree as plain data; a value that somebody else fills in is `<unknown>`. */
export function plain(node: YamlNode): unknown {
  const behind = deref(node);
  if (behind.type === 'sequence') return behind.items.map(plain);
  if (behind.type === 'mapping') {
    return Object.fromEntries(behind.pairs.map(({ key, value }) => [keyName(key), plain(value)]));
  }
  if (behind.type === 'alias') return null;
  return typeof behind.value === 'symbol' ? '<unknown>' : behind.value;
}

export interface Answer {
  readonly keys: ReadonlySet<string>;
  readonly value: string;
}

const TYPES: readonly ObjectType[] = ['service', 'workload', 'ingress', 'namespace', 'other'];

/** The answers to every question that anything in the snapshot could ask, with the keys they depend on. */
export function allAnswers(snapshot: Snapshot, vocabulary: Vocabulary): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const where of snapshot.environments) {
    const ask = (question: string, answer: (view: EnvironmentView) => unknown) => {
      const keys = new Set<string>();
      const value = JSON.stringify(answer(snapshot.view(where, (key) => keys.add(key))), simple);
      answers.set(`${where.name}: ${question}`, { keys, value });
    };
    for (const type of TYPES) {
      ask(`all ${type}`, (view) => view.ofType(type));
      for (const namespace of vocabulary.namespaces) {
        ask(`${type} in ${namespace}`, (view) => view.inNamespace(type, namespace));
        for (const name of vocabulary.names)
          ask(`${type} ${namespace}/${name}`, (view) => view.named(type, namespace, name));
      }
    }
    for (const port of vocabulary.nodePorts) ask(`node port ${port}`, (view) => view.servicesOnNodePort(port));
    for (const namespace of vocabulary.namespaces) {
      ask(`holds ${namespace}`, (view) => view.holdsNamespace(namespace));
      ask(`more in ${namespace}`, (view) => view.mayHoldMore(namespace));
    }
    for (const path of snapshot.paths) {
      for (const [index, object] of snapshot.objectsIn(where, path).entries()) {
        const subject = `${path}#${index} ${JSON.stringify([plain(object.node), object.incomplete])}`;
        ask(`copies of ${subject}`, (view) => view.hasAlternatives(object));
        if (object.type === 'workload') ask(`owner of ${subject}`, (view) => view.countsAsOwner(object));
        if (object.type === 'workload') ask(`who selects ${subject}`, (view) => view.servicesSelecting(object));
        if (object.type === 'service' && object.selector.state === 'known') {
          const selector = object.selector.value;
          ask(`selected by ${subject}`, (view) => {
            const { certain, possible, alone } = view.workloadsSelectedBy(selector, namespaceOf(object) ?? '');
            return { certain, possible, alone };
          });
        }
      }
    }
  }
  return answers;
}

export interface Vocabulary {
  readonly names: readonly string[];
  readonly namespaces: readonly string[];
  readonly nodePorts: readonly number[];
}

/** Objects as what they say and where they stand, without the web of their nodes. */
function simple(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('node' in value) || !('apiVersion' in value)) return value;
  const object = value as KubernetesObject;
  return [object.document.path, plain(object.node), object.incomplete];
}
