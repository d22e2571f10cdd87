import { insertItem, type YamlNode } from '../../../server/src/yaml';
import { type Application, at, items, type Manifest, number, text } from './application';
import { breakage, change, misspelt, mistyped, type Rule, rule, write } from './rule';
import { set, without } from './services';
import { declared, type Wiring } from './wiring';

/** What goes wrong where traffic comes in, is let through, is scraped or is asked for admission. */
export const EDGE_RULES: readonly Rule[] = [
  rule(
    'retarget an Ingress to a Service that is not there',
    'the backend is missing',
    ['ingress-backend-missing'],
    function* (wiring, application) {
      for (const { backend } of backends(wiring, application)) {
        const name = at(backend, 'service', 'name');
        const other = misspelt(
          text(name) ?? '',
          wiring.services.map(({ manifest }) => manifest.name),
        );
        if (other !== undefined) yield breakage([change(name, other)]);
      }
    },
  ),
  rule(
    'lead an Ingress to the target port',
    'an Ingress names the Service port',
    ['ingress-port-missing'],
    function* (wiring, application) {
      for (const { backend, service } of backends(wiring, application)) {
        const port = at(backend, 'service', 'port', 'number');
        const target = service.ports.find((each) => each.port === number(port))?.target;
        if (typeof target === 'number' && !service.ports.some((each) => each.port === target))
          yield breakage([change(port, target)]);
      }
    },
  ),
  rule(
    'mistype the port of an Ingress',
    'the Service has no such port',
    ['ingress-port-missing'],
    function* (wiring, application) {
      for (const { backend, service } of backends(wiring, application)) {
        const port = at(backend, 'service', 'port', 'number');
        const other = mistyped(
          number(port) ?? 80,
          service.ports.flatMap((each) => [each.port, each.target]),
        );
        if (port !== undefined && other !== undefined) yield breakage([change(port, other)]);
      }
    },
  ),
  rule(
    'misspell the port of an Ingress',
    'the Service has no such port',
    ['ingress-port-missing'],
    function* (wiring, application) {
      for (const { backend, service } of backends(wiring, application)) {
        const port = at(backend, 'service', 'port', 'name');
        const other = misspelt(
          text(port) ?? '',
          service.ports.flatMap((each) => each.name),
          15,
        );
        if (other !== undefined) yield breakage([change(port, other)]);
      }
    },
  ),
  rule(
    'change the Service port that an Ingress leads to',
    'the Service has no such port any more',
    ['ingress-port-missing'],
    function* (wiring, application) {
      for (const { backend, service } of backends(wiring, application)) {
        const asked = at(backend, 'service', 'port', 'number');
        const port = service.ports.find((each) => each.port === number(asked));
        const other =
          port?.port === undefined
            ? undefined
            : mistyped(
                port.port,
                service.ports.map((each) => each.port),
              );
        const explicit = at(port?.node, 'targetPort') !== undefined;
        if (other !== undefined && explicit) yield breakage([change(at(port?.node, 'port'), other)], asked);
      }
    },
  ),
  rule(
    'give an Ingress port a name and a number',
    'one of the two',
    ['invalid-ingress'],
    function* (wiring, application) {
      for (const { backend } of backends(wiring, application)) {
        const port = at(backend, 'service', 'port');
        if (at(port, 'number') !== undefined) yield breakage([set(port, 'name', 'http')], port);
      }
    },
  ),
  rule('drop the port of an Ingress', 'a backend needs a port', ['invalid-ingress'], function* (wiring, application) {
    for (const { backend } of backends(wiring, application)) {
      const port = at(backend, 'service', 'port');
      const key = at(port, 'number') === undefined ? 'name' : 'number';
      yield breakage([without(port, key)], backend);
    }
  }),
  rule(
    'write a path type in lower case',
    'path types are case-sensitive',
    ['invalid-ingress'],
    function* (_, application) {
      for (const path of paths(application)) {
        const type = at(path, 'pathType');
        yield breakage([change(type, text(type)?.toLowerCase() ?? '')]);
      }
    },
  ),
  rule('drop a path type', 'a path needs a type', ['invalid-ingress'], function* (_, application) {
    for (const path of paths(application)) yield breakage([without(path, 'pathType')], path);
  }),
  rule('start a path without a slash', 'a path starts with one', ['invalid-ingress'], function* (_, application) {
    for (const path of paths(application)) {
      const type = text(at(path, 'pathType'));
      if (type === 'Exact' || type === 'Prefix') yield breakage([change(at(path, 'path'), 'home')]);
    }
  }),
  rule('write a port into the host of an Ingress', 'a host is a name', ['invalid-ingress'], function* (_, application) {
    for (const item of ingressRules(application)) yield breakage([set(item, 'host', '"shop.example.com:8080"')], item);
  }),
  rule(
    'repeat a path of an Ingress',
    'one of the two is never reached',
    ['ingress-path-collision'],
    function* (_, application) {
      for (const item of ingressRules(application)) {
        const list = at(item, 'http', 'paths');
        const [path] = items(list);
        const service = text(at(path, 'backend', 'service', 'name'));
        if (list?.type !== 'sequence' || service === undefined) continue;
        const again = {
          path: text(at(path, 'path')) ?? '/',
          pathType: text(at(path, 'pathType')) ?? 'Prefix',
          backend: {
            service: {
              name: service,
              port: { number: number(at(path, 'backend', 'service', 'port', 'number')) ?? 80 },
            },
          },
        };
        if (number(at(path, 'backend', 'service', 'port', 'number')) !== undefined)
          yield breakage([insertItem(list, again)], list);
      }
    },
  ),
  rule(
    'retarget a route to a Service that is not there',
    'the backend is missing',
    ['ingress-backend-missing', 'route-backend-port'],
    function* (wiring, application) {
      for (const { backend } of routed(wiring, application)) {
        const other = misspelt(
          text(at(backend, 'name')) ?? '',
          wiring.services.map(({ manifest }) => manifest.name),
        );
        if (other !== undefined) yield breakage([change(at(backend, 'name'), other)]);
      }
    },
  ),
  rule(
    'mistype the port of a route',
    'the Service has no such port',
    ['route-backend-port'],
    function* (wiring, application) {
      for (const { backend, service } of routed(wiring, application)) {
        const port = number(at(backend, 'port'));
        const other =
          port === undefined
            ? undefined
            : mistyped(
                port,
                service.ports.map((each) => each.port),
              );
        if (other !== undefined) yield breakage([change(at(backend, 'port'), other)]);
      }
    },
  ),
  rule(
    'lead a route to the target port',
    'a route names the Service port',
    ['route-backend-port'],
    function* (wiring, application) {
      for (const { backend, service } of routed(wiring, application)) {
        const target = service.ports.find((each) => each.port === number(at(backend, 'port')))?.target;
        if (typeof target === 'number' && !service.ports.some((each) => each.port === target))
          yield breakage([change(at(backend, 'port'), target)]);
      }
    },
  ),
  rule('drop the port of a route', 'a Service needs a port', ['route-backend-port'], function* (wiring, application) {
    for (const { backend } of routed(wiring, application)) yield breakage([without(backend, 'port')], backend);
  }),
  rule(
    'attach a route to a listener that is not there',
    'no listener of that name',
    ['route-listener'],
    function* (_, application) {
      for (const { parent, gateway } of attached(application)) {
        const names = items(at(gateway.node, 'spec', 'listeners')).map((listener) => text(at(listener, 'name')));
        const other = misspelt(names[0] ?? '', names);
        if (other !== undefined && at(parent, 'port') === undefined)
          yield breakage([set(parent, 'sectionName', other)], parent);
      }
    },
  ),
  rule(
    'lead a route into another namespace',
    'nobody there granted it',
    ['missing-reference-grant'],
    function* (wiring, application) {
      const namespaces = new Set(wiring.services.map(({ manifest }) => manifest.namespace));
      for (const { backend, route } of routed(wiring, application)) {
        const other = [...namespaces].find((name) => name !== '' && name !== route.namespace);
        const service = wiring.services.find(({ manifest }) => manifest.namespace === other);
        const port = service?.ports[0]?.port;
        if (
          other === undefined ||
          service === undefined ||
          port === undefined ||
          at(backend, 'namespace') !== undefined
        )
          continue;
        yield breakage(
          [
            change(at(backend, 'name'), service.manifest.name),
            change(at(backend, 'port'), port),
            set(backend, 'namespace', other),
          ],
          backend,
        );
      }
    },
  ),
  rule(
    'repeat the name of a listener',
    'names of listeners are unique',
    ['invalid-listener'],
    function* (_, application) {
      for (const { listeners, first } of gateways(application)) {
        const name = text(at(first, 'name'));
        if (name !== undefined)
          yield breakage([insertItem(listeners, { name, port: 8443, protocol: 'HTTP' })], listeners);
      }
    },
  ),
  rule('repeat a listener', 'port, protocol and host are unique', ['invalid-listener'], function* (_, application) {
    for (const { listeners, first } of gateways(application)) {
      const port = number(at(first, 'port'));
      const plain = at(first, 'hostname') === undefined && text(at(first, 'protocol')) === 'HTTP';
      if (port !== undefined && plain)
        yield breakage([insertItem(listeners, { name: 'second', port, protocol: 'HTTP' })], listeners);
    }
  }),
  rule('give a TCP listener a host', 'TCP knows no hosts', ['invalid-listener'], function* (_, application) {
    for (const { listeners } of gateways(application)) {
      yield breakage(
        [insertItem(listeners, { name: 'tcp', port: 9000, protocol: 'TCP', hostname: 'shop.example.com' })],
        listeners,
      );
    }
  }),
  rule('serve HTTPS without a certificate', 'HTTPS needs tls', ['invalid-listener'], function* (_, application) {
    for (const { first } of gateways(application)) {
      if (at(first, 'tls') === undefined) yield breakage([change(at(first, 'protocol'), 'HTTPS')], first);
    }
  }),
  rule(
    'allow the Service port in a policy',
    'packets carry the target port',
    ['policy-uses-service-port'],
    function* (wiring, application) {
      for (const { port, policy } of policyPorts(application)) {
        const selector = pairsOf(at(policy.node, 'spec', 'podSelector', 'matchLabels'));
        const behind = wiring.services.filter(({ manifest }) => manifest.namespace === policy.namespace);
        for (const service of behind) {
          const workloads = wiring.workloadsOf(service);
          const meant =
            workloads.length > 0 &&
            selector.length > 0 &&
            workloads.every((workload) =>
              selector.every(([name, value]) =>
                workload.labels.some((label) => label.name === name && label.value === value),
              ),
            );
          const from = service.ports.find((each) => each.target === number(at(port, 'port')));
          if (!meant || from?.port === undefined || from.port === from.target) continue;
          if (workloads.flatMap(declared).some((each) => each.number === from.port)) continue;
          yield breakage([change(at(port, 'port'), from.port)]);
        }
      }
    },
  ),
  rule(
    'end a range before its start',
    'a range ends behind its start',
    ['invalid-network-policy'],
    function* (_, application) {
      for (const { port } of policyPorts(application)) {
        const start = number(at(port, 'port'));
        if (start !== undefined && start > 1) yield breakage([set(port, 'endPort', start - 1)], port);
      }
    },
  ),
  rule(
    'write a policy type in lower case',
    'there are Ingress and Egress',
    ['invalid-network-policy'],
    function* (_, { manifests }) {
      for (const { node } of manifests.filter(isPolicy)) {
        for (const type of items(at(node, 'spec', 'policyTypes')))
          yield breakage([change(type, text(type)?.toLowerCase() ?? '')]);
      }
    },
  ),
  rule('leave a peer empty', 'a peer says whom', ['invalid-network-policy'], function* (_, { manifests }) {
    for (const { node } of manifests.filter(isPolicy)) {
      for (const each of items(at(node, 'spec', 'ingress'))) {
        const peers = at(each, 'from');
        if (peers?.type === 'sequence') yield breakage([insertItem(peers, {})], peers);
      }
    }
  }),
  rule(
    'leave out whom a block of addresses is',
    'a block is written in CIDR',
    ['invalid-network-policy'],
    function* (_, { manifests }) {
      for (const { node } of manifests.filter(isPolicy)) {
        for (const each of items(at(node, 'spec', 'ingress'))) {
          const peers = at(each, 'from');
          if (peers?.type === 'sequence')
            yield breakage([insertItem(peers, { ipBlock: { cidr: '10.0.0.0/33' } })], peers);
        }
      }
    },
  ),
  rule(
    'misspell the port of a monitor',
    'nothing that it selects has that port',
    ['monitor-port'],
    function* (wiring, application) {
      for (const { endpoint, ports } of scraped(wiring, application)) {
        const other = misspelt(
          text(at(endpoint, 'port')) ?? '',
          ports.map(({ name }) => name),
          15,
        );
        if (other !== undefined) yield breakage([change(at(endpoint, 'port'), other)]);
      }
    },
  ),
  rule(
    'give a monitor the number of a port',
    'a monitor names it',
    ['monitor-port', 'invalid-port-number', 'wrong-field-type'],
    function* (wiring, application) {
      for (const { endpoint } of scraped(wiring, application)) yield breakage([write(at(endpoint, 'port'), '9090')]);
    },
  ),
  rule(
    'rename the port that a monitor scrapes',
    'the monitor names the old one',
    ['monitor-port'],
    function* (wiring, application) {
      for (const { endpoint, ports } of scraped(wiring, application)) {
        const [only] = ports;
        const other = misspelt(
          only?.name ?? '',
          ports.map(({ name }) => name),
          15,
        );
        if (ports.length === 1 && only !== undefined && other !== undefined) {
          yield breakage([change(at(only.node, 'name'), other)], at(endpoint, 'port'));
        }
      }
    },
  ),
  rule(
    'ask a webhook on another port',
    'its Service has no such port',
    ['webhook-port'],
    function* (wiring, { manifests }) {
      for (const { node, kind } of manifests) {
        if (!kind.endsWith('WebhookConfiguration')) continue;
        for (const webhook of items(at(node, 'webhooks'))) {
          const reference = at(webhook, 'clientConfig', 'service');
          const service = wiring.service(text(at(reference, 'namespace')) ?? '', text(at(reference, 'name')));
          if (service !== undefined) yield breakage([set(reference, 'port', 9443)], reference);
        }
      }
    },
  ),
  rule('move the port of a webhook', 'the API server asks on 443', ['webhook-port'], function* (wiring, { manifests }) {
    for (const { node, kind } of manifests) {
      if (!kind.endsWith('WebhookConfiguration')) continue;
      for (const webhook of items(at(node, 'webhooks'))) {
        const reference = at(webhook, 'clientConfig', 'service');
        const service = wiring.service(text(at(reference, 'namespace')) ?? '', text(at(reference, 'name')));
        const asked = number(at(reference, 'port')) ?? 443;
        const port = service?.ports.find((each) => each.port === asked);
        if (port !== undefined && at(port.node, 'targetPort') !== undefined)
          yield breakage([change(at(port.node, 'port'), 8443)], reference);
      }
    }
  }),
];

