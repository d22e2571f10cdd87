import {
  isEmptySelector,
  isRuntimeLabel,
  type KubernetesObject,
  type Labels,
  type ObjectOf,
  type ObjectType,
  requiredPairs,
  usesHostNetwork,
  type Workload,
} from '../kubernetes';
import { type NamespaceKey, namespaceOf } from './environment';

const NUL = '\u0000';

/**
 * Every question about an environment has a key; every object has the keys of all questions whose answer it may be in.
 * An index from keys to objects gives the answers, and the keys of what an edit touched give the questions to ask again.
 */
export const questions = {
  ofType: (type: ObjectType) => `type${NUL}${type}`,
  inNamespace: (type: ObjectType, namespace: NamespaceKey) => `namespace${NUL}${type}${NUL}${namespace}`,
  named: (type: ObjectType, namespace: NamespaceKey, name: string) =>
    `name${NUL}${type}${NUL}${namespace}${NUL}${name}`,
  /** Workloads whose template carries the pair. */
  labelled: (namespace: NamespaceKey, key: string, value: string) => `label${NUL}${namespace}${NUL}${key}=${value}`,
  /** Workloads of which some label is unknown: they may carry any pair. */
  labelledSomehow: (namespace: NamespaceKey) => `label${NUL}${namespace}`,
  /** Services that choose by this pair (and perhaps others). */
  selecting: (namespace: NamespaceKey, key: string, value: string) => `select${NUL}${namespace}${NUL}${key}=${value}`,
  /** Services whose selector has no pair that must be met. */
  selectingSomehow: (namespace: NamespaceKey) => `select${NUL}${namespace}`,
  nodePort: (nodePort: number) => `nodePort${NUL}${nodePort}`,
  hostPort: (hostPort: number) => `hostPort${NUL}${hostPort}`,
  ingressHost: (host: string) => `ingressHost${NUL}${host}`,
  copies: (identity: string) => `copies${NUL}${identity}`,
  /** Whether a workload that carries the pair has copies; of a whole namespace where there is no pair. */
  copiesAmong: (labelled: string) => `copiesAmong${NUL}${labelled}`,
  /** Workloads that another one controls. */
  owned: 'owned',
  holds: (namespace: NamespaceKey) => `holds${NUL}${namespace}`,
  /** The namespace that a key of `holds` is about. */
  heldBy: (key: string) => (key.startsWith(`holds${NUL}`) ? key.slice(`holds${NUL}`.length) : undefined),
  isCopies: (key: string) => key.startsWith(`copies${NUL}`),
  /** Of a namespace, or of ANYWHERE. */
  mayHoldMore: (namespace: NamespaceKey) => `more${NUL}${namespace}`,
};

/** The keys of all questions whose answer this object is, or may be, part of; each once. */
export function keysOf(object: KubernetesObject): readonly string[] {
  const keys = [questions.ofType(object.type)];
  const namespace = namespaceOf(object);
  if (object.type === 'service') for (const nodePort of nodePortsOf(object)) keys.push(questions.nodePort(nodePort));
  if (object.type === 'workload') for (const hostPort of hostPortsOf(object)) keys.push(questions.hostPort(hostPort));
  if (object.type === 'ingress') for (const host of hostsOf(object)) keys.push(questions.ingressHost(host));
  if (object.type === 'namespace' && object.name.state === 'known') keys.push(questions.holds(object.name.value));
  if (namespace === undefined) return keys;

  keys.push(questions.inNamespace(object.type, namespace));
  if (object.name.state === 'known') keys.push(questions.named(object.type, namespace, object.name.value));
  const identity = identityOf(object);
  if (identity !== undefined) keys.push(questions.copies(identity));
  if (object.type === 'workload') addWorkloadKeys(object, namespace, keys);
  if (object.type === 'service') addSelectorKey(object, namespace, keys);
  return keys;
}

