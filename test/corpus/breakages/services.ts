import { get, insertItem, insertKey, removePair, type YamlNode } from '../../../server/src/yaml';
import { at, number, pairAt } from './application';
import { breakage, change, misspelt, mistyped, type Rule, rule, write } from './rule';
import { allDeclare, declared, noneDeclares, type Service, type ServicePort, type Wiring } from './wiring';

const EXTERNAL = ['NodePort', 'LoadBalancer'];

/** What goes wrong in a Service. */
export const SERVICE_RULES: readonly Rule[] = [
  rule('misspell a target port', 'no pod has a port of that name', ['unresolved-target-port'], function* (wiring) {
    for (const { port, ports } of arriving(wiring)) {
      if (typeof port.target !== 'string') continue;
      const name = misspelt(
        port.target,
        ports.map((each) => each.name),
        15,
      );
      if (name !== undefined)
        yield breakage([change(at(port.node, 'targetPort'), name)], ...ports.map((each) => each.node));
    }
  }),
  rule(
    'mistype a target port',
    'the pods declare their ports, and not that one',
    ['undeclared-target-port'],
    function* (wiring) {
      for (const { port, ports } of arriving(wiring)) {
        if (typeof port.target !== 'number') continue;
        const other = mistyped(
          port.target,
          ports.map((each) => each.number),
        );
        if (other !== undefined)
          yield breakage([change(at(port.node, 'targetPort'), other)], ...ports.map((each) => each.node));
      }
    },
  ),
  rule(
    'swap port and target port',
    'the target port is the one that clients used',
    ['undeclared-target-port', 'ingress-port-missing', 'route-backend-port'],
    function* (wiring) {
      for (const { service, port, ports } of arriving(wiring)) {
        const { target } = port;
        if (typeof target !== 'number' || port.port === undefined || target === port.port) continue;
        if (!noneDeclares(wiring.workloadsOf(service), port.port)) continue;
        const edits = [change(at(port.node, 'targetPort'), port.port), change(at(port.node, 'port'), target)];
        if (!service.ports.some((each) => each.port === target))
          yield breakage(edits, ...ports.map((each) => each.node));
      }
    },
  ),
  rule('drop a target port', 'the Service port is no port of the pods', ['undeclared-target-port'], function* (wiring) {
    for (const { service, port, ports } of arriving(wiring)) {
      const { target, port: own } = port;
      if (own === undefined || target === own || !noneDeclares(wiring.workloadsOf(service), own)) continue;
      yield breakage([without(port.node, 'targetPort')], port.node, ...ports.map((each) => each.node));
    }
  }),
  rule(
    'change the protocol of a Service port',
    'the pods declare that port with the other protocol',
    ['unresolved-target-port', 'target-port-protocol'],
    function* (wiring) {
      for (const { port, ports } of arriving(wiring)) {
        const other = port.protocol === 'TCP' ? 'UDP' : 'TCP';
        if (ports.some((each) => each.protocol === other && [each.name, each.number].includes(port.target))) continue;
        yield breakage([protocol(port.node, other)], port.node, ...ports.map((each) => each.node));
      }
    },
  ),
  rule('drop a port name', 'of several ports each needs a name', ['unnamed-service-port'], function* ({ services }) {
    for (const { ports } of services) {
      for (const { node, name } of ports) {
        if (name !== undefined && ports.length > 1) yield breakage([without(node, 'name')], node);
      }
    }
  }),
  rule(
    'add a port without a name',
    'of several ports each needs a name',
    ['unnamed-service-port'],
    function* ({ services }) {
      for (const { manifest, ports } of services) {
        const list = at(manifest.node, 'spec', 'ports');
        const [only] = ports;
        if (list?.type !== 'sequence' || only === undefined || ports.length !== 1) continue;
        yield breakage([insertItem(list, { port: 9000 })], list);
      }
    },
  ),
  rule('repeat a port', 'a port and protocol twice', ['duplicate-service-port'], function* ({ services }) {
    for (const [first, second] of services.flatMap(pairs)) {
      if (first.protocol !== second.protocol || first.port === undefined) continue;
      yield breakage([change(at(second.node, 'port'), first.port)], first.node);
    }
  }),
  rule('repeat a port name', 'a name twice in one Service', ['duplicate-service-port'], function* ({ services }) {
    for (const [first, second] of services.flatMap(pairs)) {
      if (first.name !== undefined) yield breakage([change(at(second.node, 'name'), first.name)], first.node);
    }
  }),
  rule(
    'take one node port twice in a Service',
    'a node port is for one port',
    ['duplicate-service-port'],
    function* ({ services }) {
      for (const service of services.filter(isExternal)) {
        for (const [first, second] of pairs(service)) {
          yield breakage(
            [set(first.node, 'nodePort', 30080), set(second.node, 'nodePort', 30080)],
            first.node,
            second.node,
          );
        }
      }
    },
  ),
  rule(
    'take one node port in two Services',
    'a node port belongs to one Service',
    ['node-port-collision'],
    function* ({ services }) {
      const external = services.filter(isExternal);
      for (const [index, one] of external.entries()) {
        for (const other of external.slice(index + 1)) {
          const [first] = one.ports;
          const [second] = other.ports;
          if (first === undefined || second === undefined) continue;
          const taken = number(at(first.node, 'nodePort'));
          const edits = taken === undefined ? [set(first.node, 'nodePort', 30080)] : [];
          yield breakage([...edits, set(second.node, 'nodePort', taken ?? 30080)], first.node, second.node);
        }
      }
    },
  ),
  rule(
    'give a ClusterIP Service a node port',
    'node ports need another type',
    ['misplaced-service-field'],
    function* ({ services }) {
      for (const { type, ports } of services) {
        if (type === 'ClusterIP') for (const { node } of ports) yield breakage([set(node, 'nodePort', 30080)], node);
      }
    },
  ),
  rule(
    'take a node port from outside the range',
    'node ports are 30000 to 32767',
    ['node-port-range'],
    function* ({ services }) {
      for (const { type, ports } of services) {
        if (EXTERNAL.includes(type)) for (const { node } of ports) yield breakage([set(node, 'nodePort', 8080)], node);
      }
    },
  ),
  rule('misspell a selector value', 'no pod carries that label', ['service-selects-nothing'], function* (wiring) {
    for (const { service, labels } of selecting(wiring)) {
      for (const { name, value, node } of service.selector) {
        const other = misspelt(value, values(wiring, name));
        if (other !== undefined) yield breakage([change(node, other)], ...labels(name));
      }
    }
  }),
  rule('misspell a selector key', 'no pod carries that label', ['service-selects-nothing'], function* (wiring) {
    for (const { service, labels } of selecting(wiring)) {
      for (const { name, key } of service.selector) {
        const slash = name.lastIndexOf('/') + 1;
        const other = misspelt(name.slice(slash), []);
        if (other !== undefined) yield breakage([change(key, name.slice(0, slash) + other)], ...labels(name));
      }
    }
  }),
  rule(
    'drop the label that tells pods apart',
    'the Service sends to pods that have none of its ports',
    ['service-selects-strangers'],
    function* (wiring) {
      for (const service of wiring.services) {
        if (service.selector.length < 2 || wiring.workloadsOf(service).length === 0) continue;
        for (const { name } of service.selector) {
          const left = { ...service, selector: service.selector.filter((label) => label.name !== name) };
          const strangers = wiring
            .workloadsOf(left)
            .filter((workload) => !wiring.workloadsOf(service).includes(workload));
          const targets = service.ports.map(({ target }) => target);
          const lost = strangers.filter(
            (workload) =>
              declared(workload).length > 0 &&
              targets.every((target) => target !== undefined && noneDeclares([workload], target)),
          );
          if (lost.length === 0) continue;
          const selector = at(service.manifest.node, 'spec', 'selector');
          yield breakage([without(selector, name)], selector);
        }
      }
    },
  ),
  rule(
    'take a type in the wrong case',
    'the types of a Service are case-sensitive',
    ['misplaced-service-field'],
    function* ({ services }) {
      for (const { manifest, type } of services) {
        const node = at(manifest.node, 'spec', 'type');
        if (node !== undefined) yield breakage([change(node, type.toLowerCase())]);
      }
    },
  ),
  rule('drop the ports', 'a Service needs ports', ['misplaced-service-field'], function* ({ services }) {
    for (const { manifest, type, headless } of services) {
      const spec = at(manifest.node, 'spec');
      if (!headless && type !== 'ExternalName') yield breakage([without(spec, 'ports')], manifest.node);
    }
  }),
  rule(
    'set a traffic policy on a ClusterIP Service',
    'nothing comes from outside',
    ['misplaced-service-field'],
    function* ({ services }) {
      for (const { manifest, type } of services) {
        const spec = at(manifest.node, 'spec');
        if (type === 'ClusterIP' && at(spec, 'externalIPs') === undefined)
          yield breakage([set(spec, 'externalTrafficPolicy', 'Local')]);
      }
    },
  ),
  rule(
    'set source ranges on a ClusterIP Service',
    'only a load balancer has source ranges',
    ['misplaced-service-field'],
    function* ({ services }) {
      for (const { manifest, type } of services) {
        const spec = at(manifest.node, 'spec');
        if (type === 'ClusterIP') yield breakage([set(spec, 'loadBalancerSourceRanges', ['10.0.0.0/8'])]);
      }
    },
  ),
  rule(
    'make a NodePort Service headless',
    'such a Service needs an address',
    ['misplaced-service-field'],
    function* ({ services }) {
      for (const { manifest, type } of services) {
        const spec = at(manifest.node, 'spec');
        if (EXTERNAL.includes(type)) yield breakage([set(spec, 'clusterIP', 'None')], at(spec, 'type'));
      }
    },
  ),
  rule(
    'make an ExternalName Service of nothing',
    'it needs a name to stand for',
    ['misplaced-service-field'],
    function* ({ services }) {
      for (const { manifest } of services) {
        const spec = at(manifest.node, 'spec');
        if (at(spec, 'clusterIP') === undefined) yield breakage([set(spec, 'type', 'ExternalName')], spec);
      }
    },
  ),
  rule(
    'say an application protocol that is none',
    'it must be a qualified name',
    ['invalid-app-protocol'],
    function* ({ services }) {
      for (const { ports } of services)
        for (const { node } of ports) yield breakage([set(node, 'appProtocol', 'http/1/1')], node);
    },
  ),
  rule(
    'remap a port of a headless Service',
    'clients reach the pods themselves, on the Service port',
    ['headless-port-remap'],
    function* (wiring) {
      for (const { service, port } of arriving(wiring)) {
        if (!service.headless || port.port === undefined || port.target !== port.port) continue;
        const other = mistyped(
          port.port,
          service.ports.map((each) => each.port),
        );
        if (at(port.node, 'targetPort') !== undefined && other !== undefined)
          yield breakage([change(at(port.node, 'port'), other)], port.node);
      }
    },
  ),
  rule(
    'put the port of the kubelet on a load balancer',
    'up to Kubernetes 1.32 it is refused',
    ['kubelet-port-on-load-balancer'],
    function* ({ services }) {
      for (const { type, ports } of services) {
        if (type === 'LoadBalancer') for (const { node } of ports) yield breakage([change(at(node, 'port'), 10250)]);
      }
    },
  ),
  rule('write a protocol in lower case', 'protocols are case-sensitive', ['invalid-protocol'], function* (wiring) {
    for (const node of protocols(wiring)) yield breakage([change(node, 'tcp')]);
  }),
  rule('write a protocol that is none', 'there are TCP, UDP and SCTP', ['invalid-protocol'], function* (wiring) {
    for (const node of protocols(wiring)) yield breakage([change(node, 'HTTP')]);
  }),
];

