// Makes up clusters as they are: teams with namespaces, workloads with replicas, policies that people write, as manifests in JSON.

/** `pods` counts replicas. The same numbers make the same cluster. */
export function makeCluster({ pods, policies }) {
  const { below, chance, pick } = createRandom(pods + policies);
  const namespaces = Array.from({ length: Math.max(10, Math.round(pods / 100)) }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: `team-${at % TEAMS}-${at}`,
      labels: { team: `team-${at % TEAMS}`, stage: pick(STAGES), tenancy: pick(['shared', 'own']) },
    },
  }));
  const workloads = [];
  const appsIn = new Map(namespaces.map(({ metadata }) => [metadata.name, []]));
  for (let left = pods; left > 0; ) {
    const namespace = pick(namespaces).metadata.name;
    const replicas = Math.min(left, pick(REPLICAS));
    left -= replicas;
    const apps = appsIn.get(namespace);
    apps.push(workloads.length);
    workloads.push(workload(`app-${apps.length}`, namespace, replicas));
  }
  const clusterWide = Math.min(12, Math.round(policies / 100));
  const written = Array.from({ length: policies - clusterWide }, (_, at) =>
    networkPolicy(at, namespaces[at % namespaces.length].metadata.name),
  );
  const wide = Array.from({ length: clusterWide }, (_, at) => clusterPolicy(at, at === clusterWide - 1));
  return { namespaces, workloads, networkPolicies: written, clusterPolicies: wide };

  function workload(name, namespace, replicas) {
    const labels = {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': `system-${below(5)}`,
      'app.kubernetes.io/component': pick(COMPONENTS),
      ...(chance(0.3) ? { 'example.com/monitored': 'true' } : {}),
      ...(chance(0.2) ? { version: `v${below(3)}` } : {}),
    };
    const ports = [
      { name: 'http', containerPort: pick([8080, 8081, 3000]) },
      ...(chance(0.5) ? [{ name: 'metrics', containerPort: pick([9090, 9100]) }] : []),
      ...(chance(0.1) ? [{ name: 'dns', containerPort: 53, protocol: 'UDP' }] : []),
    ];
    const spec = {
      ...(chance(0.01) ? { hostNetwork: true } : {}),
      containers: [{ name: 'main', image: `registry.example.com/${name}:1.0.0`, ports }],
    };
    return {
      apiVersion: 'apps/v1',
      kind: pick(['Deployment', 'Deployment', 'Deployment', 'StatefulSet']),
      metadata: { name, namespace, labels },
      spec: {
        replicas,
        selector: { matchLabels: { 'app.kubernetes.io/name': name } },
        template: { metadata: { labels }, spec },
      },
    };
  }

  function networkPolicy(at, namespace) {
    const metadata = { name: `policy-${at}`, namespace };
    // Each namespace begins with what is shut for all in it, then come the applications.
    return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: policySpec(at, namespace) };
  }

  function policySpec(at, namespace) {
    if (at < namespaces.length)
      return { podSelector: {}, policyTypes: chance(0.4) ? ['Ingress', 'Egress'] : ['Ingress'] };
    switch (below(8)) {
      case 0:
        return { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] };
      case 1:
        return { podSelector: {}, policyTypes: ['Egress'], egress: [DNS, { to: [{ podSelector: {} }] }] };
      case 2:
        return {
          podSelector: { matchExpressions: [{ key: 'example.com/monitored', operator: 'Exists' }] },
          ingress: [
            {
              from: [{ namespaceSelector: { matchLabels: { team: 'team-0' } } }],
              ports: [{ port: 'metrics' }, { port: 9000, endPort: 9100 }],
            },
          ],
        };
      case 3:
        return {
          podSelector: someApp(namespace),
          policyTypes: ['Egress'],
          egress: [DNS, { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE } }], ports: [{ port: 443 }] }],
        };
      case 4:
        return {
          podSelector: someApp(namespace),
          ingress: [{ from: [{ ipBlock: { cidr: `203.0.${below(250)}.0/24` } }], ports: [{ port: 'http' }] }],
        };
      case 5:
        return {
          podSelector: { matchLabels: { 'app.kubernetes.io/component': 'database' } },
          ingress: [
            {
              from: [
                {
                  podSelector: {
                    matchExpressions: [
                      { key: 'app.kubernetes.io/component', operator: 'In', values: ['api', 'worker'] },
                    ],
                  },
                },
              ],
              ports: [{ port: 5432 + below(3) }],
            },
          ],
        };
      default:
        return {
          podSelector: someApp(namespace),
          policyTypes: ['Ingress', 'Egress'],
          ingress: [
            {
              from: [
                { podSelector: someApp(namespace) },
                {
                  namespaceSelector: { matchLabels: { team: `team-${below(TEAMS)}`, stage: pick(STAGES) } },
                  podSelector: { matchLabels: { 'app.kubernetes.io/component': pick(COMPONENTS) } },
                },
              ],
              ports: [{ port: chance(0.6) ? 'http' : pick([8080, 8081, 3000]) }],
            },
          ],
          egress: [
            DNS,
            {
              to: [
                {
                  namespaceSelector: {
                    matchExpressions: [{ key: 'stage', operator: 'NotIn', values: [pick(STAGES)] }],
                  },
                  podSelector: { matchLabels: { 'app.kubernetes.io/component': 'database' } },
                },
              ],
              ports: [{ port: 5432 + below(3) }, { port: 'http' }],
            },
          ],
        };
    }
  }

  function someApp(namespace) {
    return { matchLabels: { 'app.kubernetes.io/name': `app-${1 + below(appsIn.get(namespace).length || 1)}` } };
  }

  function clusterPolicy(at, isBaseline) {
    const namespaceWith = (key, value) => ({ namespaces: { matchLabels: { [key]: value } } });
    return {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: isBaseline ? 'BaselineAdminNetworkPolicy' : 'AdminNetworkPolicy',
      metadata: { name: isBaseline ? 'default' : `admin-${at}` },
      spec: {
        ...(isBaseline ? {} : { priority: at }),
        subject: at % 2 === 0 ? namespaceWith('stage', STAGES[at % STAGES.length]) : { namespaces: {} },
        ingress: [
          { action: 'Allow', from: [namespaceWith('team', 'team-0')], ports: [{ portNumber: { port: 9090 } }] },
          {
            action: 'Deny',
            from: [namespaceWith('tenancy', 'own')],
            ports: [{ portRange: { start: 22, end: 23 + at } }],
          },
          ...(isBaseline ? [] : [{ action: 'Pass', from: [namespaceWith('stage', 'production')] }]),
        ],
        egress: [{ action: 'Deny', to: [{ networks: ['169.254.169.254/32'] }] }],
      },
    };
  }
}

