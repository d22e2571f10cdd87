import { describe, expect, test } from 'vitest';
import { defaultCharter } from '../../config';
import { createSnapshot, type EnvironmentView } from '../../workspace';
import {
  destinationsOf,
  injectionOf,
  namespacesSelectedBy,
  type PortOutcome,
  resolveIngressBackend,
  resolvePolicyPort,
  resolveServicePort,
  workloadsBehind,
} from './index';

function view(text: string): EnvironmentView {
  const snapshot = createSnapshot({ charter: defaultCharter(), files: [{ path: 'all.yaml', text }] });
  const environment = snapshot.environments[0];
  if (environment === undefined) throw new Error('no environment');
  return snapshot.view(environment, () => {});
}

function workload(name: string, ports: string, extra = ''): string {
  return `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  template:
    metadata: {labels: {app: ${name}, tier: web}}
    spec:
      ${extra}
      containers:
      - {name: main, ports: ${ports}}
`;
}

function service(ports: string, spec = 'selector: {tier: web}'): string {
  return `---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ${spec}
  ports: ${ports}
`;
}

function outcomes(text: string): Record<string, PortOutcome> {
  const environment = view(text);
  const [found] = environment.ofType('service');
  const port = found?.ports.state === 'known' ? found.ports.value[0] : undefined;
  if (found === undefined || port === undefined) throw new Error('no Service port');
  const { workloads } = resolveServicePort(environment, found, port);
  return Object.fromEntries(
    workloads.map(({ workload: { name }, outcome }) => [name.state === 'known' ? name.value : '', outcome]),
  );
}

describe('the target of a Service port', () => {
  test('S065: a name is looked up in each workload by itself', () => {
    const found = outcomes(
      service('[{port: 80, targetPort: http}]') +
        workload('a', '[{name: http, containerPort: 8080}]') +
        workload('b', '[{name: http, containerPort: 9090}]') +
        workload('c', '[{name: web, containerPort: 8080}]'),
    );
    expect(found.a).toMatchObject({ kind: 'found', port: { number: 8080 } });
    expect(found.b).toMatchObject({ kind: 'found', port: { number: 9090 } });
    expect(found.c).toEqual({ kind: 'missing', name: 'http' });
  });

  test('trap 1, S085: a number needs no declaration', () => {
    const found = outcomes(service('[{port: 80, targetPort: 9999}]') + workload('a', '[{containerPort: 8080}]'));
    expect(found.a).toEqual({ kind: 'undeclared', number: 9999 });
  });

  test('trap 5: without targetPort, or with 0, it is the port itself', () => {
    for (const ports of ['[{port: 8080}]', '[{port: 8080, targetPort: 0}]']) {
      const found = outcomes(service(ports) + workload('a', '[{name: http, containerPort: 8080}]'));
      expect(found.a).toMatchObject({ kind: 'found', port: { name: 'http' } });
    }
  });

  test('trap 3, S081: the lookup is per protocol', () => {
    const found = outcomes(
      service('[{port: 53, protocol: UDP, targetPort: dns}]') + workload('a', '[{name: dns, containerPort: 53}]'),
    );
    expect(found.a).toMatchObject({ kind: 'other-protocol', ports: [{ protocol: 'TCP' }] });
  });

  test('trap 2: sidecars count, after the containers; ordinary init containers do not', () => {
    const sidecar = 'initContainers: [{name: s, restartPolicy: Always, ports: [{name: http, containerPort: 1}]}]';
    const both = service('[{port: 80, targetPort: http}]') + workload('a', '[{name: http, containerPort: 2}]', sidecar);
    expect(outcomes(both).a).toMatchObject({ kind: 'found', port: { number: 2 }, ambiguous: [{ number: 1 }] });
    const init = sidecar.replace('restartPolicy: Always, ', '');
    const none = service('[{port: 80, targetPort: http}]') + workload('a', '[]', init);
    expect(outcomes(none).a).toEqual({ kind: 'missing', name: 'http' });
  });

  test('trap 16: a port that cannot be read may be the one', () => {
    const text = `${service('[{port: 80, targetPort: http}]')}${workload('a', `[{name: "\${NAME}", containerPort: 80}]`)}`;
    expect(outcomes(text).a).toEqual({ kind: 'unknown', because: 'unreadable' });
    const protocol = `${service('[{port: 80, targetPort: http, protocol: $(P)}]')}${workload('a', '[]')}`;
    expect(outcomes(protocol).a).toEqual({ kind: 'unknown', because: 'unreadable' });
  });

  test('trap 10: kinds whose controllers add containers are unknown', () => {
    const custom = workload('a', '[]').replace('apps/v1', 'example.com/v1').replace('Deployment', 'Thing');
    const found = outcomes(service('[{port: 80, targetPort: http}]') + custom);
    expect(Object.values(found).every((outcome) => outcome.kind === 'unknown')).toBe(true);
  });

  test('S067, S068, trap 8: ExternalName and no selector lead to no pods', () => {
    for (const spec of [
      'type: ExternalName\n  externalName: a.example.com\n  selector: {tier: web}',
      'selector: {}',
      'type: ClusterIP',
    ]) {
      expect(outcomes(service('[{port: 80}]', spec) + workload('a', '[{containerPort: 80}]'))).toEqual({});
    }
  });
});

