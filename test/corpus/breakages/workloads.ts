import { insertItem, insertKey, type YamlNode } from '../../../server/src/yaml';
import { type Application, at, items, labelsAt, number, pairAt, text } from './application';
import { breakage, change, misspelt, mistyped, type Rule, rule } from './rule';
import { arriving, protocol, set, without } from './services';
import { declared, type Wiring, type Workload } from './wiring';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];
/** No proxy is let in here. */
const LEFT_OUT = ['kube-system', 'istio-system'];
const WITH_SELECTOR = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** What goes wrong in a workload. */
export const WORKLOAD_RULES: readonly Rule[] = [
  rule('rename a container port', 'a Service leads to the old name', ['unresolved-target-port'], function* (wiring) {
    for (const { declaring, port } of named(wiring)) {
      const name = misspelt(port.target, [], 15);
      if (name !== undefined) yield breakage([change(at(declaring, 'name'), name)], at(port.node, 'targetPort'));
    }
  }),
  rule(
    'drop the name of a container port',
    'a Service leads to that name',
    ['unresolved-target-port'],
    function* (wiring) {
      for (const { declaring, port } of named(wiring)) {
        yield breakage([without(declaring, 'name')], declaring, at(port.node, 'targetPort'));
      }
    },
  ),
  rule(
    'change the protocol of a container port',
    'the Service sends with the other protocol',
    ['unresolved-target-port', 'target-port-protocol'],
    function* (wiring) {
      for (const { port, workloads } of arriving(wiring)) {
        const [workload] = workloads;
        const lead =
          workloads.length === 1 && workload !== undefined
            ? declared(workload).filter(({ name, number: own }) => [name, own].includes(port.target))
            : [];
        const [only] = lead;
        if (only === undefined || lead.length > 1) continue;
        yield breakage([protocol(only.node, port.protocol === 'TCP' ? 'UDP' : 'TCP')], only.node, port.node);
      }
    },
  ),
  rule(
    'misspell a label of the template',
    'the selector of the workload does not match its own pods',
    ['selector-mismatch'],
    function* (wiring) {
      for (const { template, own } of matching(wiring)) {
        const value = misspelt(template.value);
        if (value !== undefined) yield breakage([change(template.node, value)], own.node);
      }
    },
  ),
  rule(
    'misspell a label of the selector',
    'the selector of the workload does not match its own pods',
    ['selector-mismatch'],
    function* (wiring) {
      for (const { template, own } of matching(wiring)) {
        const value = misspelt(own.value);
        if (value !== undefined) yield breakage([change(own.node, value)], template.node);
      }
    },
  ),
  rule(
    'misspell a label of the pods',
    'a Service selects pods of another label',
    ['service-selects-nothing'],
    function* (wiring) {
      for (const { workload, template, own } of matching(wiring)) {
        const services = wiring.servicesOf(workload).filter((service) => wiring.workloadsOf(service).length === 1);
        const selecting = services.flatMap(({ selector }) => selector.filter(({ name }) => name === template.name));
        const value = misspelt(template.value);
        if (selecting.length > 0 && value !== undefined) {
          yield breakage([change(template.node, value), change(own.node, value)], ...selecting.map(({ node }) => node));
        }
      }
    },
  ),
  rule(
    'repeat a name within a container',
    'a name twice in one container',
    ['duplicate-container-port-name'],
    function* ({ workloads }) {
      for (const { ports } of workloads.flatMap((workload) => workload.containers)) {
        const [first, second] = ports;
        if (first?.name !== undefined && second?.name !== undefined) {
          yield breakage([change(at(second.node, 'name'), first.name)], first.node);
        }
      }
    },
  ),
  rule(
    'take the port of another container',
    'one pod has one network',
    ['shared-container-port'],
    function* ({ workloads }) {
      for (const [first, second] of workloads.flatMap(neighbours)) {
        if (first.number !== undefined && first.protocol === second.protocol) {
          yield breakage([change(at(second.node, 'containerPort'), first.number)], first.node);
        }
      }
    },
  ),
  rule(
    'take the port name of another container',
    'a Service leads to the first of the two',
    ['ambiguous-port-name'],
    function* (wiring) {
      for (const workload of wiring.workloads) {
        const asked = new Set(
          wiring.servicesOf(workload).flatMap((service) => service.ports.map(({ target }) => target)),
        );
        for (const [first, second] of neighbours(workload)) {
          if (first.name === undefined || !asked.has(first.name) || first.protocol !== second.protocol) continue;
          yield breakage([set(second.node, 'name', first.name)], first.node);
        }
      }
    },
  ),
  rule(
    'misspell the port of a probe',
    'the container has no port of that name',
    ['unresolved-probe-port'],
    function* ({ workloads }) {
      for (const { handler, ports } of probes(workloads)) {
        const port = text(at(handler, 'port'));
        const name = port === undefined ? undefined : misspelt(port, ports, 15);
        if (name !== undefined) yield breakage([change(at(handler, 'port'), name)]);
      }
    },
  ),
  rule('write a second handler into a probe', 'a probe has one handler', ['invalid-probe'], function* ({ workloads }) {
    for (const { probe, key } of probes(workloads)) {
      if (key !== 'tcpSocket' && probe.type === 'mapping') {
        yield breakage([insertKey(probe, 'tcpSocket', { port: 8080 })], probe);
      }
    }
  }),
  rule(
    'write the scheme of a probe in lower case',
    'schemes are HTTP and HTTPS',
    ['invalid-probe'],
    function* ({ workloads }) {
      for (const { handler, key } of probes(workloads)) {
        if (key === 'httpGet') yield breakage([set(handler, 'scheme', 'http')], handler);
      }
    },
  ),
  rule('empty a probe', 'a probe needs a handler', ['invalid-probe'], function* ({ workloads }) {
    for (const { probe, key, named: name } of probes(workloads)) {
      const left = pairAt(probe, key);
      if (left !== undefined) yield breakage([change(left.key, `${key.slice(0, -1)}`)], name, probe);
    }
  }),
  rule(
    'misspell the Service of a StatefulSet',
    'its pods get no names',
    ['stateful-service'],
    function* (wiring, application) {
      for (const { manifest, name, service } of governed(wiring, application)) {
        const other = misspelt(name);
        if (other !== undefined)
          yield breakage(
            [change(at(manifest.node, 'spec', 'serviceName'), other)],
            at(service.manifest.node, 'metadata', 'name'),
          );
      }
    },
  ),
  rule(
    'give the Service of a StatefulSet an address',
    'its pods get no names',
    ['stateful-service'],
    function* (wiring, application) {
      for (const { manifest, service } of governed(wiring, application)) {
        const spec = at(service.manifest.node, 'spec');
        if (service.headless)
          yield breakage([without(spec, 'clusterIP')], spec, at(manifest.node, 'spec', 'serviceName'));
      }
    },
  ),
  rule(
    'drop the DNS policy on the host network',
    'the names of the cluster do not resolve',
    ['host-network-dns'],
    function* ({ workloads }) {
      for (const { template } of workloads) {
        const spec = at(template, 'spec');
        if (text(at(spec, 'dnsPolicy')) === 'ClusterFirstWithHostNet') {
          yield breakage([without(spec, 'dnsPolicy')], pairAt(spec, 'hostNetwork')?.key, at(spec, 'hostNetwork'));
        }
      }
    },
  ),
  rule(
    'take another host port on the host network',
    'there a host port is the container port',
    ['host-port-differs'],
    function* ({ workloads }) {
      for (const workload of workloads) {
        if (!workload.hostNetwork) continue;
        for (const { node, number: own } of declared(workload)) {
          if (own !== undefined) yield breakage([set(node, 'hostPort', own + 1)], node);
        }
      }
    },
  ),
  rule(
    'repeat a host port within a pod',
    'a port of the node is taken once',
    ['host-port-differs'],
    function* ({ workloads }) {
      for (const workload of workloads) {
        const [first, second] = declared(workload);
        const taken = number(at(first?.node, 'hostPort'));
        if (taken !== undefined && second !== undefined && first?.protocol === second.protocol) {
          yield breakage([set(second.node, 'hostPort', taken)], second.node, first?.node);
        }
      }
    },
  ),
  rule(
    'take one host port in two workloads',
    'both may run on one node',
    ['host-port-collision'],
    function* ({ workloads }) {
      const free = workloads.filter(({ hostNetwork, manifest }) => !hostNetwork && !manifest.kind.endsWith('Job'));
      for (const [index, one] of free.entries()) {
        const other = free[index + 1];
        const first = declared(one).find(isUnclaimed);
        const second = other === undefined ? undefined : declared(other).find(isUnclaimed);
        if (other === undefined || first === undefined || first.protocol !== second?.protocol) continue;
        if (placementOf(one) !== placementOf(other)) continue;
        const edits = [set(first.node, 'hostPort', 18080), set(second.node, 'hostPort', 18080)];
        yield breakage(edits, first.node, second.node);
      }
    },
  ),
  rule(
    'take the host port of another workload',
    'both may run on one node',
    ['host-port-collision'],
    function* ({ workloads }) {
      for (const one of workloads) {
        for (const { node, protocol: own } of declared(one)) {
          const taken = number(at(node, 'hostPort'));
          if (taken === undefined || taken === 0) continue;
          for (const other of workloads) {
            const port = declared(other).find(
              (each) => each.protocol === own && at(each.node, 'hostPort') === undefined,
            );
            if (other === one || other.hostNetwork || other.manifest.kind.endsWith('Job') || port === undefined)
              continue;
            yield breakage([set(port.node, 'hostPort', taken)], port.node, node);
          }
        }
      }
    },
  ),
  rule('take the host port of the kubelet', 'the kubelet has it', ['reserved-node-port'], function* ({ workloads }) {
    for (const workload of workloads) {
      for (const { node, protocol: own } of declared(workload)) {
        if (at(node, 'hostPort') === undefined || own !== 'TCP') continue;
        // On the host network both are one port.
        const edits = [
          set(node, 'hostPort', 10250),
          ...(workload.hostNetwork ? [set(node, 'containerPort', 10250)] : []),
        ];
        yield breakage(edits, node);
      }
    }
  }),
  rule(
    'let a DaemonSet with host ports surge',
    'the new pod waits for the port of the old one',
    ['host-port-rollout'],
    function* ({ workloads }) {
      for (const workload of workloads) {
        const spec = at(workload.manifest.node, 'spec');
        const ports = declared(workload).map(({ node }) => at(node, 'hostPort'));
        if (workload.manifest.kind !== 'DaemonSet' || ports.every((port) => port === undefined)) continue;
        if (spec?.type !== 'mapping') continue;
        const update = at(spec, 'updateStrategy', 'rollingUpdate');
        const rolling = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
        const edits =
          update?.type === 'mapping'
            ? [change(at(update, 'maxUnavailable'), 0), insertKey(update, 'maxSurge', 1)]
            : [insertKey(spec, 'updateStrategy', rolling)];
        yield breakage(edits, at(spec, 'updateStrategy'), ...ports);
      }
    },
  ),
  rule(
    'declare a port of the proxy and let the proxy in',
    'both would listen there',
    ['mesh-reserved-port'],
    function* ({ workloads }) {
      for (const { template, hostNetwork, manifest, containers } of workloads) {
        const labels = at(template, 'metadata', 'labels');
        const list = at(containers[0]?.node, 'ports');
        if (hostNetwork || labels?.type !== 'mapping' || list?.type !== 'sequence') continue;
        if (LEFT_OUT.includes(manifest.namespace)) continue;
        yield breakage(
          [insertKey(labels, 'sidecar.istio.io/inject', 'true'), insertItem(list, { containerPort: 15090 })],
          list,
        );
      }
    },
  ),
  rule(
    'tell the program another port',
    'the program listens where nobody is led to',
    ['undeclared-app-port'],
    function* ({ workloads }) {
      for (const { node, ports } of workloads.flatMap((workload) => workload.containers)) {
        for (const variable of items(at(node, 'env'))) {
          const value = at(variable, 'value');
          const port = ports.find((each) => String(each.number) === text(value));
          if (text(at(variable, 'name')) !== 'PORT' || port?.number === undefined) continue;
          const other = mistyped(
            port.number,
            ports.map((each) => each.number),
          );
          if (other !== undefined) yield breakage([change(value, String(other))], port.node);
        }
      }
    },
  ),
  rule('let Prometheus scrape another port', 'no container declares it', ['scrape-port'], function* ({ workloads }) {
    for (const workload of workloads) {
      for (const { name, value, node } of labelsAt(at(workload.template, 'metadata', 'annotations'))) {
        const port = declared(workload).find((each) => String(each.number) === value);
        if (name !== 'prometheus.io/port' || port?.number === undefined) continue;
        const other = mistyped(
          port.number,
          declared(workload).map((each) => each.number),
        );
        if (other !== undefined) yield breakage([change(node, String(other))], port.node);
      }
    }
  }),
  rule(
    'forbid host ports in the namespace',
    'pod security refuses the pods',
    ['forbidden-by-pod-security'],
    function* ({ workloads }, { manifests }) {
      for (const { node, kind, name } of manifests) {
        const metadata = at(node, 'metadata');
        if (kind !== 'Namespace' || metadata?.type !== 'mapping') continue;
        const touched = workloads.filter((each) => each.manifest.namespace === name && claimsNode(each));
        const labels = at(metadata, 'labels');
        const key = 'pod-security.kubernetes.io/enforce';
        const edit =
          labels?.type === 'mapping'
            ? set(labels, key, 'baseline')
            : insertKey(metadata, 'labels', { [key]: 'baseline' });
        if (touched.length > 0) yield breakage([edit], metadata, ...touched.map((each) => each.template));
      }
    },
  ),
];

