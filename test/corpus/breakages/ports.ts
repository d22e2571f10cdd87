import type { TextEdit, YamlNode } from '../../../server/src/yaml';
import { type Application, at, items, number, pairAt, text } from './application';
import { breakage, change, type Rule, rule, write } from './rule';
import { declared, type Wiring } from './wiring';

const NUMBER = ['invalid-port-number', 'wrong-field-type'];
const NAME = ['invalid-port-name', 'wrong-field-type'];

/** What the API server would not take, whatever it is wired to. */
export const PORT_RULES: readonly Rule[] = [
  rule('take a port above 65535', 'ports end at 65535', NUMBER, function* (wiring, application) {
    for (const node of numbers(wiring, application)) yield breakage([change(node, 70000)]);
  }),
  rule('take port 0', 'ports start at 1', NUMBER, function* (wiring, application) {
    for (const node of needed(wiring, application)) yield breakage([change(node, 0)]);
  }),
  rule('quote a port number', 'a text is no number', [...NUMBER, ...NAME], function* (wiring, application) {
    for (const node of numbers(wiring, application)) yield breakage([write(node, `"${number(node)}"`)]);
  }),
  rule('write a port with a fraction', 'ports are whole', NUMBER, function* (wiring, application) {
    for (const node of needed(wiring, application)) yield breakage([write(node, `${number(node)}.5`)]);
  }),
  rule('write a word for a port number', 'a word is no number', NUMBER, function* (wiring, application) {
    for (const node of needed(wiring, application)) yield breakage([write(node, 'http')]);
  }),
  rule('write a port name in upper case', 'port names are lower case', NAME, function* (wiring) {
    for (const node of names(wiring)) {
      const name = text(node) ?? '';
      if (name !== name.toUpperCase()) yield breakage([change(node, name.toUpperCase())]);
    }
  }),
  rule('write an underscore into a port name', 'port names have none', NAME, function* (wiring) {
    for (const node of names(wiring)) yield breakage([change(node, `${text(node)?.slice(0, 10)}_x`)]);
  }),
  rule('write a container port name of 16 characters', 'port names have 15 at most', NAME, function* ({ workloads }) {
    for (const { node } of workloads.flatMap(declared)) {
      const name = at(node, 'name');
      if (name !== undefined) yield breakage([change(name, `${text(name)}-administration`.slice(0, 16))]);
    }
  }),
  rule('write a Service port name of 64 characters', 'labels have 63 at most', NAME, function* ({ services }) {
    for (const { node } of services.flatMap(({ ports }) => ports)) {
      const name = at(node, 'name');
      if (name !== undefined) yield breakage([change(name, text(name)?.padEnd(64, 'x') ?? '')]);
    }
  }),
  rule('write two hyphens into a container port name', 'hyphens stand alone', NAME, function* ({ workloads }) {
    for (const { node } of workloads.flatMap(declared)) {
      const name = at(node, 'name');
      if (name !== undefined) yield breakage([change(name, `${text(name)?.slice(0, 9)}--x`)]);
    }
  }),
  rule('write a number for a port name', 'a number is no text', NAME, function* (wiring) {
    for (const node of names(wiring)) yield breakage([write(node, '8080')]);
  }),
  rule(
    'write a truth value for a label',
    'a label is a text',
    ['wrong-field-type'],
    function* ({ services, workloads }) {
      const labels = [
        ...services.flatMap(({ selector }) => selector),
        ...workloads.flatMap((workload) => workload.labels),
      ];
      for (const { node } of labels) yield breakage([write(node, 'true')]);
    },
  ),
  rule('quote a number of replicas', 'a text is no number', ['wrong-field-type'], function* (_, { manifests }) {
    for (const { node } of manifests) {
      const replicas = at(node, 'spec', 'replicas');
      if (number(replicas) !== undefined) yield breakage([write(replicas, `"${number(replicas)}"`)]);
    }
  }),
  rule('write a key twice', 'only one of the two counts', ['duplicate-key'], function* (wiring) {
    for (const { node } of wiring.services.flatMap(({ ports }) => ports)) yield breakage([twice(node, 'port')], node);
  }),
  rule('open a quote and leave it open', 'the document ends within it', ['unreadable-document'], function* (wiring) {
    for (const { node } of wiring.services.flatMap(({ ports }) => ports)) {
      const port = at(node, 'port');
      if (port !== undefined) yield breakage([write(port, `"${number(port)}`)], port);
    }
  }),
];

/** Every port number that the manifests state. */
function* numbers(wiring: Wiring, application: Application): Iterable<YamlNode> {
  yield* needed(wiring, application);
  const probes = wiring.workloads
    .flatMap(({ containers }) => containers)
    .flatMap(({ node }) => ['livenessProbe', 'readinessProbe', 'startupProbe'].map((name) => at(node, name)))
    .flatMap((probe) => ['httpGet', 'tcpSocket', 'grpc'].map((handler) => at(probe, handler, 'port')));
  const optional = [
    ...probes,
    ...wiring.services.flatMap(({ ports }) =>
      ports.flatMap(({ node }) => [at(node, 'targetPort'), at(node, 'nodePort')]),
    ),
    ...wiring.workloads.flatMap(declared).map(({ node }) => at(node, 'hostPort')),
  ];
  yield* optional.filter(isNumber);
}

/** Those for which 0 does not mean unset. */
function* needed(wiring: Wiring, { manifests }: Application): Iterable<YamlNode> {
  const routes = manifests
    .filter(({ kind, apiVersion }) => kind.endsWith('Route') && apiVersion.startsWith('gateway.'))
    .flatMap(({ node }) => items(at(node, 'spec', 'rules')).flatMap((each) => items(at(each, 'backendRefs'))))
    .map((backend) => at(backend, 'port'));
  const stated = [
    ...wiring.services.flatMap(({ ports }) => ports.map(({ node }) => at(node, 'port'))),
    ...wiring.workloads.flatMap(declared).map(({ node }) => at(node, 'containerPort')),
    ...manifests
      .filter(({ kind }) => kind === 'Gateway')
      .flatMap(({ node }) => items(at(node, 'spec', 'listeners')).map((each) => at(each, 'port'))),
  ];
  yield* [...stated, ...routes].filter(isNumber);
}

function isNumber(node: YamlNode | undefined): node is YamlNode {
  return number(node) !== undefined;
}

function names({ services, workloads }: Wiring): readonly YamlNode[] {
  const ports = [...services.flatMap((service) => service.ports), ...workloads.flatMap(declared)];
  return ports
    .map(({ node }) => at(node, 'name'))
    .filter((node) => text(node) !== undefined)
    .filter((node) => node !== undefined);
}

/** The line of a key once more, under itself. */
function twice(mapping: YamlNode, key: string): TextEdit | undefined {
  const pair = pairAt(mapping, key);
  if (pair === undefined || mapping.type !== 'mapping' || mapping.style === 'flow' || pair.key.anchor !== undefined)
    return undefined;
  const { document } = pair.key;
  const indent = ' '.repeat(pair.key.start - document.text.lastIndexOf('\n', pair.key.start - 1) - 1);
  const line = document.text.slice(pair.key.start, pair.value.end);
  return { document, start: pair.value.end, end: pair.value.end, text: `\n${indent}${line}` };
}
