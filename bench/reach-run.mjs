// One measurement of who reaches whom, in a process of its own, so that nothing is remembered of others. Prints JSON.
import { createRequire } from 'node:module';
import { median } from './measure.mjs';
import { makeCluster, yamlOf } from './reach-cluster.mjs';

const [enginePath, task, pods, policies, rounds = '1'] = process.argv.slice(2);
const { clusterOf, createReach, hasPort, isAllowed, PROFILES, readFile, readObjects } = createRequire(import.meta.url)(
  enginePath,
);
const PAIRS = 2_000;
const EDITS = 40;
const TASKS = { build, pairs, change, naive, list };

const manifests = () => makeCluster({ pods: Number(pods), policies: Number(policies) });
let objects = objectsOf(manifests());
global.gc();
process.stdout.write(JSON.stringify(TASKS[task]()));

/** Up to where any pair may be asked: facts, groups, selectors, and the outcome of every pod in both directions. */
function fullBuild() {
  const cluster = clusterOf(objects, PROFILES.spec);
  const reach = createReach(cluster);
  askAll(reach);
  return { cluster, reach };
}

/** One verdict from every pod and one to every pod makes all rows. */
function askAll(reach, isAsked = () => true) {
  const nodes = { kind: 'nodes' };
  for (const own of reach.cluster.pods) {
    if (!isAsked(own)) continue;
    const end = { kind: 'pods', pods: own };
    reach.verdict(end, nodes);
    reach.verdict(nodes, end);
  }
}

/** Several times, each time from objects that nobody has seen before. */
function build() {
  const runs = [];
  let memory;
  for (let run = 0; run < Number(rounds); run += 1) {
    if (run > 0) objects = objectsOf(manifests());
    global.gc();
    const before = bytesHeld();
    const started = process.cpuUsage();
    const built = fullBuild();
    const { user, system } = process.cpuUsage(started);
    runs.push((user + system) / 1000);
    if (memory !== undefined) continue;
    const peak = process.resourceUsage().maxRSS / 1024;
    global.gc();
    const held = bytesHeld();
    const kinds = built.reach.ends.map(({ kind }) => kind);
    memory = {
      objects: before / 2 ** 20,
      made: (held - before) / 2 ** 20,
      peak,
      workloads: kinds.filter((kind) => kind === 'pods').length,
    };
  }
  return { ...memory, cpu: median(runs), first: runs[0], rounds: runs.length };
}

function pairs() {
  const { reach } = fullBuild();
  const { ends } = reach;
  const times = [];
  let open = 0;
  for (let index = 0; index < PAIRS * 50; index += 1) {
    const from = ends[(index * 7919) % ends.length];
    const to = ends[(index * 104729 + 17) % ends.length];
    const started = process.hrtime.bigint();
    const { possible } = reach.verdict(from, to);
    times.push(Number(process.hrtime.bigint() - started) / 1000);
    open += possible.TCP.length;
  }
  return { median: median(times), count: times.length, open };
}

/** Policies are edited one after the other, and the rows of all pods they may be about are asked for again: others stay. */
function change() {
  const made = manifests();
  for (let run = 0; run < 4; run += 1) {
    fullBuild();
    objects = objectsOf(manifests());
  }
  const begun = performance.now();
  let { cluster, reach } = fullBuild();
  const full = performance.now() - begun;
  let source = objects;
  const times = Array.from({ length: EDITS }, (_, edit) => {
    const at = Math.floor((edit * source.networkPolicies.length) / EDITS);
    const networkPolicies = source.networkPolicies.slice();
    networkPolicies[at] = edited(made.networkPolicies[at], edit);
    const changed = { ...source, networkPolicies };
    const started = performance.now();
    const next = clusterOf(changed, PROFILES.spec, { objects: source, cluster });
    reach = createReach(next, reach);
    askAll(reach, ({ namespace }) => namespace === made.networkPolicies[at].metadata.namespace);
    const time = performance.now() - started;
    [source, cluster] = [changed, next];
    return time;
  });
  return { full, median: median(times), longest: Math.max(...times) };
}

function edited(policy, edit) {
  const rule = {
    from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'api' } } }],
    ports: [{ port: 7000 + edit }],
  };
  return read([{ ...policy, spec: { ...policy.spec, ingress: [...(policy.spec.ingress ?? []), rule] } }])[0];
}

/** The naive evaluator on some of the connections between workloads; what the engine says must be the same. */
function naive() {
  const made = manifests();
  const { reach } = fullBuild();
  const { world, places } = worldOf(made);
  const all = reach.ends.filter(({ kind }) => kind === 'pods');
  const ends = all.filter((end) => places.has(nameOf(end)));
  const numbers = portsIn(made);
  let time = 0;
  let asked = 0;
  for (let index = 0; index < PAIRS; index += 1) {
    const from = ends[(index * 7919) % ends.length];
    // Every other pair is within a namespace, where most is open.
    const near = index % 2 === 0 ? ends.filter(({ pods: own }) => own.namespace === from.pods.namespace) : ends;
    const to = near[(index * 104729 + 17) % near.length];
    const port = numbers[index % numbers.length];
    const [source, destination] = [places.get(nameOf(from)), { ...places.get(nameOf(to)), id: 'the other' }];
    if (from === to && from.pods.replicas === 1) continue;
    const started = performance.now();
    const allowed = isAllowed(world, source, destination, 'TCP', port);
    time += performance.now() - started;
    asked += 1;
    const { open, possible } = reach.verdict(from, to);
    if (allowed ? !hasPort(possible, 'TCP', port) : hasPort(open, 'TCP', port))
      throw new Error(`${nameOf(from)} to ${nameOf(to)} at ${port}: the naive evaluator says ${allowed}`);
  }
  return { each: time / asked, asked, workloads: all.length, ports: numbers.length };
}

/** One pod of each workload; those on the host network are left out of the sample. */
function worldOf({ namespaces, workloads, networkPolicies, clusterPolicies }) {
  const places = new Map();
  for (const [at, { metadata, spec }] of workloads.entries()) {
    if (spec.template.spec.hostNetwork) continue;
    const { namespace, name } = metadata;
    const address = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;
    const id = `${namespace}/${name}`;
    places.set(id, { kind: 'pod', id, namespace, address, pod: spec.template, owned: true });
  }
  const labels = new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels]));
  const pods = [...places.values()];
  return {
    world: { cni: 'spec', pods, namespaces: labels, networkPolicies, clusterPolicies, domains: new Map() },
    places,
  };
}

function nameOf({ pods: { namespace, name } }) {
  return `${namespace}/${name}`;
}

function portsIn(cluster) {
  const written = JSON.stringify(cluster).matchAll(/"(?:start|end|endPort|port|containerPort)":(\d+)/g);
  return [...new Set([...written].map(([, number]) => Number(number)))].sort((one, other) => one - other);
}

function list() {
  const { reach } = fullBuild();
  const begun = performance.now();
  let count = 0;
  for (const _ of reach.connections()) count += 1;
  return { count, wall: performance.now() - begun };
}

function bytesHeld() {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Each object is read from a text of its own, as from a file. */
function objectsOf({ namespaces, workloads, networkPolicies, clusterPolicies }) {
  return {
    namespaces: read(namespaces),
    workloads: read(workloads),
    networkPolicies: read(networkPolicies),
    clusterPolicies: read(clusterPolicies),
  };
}

function read(documents) {
  return documents.flatMap((document, at) =>
    readFile(`${document.kind}-${at}.yaml`, yamlOf(document)).documents.flatMap(({ document: own }) =>
      readObjects(own),
    ),
  );
}