/** Container ports that one Service at least leads to by name, and no other one of the pods. */
function* named(wiring: Wiring) {
  for (const { port, ports, workloads } of arriving(wiring)) {
    const { target } = port;
    if (typeof target !== 'string') continue;
    const lead = ports.filter(({ name }) => name === target);
    for (const { node: declaring } of lead) {
      if (lead.length === workloads.length) yield { declaring, port: { ...port, target } };
    }
  }
}

/** Labels of a template with those of the workload's own selector. */
function* matching({ workloads }: Wiring) {
  for (const workload of workloads) {
    if (!WITH_SELECTOR.includes(workload.manifest.kind)) continue;
    for (const own of labelsAt(at(workload.manifest.node, 'spec', 'selector', 'matchLabels'))) {
      const template = workload.labels.find(({ name, value }) => name === own.name && value === own.value);
      if (template !== undefined) yield { workload, template, own };
    }
  }
}

/** Ports of the first two containers. */
function neighbours({ containers }: Workload) {
  return containers.slice(1).flatMap((container, index) => {
    const first = containers[index]?.ports[0];
    const second = container.ports[0];
    return first === undefined || second === undefined ? [] : [[first, second] as const];
  });
}

function* probes(workloads: readonly Workload[]) {
  for (const { node, ports } of workloads.flatMap((workload) => workload.containers)) {
    for (const name of PROBES) {
      const probe = at(node, name);
      const key = HANDLERS.find((handler) => at(probe, handler) !== undefined);
      if (probe === undefined || key === undefined) continue;
      yield {
        probe,
        key,
        handler: at(probe, key),
        ports: ports.map((port) => port.name),
        named: pairAt(node, name)?.key,
      };
    }
  }
}

function* governed(wiring: Wiring, { manifests }: Application) {
  for (const manifest of manifests) {
    const name = text(at(manifest.node, 'spec', 'serviceName'));
    const service = wiring.service(manifest.namespace, name);
    if (manifest.kind === 'StatefulSet' && name !== undefined && service !== undefined)
      yield { manifest, name, service };
  }
}

function isUnclaimed({ node }: { readonly node: YamlNode }): boolean {
  return at(node, 'hostPort') === undefined;
}

/** What decides on which nodes the pods run, as it is written. */
function placementOf({ template }: Workload): string {
  const spec = at(template, 'spec');
  const parts = ['nodeName', 'nodeSelector', 'affinity', 'tolerations', 'topologySpreadConstraints'].map((key) =>
    at(spec, key),
  );
  return parts.map((part) => part?.document.text.slice(part.start, part.end) ?? '').join('|');
}

function claimsNode(workload: Workload): boolean {
  return workload.hostNetwork || declared(workload).some(({ node }) => at(node, 'hostPort') !== undefined);
}