/** Group, kind, namespace and name; undefined where one of them is unknown. */
export function identityOf(object: KubernetesObject): string | undefined {
  const namespace = namespaceOf(object);
  if (namespace === undefined || object.name.state !== 'known') return undefined;
  return `${object.group}${NUL}${object.kind}${NUL}${namespace}${NUL}${object.name.value}`;
}

/** The controller owner of a Pod or ReplicaSet, which it counts as; other kinds stand for themselves. */
export function ownerOf(workload: Workload): Workload['owner'] {
  return workload.kind === 'Pod' || workload.kind === 'ReplicaSet' ? workload.owner : null;
}

/** The pairs that decide alone: who lacks one is certainly not chosen. Labels that controllers add decide nothing (trap 9). */
export function decisivePairs(selector: Parameters<typeof requiredPairs>[0]): readonly (readonly [string, string])[] {
  return requiredPairs(selector).filter(([key]) => !isRuntimeLabel(key));
}

/** Whether every label is known; then what is not there is certainly not there. */
export function areAllKnown(labels: Labels): boolean {
  if (!labels.complete) return false;
  for (const { value } of labels.entries.values()) if (value.state !== 'known') return false;
  return true;
}

/** The keys under which a selection of workloads may hold this one. */
export function selectionsWith(workload: Workload): readonly string[] {
  const namespace = namespaceOf(workload);
  if (namespace === undefined) return [];
  const keys = [questions.inNamespace('workload', namespace)];
  for (const [key, { value }] of workload.template.labels.entries) {
    if (value.state === 'known') keys.push(questions.labelled(namespace, key, value.value));
  }
  return keys;
}

function addWorkloadKeys(workload: Workload, namespace: NamespaceKey, keys: string[]): void {
  keys.push(questions.holds(namespace));
  if (ownerOf(workload) !== null) keys.push(questions.owned);
  const { labels } = workload.template;
  for (const [key, { value }] of labels.entries) {
    if (value.state === 'known') keys.push(questions.labelled(namespace, key, value.value));
  }
  if (!areAllKnown(labels)) keys.push(questions.labelledSomehow(namespace));
}

function addSelectorKey(service: ObjectOf<'service'>, namespace: NamespaceKey, keys: string[]): void {
  if (service.selector.state === 'absent') return;
  if (service.selector.state === 'unknown') {
    keys.push(questions.selectingSomehow(namespace));
    return;
  }
  // A Service without selector has its endpoints made by hand: it chooses nobody (trap 8).
  if (isEmptySelector(service.selector.value)) return;
  const [first] = decisivePairs(service.selector.value);
  keys.push(first ? questions.selecting(namespace, ...first) : questions.selectingSomehow(namespace));
}

/** On the host network a container port is a port of the node, whether `hostPort` is written or not. */
function hostPortsOf(workload: Workload): ReadonlySet<number> {
  const hostPorts = new Set<number>();
  for (const template of workload.templates) {
    const onHost = usesHostNetwork(template) === 'yes';
    for (const { ports } of template.containers) {
      for (const { hostPort, containerPort } of ports) {
        if (hostPort.state === 'known') hostPorts.add(hostPort.value);
        if (onHost && containerPort.state === 'known') hostPorts.add(containerPort.value);
      }
    }
  }
  // 0 means unset (Errata V1).
  hostPorts.delete(0);
  return hostPorts;
}

function hostsOf(ingress: ObjectOf<'ingress'>): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const { host } of ingress.rules) {
    if (host.state !== 'unknown') hosts.add(host.state === 'known' ? host.value : '');
  }
  return hosts;
}

function nodePortsOf(service: ObjectOf<'service'>): ReadonlySet<number> {
  const nodePorts = new Set<number>();
  const { healthCheckNodePort, ports } = service;
  if (healthCheckNodePort.state === 'known') nodePorts.add(healthCheckNodePort.value);
  if (ports.state === 'known') {
    for (const { nodePort } of ports.value) if (nodePort.state === 'known') nodePorts.add(nodePort.value);
  }
  // 0 means unset (Errata V1).
  nodePorts.delete(0);
  return nodePorts;
}