function isIngress({ kind, apiVersion }: Manifest): boolean {
  return kind === 'Ingress' && apiVersion === 'networking.k8s.io/v1';
}

function isPolicy({ kind, apiVersion }: Manifest): boolean {
  return kind === 'NetworkPolicy' && apiVersion === 'networking.k8s.io/v1';
}

function isRoute({ kind, apiVersion }: Manifest): boolean {
  return kind.endsWith('Route') && apiVersion.startsWith('gateway.networking.k8s.io/');
}

function ingressRules({ manifests }: Application): readonly YamlNode[] {
  return manifests.filter(isIngress).flatMap(({ node }) => items(at(node, 'spec', 'rules')));
}

function paths(application: Application): readonly YamlNode[] {
  return ingressRules(application).flatMap((item) => items(at(item, 'http', 'paths')));
}

/** Backends of Ingresses with the Service that is there. */
function* backends(wiring: Wiring, { manifests }: Application) {
  for (const { node, namespace } of manifests.filter(isIngress)) {
    const rules = items(at(node, 'spec', 'rules'));
    const all = [
      at(node, 'spec', 'defaultBackend'),
      ...rules.flatMap((item) => items(at(item, 'http', 'paths')).map((path) => at(path, 'backend'))),
    ];
    for (const backend of all) {
      const service = wiring.service(namespace, text(at(backend, 'service', 'name')));
      if (backend !== undefined && service !== undefined) yield { backend, service };
    }
  }
}

