import { deref, get, keyName, type MappingNode, pairOf, type YamlNode } from '../yaml';
import { ABSENT, type Field, UNKNOWN } from './field';
import { noLabels, openLabels, readLabels, unknownLabels } from './labels';
import type {
  Container,
  ContainerPort,
  EnvironmentVariable,
  Labels,
  LabelValue,
  Placement,
  PodTemplate,
  Probe,
  ProbeHandlers,
} from './objects';
import {
  booleanField,
  isHole,
  listField,
  mappingField,
  mappingItems,
  pairsOf,
  portNumberField,
  portReferenceField,
  type Reading,
  textField,
  textListField,
  valueAt,
} from './reading';

/** What the kind does to the pods of its template. */
export interface PodHabits {
  /** Labels and containers of the pods are those of the template, but for `added`. */
  readonly faithful: boolean;
  readonly added?: ReadonlySet<string>;
  /** Some of `added` are keys that people use as well: what is missing in the template is not surely missing. */
  readonly opensLabels?: true;
}

/** A pod template, or a Pod as its own template: `metadata` and `spec`. */
export function readTemplate(reading: Reading, node: MappingNode, habits: PodHabits): PodTemplate {
  const metadata = mappingField(reading, node, 'metadata');
  const labels = withHabits(readMap(reading, metadata, 'labels'), habits);
  const annotations = readMap(reading, metadata, 'annotations');
  const spec = mappingField(reading, node, 'spec');
  if (spec.state !== 'known') {
    return { ...unknownTemplate(node), labels, annotations, hostNetwork: spec, dnsPolicy: spec, hostUsers: spec };
  }
  const mapping = spec.value;
  const containers: Container[] = [];
  const regular = addContainers(reading, containers, mapping, 'containers');
  const init = addContainers(reading, containers, mapping, 'initContainers');
  return {
    labels,
    annotations,
    containers,
    // A pod has at least one regular container: where none is written, somebody adds it.
    containersComplete: habits.faithful && regular === 'all' && (init === 'all' || init === 'none') && !reading.broken,
    hostNetwork: booleanField(reading, mapping, 'hostNetwork'),
    dnsPolicy: textField(reading, mapping, 'dnsPolicy'),
    hostUsers: booleanField(reading, mapping, 'hostUsers'),
    placement: readPlacement(reading, mapping),
    spec: mapping,
    node,
  };
}

/** The template of a workload that shows none (a patch, a placeholder): its pods may be anything. */
export function unknownTemplate(node: YamlNode): PodTemplate {
  const labels = unknownLabels();
  return {
    labels,
    annotations: labels,
    containers: [],
    containersComplete: false,
    hostNetwork: UNKNOWN,
    dnsPolicy: UNKNOWN,
    hostUsers: UNKNOWN,
    placement: UNKNOWN_PLACEMENT,
    spec: null,
    node,
  };
}

const UNKNOWN_PLACEMENT: Placement = {
  nodeName: UNKNOWN,
  nodeSelector: unknownLabels(),
  affinity: UNKNOWN,
  tolerations: UNKNOWN,
  topologySpread: UNKNOWN,
  system: UNKNOWN,
};

function readPlacement(reading: Reading, spec: MappingNode): Placement {
  const system = mappingField(reading, spec, 'os');
  return {
    nodeName: textField(reading, spec, 'nodeName'),
    nodeSelector: readLabels(reading, spec, 'nodeSelector'),
    affinity: mappingField(reading, spec, 'affinity'),
    tolerations: listField(reading, spec, 'tolerations'),
    topologySpread: listField(reading, spec, 'topologySpreadConstraints'),
    system: system.state === 'known' ? textField(reading, system.value, 'name') : system,
  };
}

/** What can be said of the pods of all templates together: the containers of the first, the labels that do not differ. */
export function combinedTemplate(templates: readonly PodTemplate[]): PodTemplate | undefined {
  const [first, ...others] = templates;
  if (first === undefined || others.length === 0) return first;
  const entries = new Map<string, LabelValue>();
  for (const [key, label] of first.labels.entries) {
    const counterparts = others.map(({ labels }) => labels.entries.get(key)?.value);
    if (counterparts.includes(undefined)) continue;
    const same = counterparts.every((value) => value !== undefined && areEqual(value, label.value));
    entries.set(key, same ? label : { key: label.key, value: UNKNOWN });
  }
  return { ...first, labels: { ...first.labels, entries, complete: false }, containersComplete: false };
}

function areEqual(one: Field<string>, other: Field<string>): boolean {
  return one.state === 'known' && other.state === 'known' && one.value === other.value;
}

function readMap(reading: Reading, metadata: Field<MappingNode>, key: 'labels' | 'annotations'): Labels {
  if (metadata.state === 'known') return readLabels(reading, metadata.value, key, key === 'labels' ? 'label' : 'free');
  return metadata.state === 'absent' ? noLabels(reading) : unknownLabels();
}

function withHabits(labels: Labels, habits: PodHabits): Labels {
  const open = habits.faithful && habits.opensLabels !== true ? labels : openLabels(labels);
  return habits.added === undefined ? open : { ...open, added: habits.added };
}