function isExternal({ type }: Service): boolean {
  return EXTERNAL.includes(type);
}

/** Service ports that lead to a port that each selected workload declares. */
export function* arriving(wiring: Wiring) {
  for (const service of wiring.services) {
    if (service.type === 'ExternalName') continue;
    const workloads = wiring.workloadsOf(service);
    for (const port of service.ports) {
      const { target } = port;
      if (target === undefined || !allDeclare(workloads, target, port.protocol)) continue;
      const ports = workloads.flatMap(declared);
      const twin = service.ports.some((other) => other !== port && other.target === target);
      if (!twin) yield { service, port, ports, workloads };
    }
  }
}

function* selecting(wiring: Wiring) {
  for (const service of wiring.services) {
    const workloads = wiring.workloadsOf(service);
    if (workloads.length === 0) continue;
    const labels = (name: string) =>
      workloads.flatMap((each) => each.labels.filter((label) => label.name === name)).map((label) => label.node);
    yield { service, labels };
  }
}

function values(wiring: Wiring, name: string): readonly string[] {
  return wiring.workloads.flatMap((each) =>
    each.labels.filter((label) => label.name === name).map((label) => label.value),
  );
}

function protocols({ services, workloads }: Wiring): readonly YamlNode[] {
  const ports = [...services.flatMap((service) => service.ports), ...workloads.flatMap(declared)];
  return ports.map(({ node }) => at(node, 'protocol')).filter((node) => node !== undefined);
}

function pairs({ ports }: Service): readonly (readonly [ServicePort, ServicePort])[] {
  return ports.slice(1).map((port, index) => [ports[index] ?? port, port] as const);
}

export function protocol(port: YamlNode, name: string) {
  return set(port, 'protocol', name);
}

/** The key with another value, or with one. */
export function set(mapping: YamlNode | undefined, key: string, value: string | number | boolean | readonly string[]) {
  if (mapping?.type !== 'mapping') return undefined;
  const there = get(mapping, key);
  if (there === undefined) return insertKey(mapping, key, value);
  return typeof value === 'object' ? undefined : write(there, String(value));
}

export function without(mapping: YamlNode | undefined, key: string) {
  return mapping?.type === 'mapping' && pairAt(mapping, key) !== undefined ? removePair(mapping, key) : undefined;
}
