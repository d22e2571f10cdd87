import { expect, test } from 'vitest';
import { bestKnown, KNOWN_PORTS, knownPorts, mayBeKnown, PORT_SOURCES, PORT_TABLES, sourceOf } from './index';

const shown = (port: number, protocol = 'TCP') => knownPorts(port, protocol).map(({ component }) => component);

test.each(KNOWN_PORTS.map((known) => [`${known.component} ${known.from} ${known.what}`, known] as const))(
  '%s has a source, sane numbers and words that can be read aloud',
  (_, known) => {
    expect(sourceOf(known)).not.toBe('');
    expect(known.protocols.length).toBeGreaterThan(0);
    expect(new Set(known.protocols).size).toBe(known.protocols.length);
    expect(Number.isInteger(known.from) && known.from >= 1 && known.from <= known.to && known.to <= 65535).toBe(true);
    expect(known.component).not.toBe('');
    expect(known.what).toMatch(/^\S.*[^\s.]$/);
    expect(known.what.length).toBeLessThanOrEqual(70);
    // What is sensitive says in which way; a mesh says which one.
    if (known.use === 'sensitive') expect(known.sensitivity).toBeDefined();
    if (known.use === 'mesh') expect(known.on).toBeDefined();
    // What is taken on the node is taken by somebody who is surely there, or who is named.
    if (known.use === 'conflict') expect(['node', 'control-plane']).toContain(known.scope);
  },
);

test('no row stands in the tables twice', () => {
  const keys = KNOWN_PORTS.map(({ from, to, protocols, component, scope, use, sensitivity }) =>
    [from, to, protocols, component, scope, use, sensitivity].join(' '),
  );
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('every source is used, and every row is in a table', () => {
  const used = new Set(KNOWN_PORTS.map(({ source }) => source));
  expect(Object.keys(PORT_SOURCES).filter((source) => !used.has(source as keyof typeof PORT_SOURCES))).toEqual([]);
  expect(PORT_TABLES.flatMap(({ ports }) => ports)).toEqual(KNOWN_PORTS);
});

test.each([
  [10250, 'TCP', 'kubelet'],
  [2380, 'TCP', 'etcd'],
  [10256, 'TCP', 'kube-proxy'],
  [8472, 'UDP', 'Cilium'],
  [8472, 'UDP', 'flannel'],
  [4789, 'UDP', 'Calico'],
  [51871, 'UDP', 'Cilium'],
  [15090, 'TCP', 'Istio sidecar'],
  [15006, 'TCP', 'ztunnel'],
  [15053, 'UDP', 'Istio sidecar'],
  [4143, 'TCP', 'Linkerd proxy'],
  [31000, 'SCTP', 'node ports'],
  [40000, 'UDP', 'ephemeral ports'],
  [22623, 'TCP', 'OpenShift'],
  [5432, 'TCP', 'PostgreSQL'],
  [9229, 'TCP', 'Node.js'],
])('%i/%s is known of %s', (port, protocol, component) => {
  expect(shown(port, protocol)).toContain(component);
});

test('what was corrected: protocols of Antrea and SQL Server, ports of MetalLB and Linkerd', () => {
  expect(shown(6081, 'UDP')).toContain('Antrea');
  expect(shown(6081, 'TCP')).not.toContain('Antrea');
  expect(shown(10351, 'TCP')).toContain('Antrea');
  expect(shown(10351, 'UDP')).toContain('Antrea');
  expect(shown(51821, 'UDP')).toContain('Antrea');
  expect(shown(1434, 'UDP')).toContain('SQL Server');
  expect(shown(1434, 'TCP')).not.toContain('SQL Server');
  expect(shown(137, 'TCP')).toEqual([]);
  expect(shown(139, 'TCP')).toContain('Windows');
  for (const port of [7472, 9120, 9121, 17472, 9443]) expect(shown(port)).toContain('MetalLB');
  expect(shown(8080)).toContain('Linkerd');
  expect(shown(51820, 'UDP')).not.toContain('Cilium');
});

test('most ports are nobody’s', () => {
  for (const port of [1, 1234, 8088, 20000, 65535]) {
    expect(mayBeKnown(port)).toBe(false);
    expect(knownPorts(port, 'TCP')).toEqual([]);
  }
});

test('a scope narrows the answer, and a node may run the control plane', () => {
  expect(knownPorts(10250, 'TCP', 'node').map(({ component }) => component)).toEqual(['kubelet']);
  expect(knownPorts(6443, 'TCP', 'node').map(({ component }) => component)).toEqual(['kube-apiserver']);
  expect(knownPorts(6443, 'TCP', 'pod')).toEqual([]);
});

test('one line tells most: a number before a range, nothing where the number is everybody’s', () => {
  expect(bestKnown(10250, 'TCP', ['node', 'control-plane'])?.what).toBe('the kubelet API');
  expect(bestKnown(30010, 'TCP', ['node'])?.what).toBe('in the part of the node ports that is handed out last');
  expect(bestKnown(5432, 'TCP', ['pod', 'service'])?.what).toBe('PostgreSQL');
  expect(bestKnown(8000, 'TCP', ['pod', 'service'])).toBeUndefined();
});

test('looking up is fast, for every port of a long list', () => {
  const start = performance.now();
  for (let port = 1; port <= 65535; port += 1) knownPorts(port, 'TCP', 'node');
  expect(performance.now() - start).toBeLessThan(2_000);
});