/** Backends of routes with the Service that is there. */
function* routed(wiring: Wiring, { manifests }: Application) {
  for (const route of manifests.filter(isRoute)) {
    const references = items(at(route.node, 'spec', 'rules')).flatMap((item) => items(at(item, 'backendRefs')));
    for (const backend of references) {
      const service = wiring.service(text(at(backend, 'namespace')) ?? route.namespace, text(at(backend, 'name')));
      if (service !== undefined) yield { backend, service, route };
    }
  }
}

function* attached({ manifests }: Application) {
  for (const route of manifests.filter(isRoute)) {
    for (const parent of items(at(route.node, 'spec', 'parentRefs'))) {
      const gateway = manifests.find(
        ({ kind, name, namespace }) =>
          kind === 'Gateway' &&
          name === text(at(parent, 'name')) &&
          namespace === (text(at(parent, 'namespace')) ?? route.namespace),
      );
      if (gateway !== undefined) yield { parent, gateway };
    }
  }
}

function* gateways({ manifests }: Application) {
  for (const { kind, apiVersion, node } of manifests) {
    const listeners = at(node, 'spec', 'listeners');
    const [first] = items(listeners);
    if (
      kind !== 'Gateway' ||
      !apiVersion.startsWith('gateway.') ||
      listeners?.type !== 'sequence' ||
      first === undefined
    )
      continue;
    yield { listeners, first };
  }
}