function addContainers(
  reading: Reading,
  containers: Container[],
  spec: MappingNode,
  key: 'containers' | 'initContainers',
): 'all' | 'some' | 'none' {
  const list = listField(reading, spec, key);
  if (list.state === 'absent') return 'none';
  if (list.state === 'unknown') return 'some';
  const { items, complete } = mappingItems(reading, list.value, key);
  for (const item of items) containers.push(readContainer(reading, item, key === 'initContainers'));
  if (!complete) return 'some';
  return items.length === 0 ? 'none' : 'all';
}

function readContainer(reading: Reading, node: MappingNode, init: boolean): Container {
  const list = listField(reading, node, 'ports');
  const ports = list.state === 'known' ? mappingItems(reading, list.value, 'ports') : undefined;
  return {
    name: textField(reading, node, 'name'),
    role: init ? initRole(textField(reading, node, 'restartPolicy')) : 'regular',
    image: textField(reading, node, 'image'),
    ports: ports === undefined ? [] : ports.items.map((item) => readContainerPort(reading, item)),
    portsComplete: !reading.broken && (ports === undefined ? list.state === 'absent' : ports.complete),
    ...readProbes(reading, node),
    command: textListField(reading, node, 'command'),
    args: textListField(reading, node, 'args'),
    env: readEnvironment(reading, node),
    node,
  };
}

function initRole(restartPolicy: Field<string>): Container['role'] {
  if (restartPolicy.state === 'unknown') return 'unknown';
  return restartPolicy.state === 'known' && restartPolicy.value === 'Always' ? 'sidecar' : 'init';
}

function readContainerPort(reading: Reading, node: MappingNode): ContainerPort {
  return {
    name: textField(reading, node, 'name'),
    containerPort: portNumberField(reading, node, 'containerPort'),
    protocol: textField(reading, node, 'protocol'),
    hostPort: portNumberField(reading, node, 'hostPort'),
    hostIP: textField(reading, node, 'hostIP'),
    node,
  };
}

const NO_VARIABLES: readonly EnvironmentVariable[] = [];

function readEnvironment(reading: Reading, container: MappingNode): readonly EnvironmentVariable[] {
  const list = listField(reading, container, 'env');
  if (list.state !== 'known') return NO_VARIABLES;
  return mappingItems(reading, list.value, 'env').items.map((node) => ({
    name: textField(reading, node, 'name'),
    value: valueAt(node, 'valueFrom') === undefined ? textField(reading, node, 'value') : UNKNOWN,
    node,
  }));
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const HOOKS = ['postStart', 'preStop'] as const;
const HANDLERS: ReadonlySet<string> = new Set(['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']);

interface Probes {
  readonly probes: Probe[];
  readonly handlers: ProbeHandlers[];
}

function readProbes(reading: Reading, container: MappingNode): Probes {
  const found: Probes = { probes: [], handlers: [] };
  for (const kind of PROBES) addProbes(reading, found, container, kind);
  if (get(container, 'lifecycle') !== undefined) {
    const lifecycle = mappingField(reading, container, 'lifecycle');
    if (lifecycle.state === 'known') {
      for (const kind of HOOKS) addProbes(reading, found, lifecycle.value, kind);
    }
  }
  return found;
}

/** The API wants one handler; where several are written, each dials a port. */
function addProbes(reading: Reading, found: Probes, owner: MappingNode, kind: Probe['kind']): void {
  const pair = pairOf(owner, kind);
  if (pair === undefined) return;
  const field = mappingField(reading, owner, kind);
  if (field.state !== 'known') return;
  const probe = field.value;
  found.handlers.push({ kind, written: handlersIn(reading, probe), key: pair.key, node: probe });
  for (const handler of ['httpGet', 'tcpSocket'] as const) {
    const action = mappingField(reading, probe, handler);
    if (action.state !== 'known') continue;
    found.probes.push({
      kind,
      handler,
      port: portReferenceField(reading, action.value, 'port'),
      host: textField(reading, action.value, 'host'),
      scheme: handler === 'httpGet' ? textField(reading, action.value, 'scheme') : ABSENT,
      node: action.value,
    });
  }
  const grpc = mappingField(reading, probe, 'grpc');
  if (grpc.state !== 'known') return;
  const port = portNumberField(reading, grpc.value, 'port');
  found.probes.push({ kind, handler: 'grpc', port, host: ABSENT, scheme: ABSENT, node: grpc.value });
}

function handlersIn(reading: Reading, probe: MappingNode): readonly string[] | undefined {
  const written: string[] = [];
  for (const { key, value } of pairsOf(reading, probe)) {
    const name = keyName(key);
    // A key that somebody fills in may be a handler.
    if (name === undefined || isHole(deref(key))) return undefined;
    if (!HANDLERS.has(name)) continue;
    const handler = deref(value);
    // A handler that is null is none (as the API takes it); one that others fill in may be none.
    if (handler.type === 'scalar' && handler.value === null) continue;
    if (isHole(handler)) return undefined;
    written.push(name);
  }
  return reading.broken || reading.budget < 0 ? undefined : written;
}