describe('an Ingress backend', () => {
  function backend(port: string, rest: string) {
    const environment = view(`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: web, port: ${port}}}
${rest}`);
    const [ingress] = environment.ofType('ingress');
    if (ingress?.defaultBackend == null) throw new Error('no backend');
    return resolveIngressBackend(environment, ingress, ingress.defaultBackend);
  }

  test('leads through the Service port to the containers', () => {
    const outcome = backend(
      '{name: http}',
      service('[{name: http, port: 80, targetPort: 8080}]') + workload('a', '[{containerPort: 8080}]'),
    );
    expect(outcome).toMatchObject({ kind: 'found', ports: [{ workloads: [{ outcome: { kind: 'found' } }] }] });
  });

  test('G13: a target port is not a Service port, by number, by name, and through the pods', () => {
    const ports = service('[{port: 80, targetPort: web}]') + workload('a', '[{name: web, containerPort: 8080}]');
    for (const port of ['{number: 8080}', '{name: web}']) {
      expect(backend(port, ports)).toMatchObject({ kind: 'no-such-port', meant: [{ port: { value: 80 } }] });
    }
    expect(backend('{number: 81}', ports)).toMatchObject({ kind: 'no-such-port', meant: [] });
  });

  test('traps 4, 14, 33: nothing to say, and why', () => {
    expect(backend('{name: http}', '')).toEqual({ kind: 'no-such-service', name: 'web', namespace: '' });
    const doubts = [
      ['{name: use-annotation}', service('[{port: 80}]')],
      ['{number: 81}', service(`[{port: "\${PORT}"}]`)],
      ['{number: 81}', service('[{port: 80}]', 'type: ExternalName')],
      ['{number: 81}', service('[{port: 80}]') + service('[{port: 81}]')],
      ['{number: 810000}', service('[{port: 80}]')],
    ].map(([port = '', rest = '']) => {
      const outcome = backend(port, rest);
      return outcome.kind === 'unknown' && outcome.because;
    });
    expect(doubts).toEqual(['not-a-service', 'unreadable', 'not-a-service', 'copies', 'illegal']);
  });
});