function* policyPorts({ manifests }: Application) {
  for (const policy of manifests.filter(isPolicy)) {
    for (const each of items(at(policy.node, 'spec', 'ingress'))) {
      for (const port of items(at(each, 'ports'))) yield { port, policy };
    }
  }
}

/** Endpoints of monitors, with the ports that they scrape: of Services, or of pods. */
function* scraped(wiring: Wiring, { manifests }: Application) {
  for (const monitor of manifests) {
    const wanted = pairsOf(at(monitor.node, 'spec', 'selector', 'matchLabels'));
    const carries = (labels: readonly (readonly [string, string])[]) =>
      wanted.length > 0 &&
      wanted.every(([key, value]) => labels.some((label) => label[0] === key && label[1] === value));
    const services = wiring.services.filter(({ manifest }) =>
      carries(pairsOf(at(manifest.node, 'metadata', 'labels'))),
    );
    const pods = wiring.workloads.filter(({ labels }) =>
      carries(labels.map(({ name, value }) => [name, value] as const)),
    );
    const kinds = [
      { kind: 'ServiceMonitor', list: 'endpoints', ports: services.flatMap(({ ports }) => ports) },
      { kind: 'PodMonitor', list: 'podMetricsEndpoints', ports: pods.flatMap(declared) },
    ];
    for (const { list, ports } of kinds.filter(({ kind }) => kind === monitor.kind)) {
      for (const endpoint of items(at(monitor.node, 'spec', list))) {
        const named = ports.filter(({ name }) => name !== undefined && name === text(at(endpoint, 'port')));
        if (named.length > 0) yield { endpoint, ports: named };
      }
    }
  }
}

function pairsOf(node: YamlNode | undefined): readonly (readonly [string, string])[] {
  if (node?.type !== 'mapping') return [];
  return node.pairs.flatMap(({ key, value }) =>
    key.type === 'scalar' && value.type === 'scalar' ? [[key.text, value.text] as const] : [],
  );
}