const TEAMS = 25;
const STAGES = ['production', 'staging', 'test'];
const COMPONENTS = ['web', 'api', 'database', 'cache', 'worker', 'queue'];
const REPLICAS = [1, 1, 2, 2, 2, 3, 3, 3, 3, 5, 5, 10, 20];
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.169.254/32'];
const DNS = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team-0-0' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** As people write manifests. */
export function yamlOf(value, indent = '') {
  const [at, separator] = Array.isArray(value) ? [() => '-', ' '] : [(key) => `${textOf(key)}:`, '\n'];
  return Object.entries(value)
    .map(([key, each]) => {
      if (typeof each !== 'object') return `${indent}${at(key)} ${textOf(each)}\n`;
      if (Object.keys(each).length === 0) return `${indent}${at(key)} ${Array.isArray(each) ? '[]' : '{}'}\n`;
      const inner = yamlOf(each, `${indent}  `);
      return `${indent}${at(key)}${separator}${separator === ' ' ? inner.trimStart() : inner}`;
    })
    .join('');
}

function textOf(value) {
  return typeof value === 'string' && !/^[a-z][a-zA-Z0-9./-]*$/.test(value) && !/^[A-Z][a-zA-Z]*$/.test(value)
    ? JSON.stringify(value)
    : value === 'true'
      ? '"true"'
      : String(value);
}

/** Linear congruential: enough to make things different. */
function createRandom(seed) {
  let state = seed >>> 0;
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return { below, chance: (probability) => below(1000) < probability * 1000, pick: (list) => list[below(list.length)] };
}