describe('a policy port', () => {
  function policy(spec: string, rest: string, direction: 'ingress' | 'egress') {
    const environment = view(`apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: ${spec}
${rest}`);
    const [found] = environment.ofType('network-policy');
    const rules = found?.[direction];
    const rule = rules?.state === 'known' ? rules.value[0] : undefined;
    const port = rule?.ports.state === 'known' ? rule.ports.value[0] : undefined;
    if (found === undefined || rule === undefined || port === undefined) throw new Error('no port');
    const destinations = destinationsOf(environment, found, rule, direction);
    return { destinations, resolution: resolvePolicyPort(environment, port, destinations) };
  }

  const pods =
    workload('a', '[{name: http, containerPort: 8080}]') + workload('b', '[{name: http, containerPort: 9090}]');

  test('S080: ingress looks at the policy own pods, each by itself', () => {
    const { resolution } = policy(
      '{podSelector: {matchLabels: {tier: web}}, ingress: [{ports: [{port: http}]}]}',
      pods,
      'ingress',
    );
    expect(resolution.workloads.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'found', port: { number: 8080 } },
      { kind: 'found', port: { number: 9090 } },
    ]);
  });

  test('S080, S082: egress looks at the peers; a pod without the name is not reached', () => {
    const { resolution } = policy(
      '{podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: a}}}], ports: [{port: web}]}]}',
      pods,
      'egress',
    );
    expect(resolution.workloads.map(({ outcome }) => outcome)).toEqual([{ kind: 'missing', name: 'web' }]);
  });

  test('S064: names the Service ports that translate it', () => {
    const { resolution } = policy(
      '{podSelector: {matchLabels: {app: a}}, ingress: [{ports: [{port: 80}]}]}',
      pods + service('[{port: 80, targetPort: http}, {port: 80, protocol: UDP}]'),
      'ingress',
    );
    expect(resolution.mappedBy).toHaveLength(1);
    expect(resolution.mappedBy[0]).toMatchObject({ target: { reference: 'http', implied: false } });
  });

  test('traps 19, 20, S010: addresses, other namespaces and everybody are not known pods', () => {
    for (const to of ['[{ipBlock: {cidr: 192.0.2.0/24}}]', '[{namespaceSelector: {}}]', '[]']) {
      const { destinations } = policy(`{podSelector: {}, egress: [{to: ${to}, ports: [{port: 80}]}]}`, pods, 'egress');
      expect(destinations.complete, to).toBe(false);
    }
  });
});

test('S027, S028: a namespace is chosen by its name for certain, by other labels only where its object is here', () => {
  const environment = view(`apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec:
  podSelector: {}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}
    - namespaceSelector: {matchLabels: {team: web}}
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop, team: db}}
`);
  const [policy] = environment.ofType('network-policy');
  const rule = policy?.ingress.state === 'known' ? policy.ingress.value[0] : undefined;
  const peers = rule?.peers.state === 'known' ? rule.peers.value : [];
  const chosen = peers.map(({ namespaceSelector }) =>
    namespaceSelector.state === 'known' ? namespacesSelectedBy(environment, namespaceSelector.value) : undefined,
  );
  expect(chosen).toEqual([
    { certain: ['other'], complete: true },
    { certain: ['shop'], complete: false },
    { certain: [], complete: true },
  ]);
});

test('trap 2: injection is asked for by the pod or by its namespace, and a pod may refuse', () => {
  const environment = view(`apiVersion: v1
kind: Namespace
metadata: {name: shop, annotations: {linkerd.io/inject: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: b, namespace: shop, annotations: {linkerd.io/inject: disabled}}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: c, labels: {sidecar.istio.io/inject: "true"}}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: d}
spec: {containers: [{name: main}]}
`);
  const by = environment.ofType('workload').map((pod) => injectionOf(environment, pod)?.by);
  expect(by).toEqual(['Linkerd', undefined, 'Istio', undefined]);
});

test('trap 16: labels and annotations that cannot be read may ask for injection, unless one that can be read refuses', () => {
  const environment = view(`apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {{ .Values.labels }}}
---
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: b, annotations: "\${ANNOTATIONS}"}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: c, annotations: "\${ANNOTATIONS}", labels: {sidecar.istio.io/inject: "true"}}
spec: {containers: [{name: main}]}
---
apiVersion: v1
kind: Pod
metadata: {name: d, labels: {app: d}, annotations: {note: "\${NOTE}"}}
spec: {containers: [{name: main}]}
`);
  const found = environment.ofType('workload').map((pod) => injectionOf(environment, pod));
  expect(found.map((injection) => injection && (injection.by ?? 'nobody knows'))).toEqual([
    'nobody knows',
    'nobody knows',
    'Istio',
    undefined,
  ]);
});

test('what follows from the answers of a view is worked out once', () => {
  const environment = view(service('[{port: 80}]') + workload('a', '[]'));
  const [found] = environment.ofType('service');
  if (found === undefined) throw new Error('no Service');
  let worked = 0;
  const count = (_view: EnvironmentView, about: object) => {
    worked += 1;
    return about;
  };
  expect([environment.once(count, found), environment.once(count, found)]).toEqual([found, found]);
  expect(worked).toBe(1);
  expect(environment.once(workloadsBehind, found)).toBe(environment.once(workloadsBehind, found));
});
