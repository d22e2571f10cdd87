// A made-up workspace with something in it for every guardrail: what a large company has in one repository, nearly all of it
// in order. The same for the same seed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  configMap,
  createApp,
  createRandom,
  deployment,
  head,
  ingress,
  labels,
  networkPolicy,
  SEED,
  service,
} from './generate.mjs';

/** Writes `files` files with about three documents each. Gives their paths. */
export function generateMixture(folder, files = 10_000) {
  const random = createRandom(SEED + 2);
  const namespaces = new Set();
  const paths = [];
  const write = (path, documents) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${documents.join('\n---\n')}\n`);
    paths.push(join(folder, path));
  };
  while (paths.length < files) {
    const app = createApp(random, paths.length);
    if (namespaces.has(app.namespace)) write(`${app.namespace}/${app.name}.yaml`, pick(SHARES, random)(app, random));
    else write(`${app.namespace}/0-namespace.yaml`, namespace(app, random));
    namespaces.add(app.namespace);
  }
  return paths;
}

/** What stands in one file, and how often. */
const SHARES = [
  [0.5, webApplication],
  [0.1, database],
  [0.07, exposed],
  [0.06, agent],
  [0.06, scheduled],
  [0.05, admission],
  [0.05, routed],
  [0.04, external],
  [0.07, (app, random) => [configMap(app, random), secret(app), role(app)]],
];

function pick(shares, random) {
  let left = random();
  for (const [share, make] of shares) {
    left -= share;
    if (left < 0) return make;
  }
  return shares[0][1];
}

function namespace(app, random) {
  const level = ['privileged', 'baseline', 'restricted'][Math.floor(random() * 3)];
  return [
    `apiVersion: v1
kind: Namespace
metadata:
  name: ${app.namespace}
  labels:
    team: ${app.team}
    pod-security.kubernetes.io/enforce: ${app.index % 5 === 0 ? level : 'privileged'}`,
    `${head('networking.k8s.io/v1', 'NetworkPolicy', { ...app, name: 'default-deny' })}
spec:
  podSelector: {}
  policyTypes: [Ingress]`,
  ];
}

function webApplication(app, random) {
  const documents = [deployment(app), service(app)];
  if (random() < 0.35) documents.push(networkPolicy(app), egressPolicy(app));
  if (random() < 0.3) documents.push(ingress(app));
  if (random() < 0.15) documents.push(serviceMonitor(app));
  if (random() < 0.1) documents.push(configMap(app, random));
  return documents;
}

function database(app, random) {
  const documents = [statefulSet(app), headless(app), reader(app)];
  if (random() < 0.5) documents.push(podMonitor(app));
  if (random() < 0.5) documents.push(networkPolicy(app));
  return documents;
}

function exposed(app, random) {
  const balanced = random() < 0.5;
  const nodePort = 30_000 + (app.index % 2700);
  return [
    deployment(app),
    `${head('v1', 'Service', app)}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "${app.admin}"
spec:
  type: ${balanced ? 'LoadBalancer' : 'NodePort'}
  externalTrafficPolicy: Local
${balanced ? '  loadBalancerSourceRanges: [10.0.0.0/8, 192.168.0.0/16]\n' : ''}  selector:
    app.kubernetes.io/name: ${app.name}
  ports:
    - name: http
      port: 80
      targetPort: ${app.target}
      nodePort: ${nodePort}
      appProtocol: http
    - name: https
      port: 443
      targetPort: http`,
  ];
}

function agent(app, random) {
  const onHost = random() < 0.5;
  const port = 20_000 + app.index;
  return [
    `${head('apps/v1', 'DaemonSet', app)}
spec:
  updateStrategy:
    type: RollingUpdate
    rollingUpdate: {maxUnavailable: 10%}
${podTemplate(app, {
  spec: onHost ? 'hostNetwork: true\n      dnsPolicy: ClusterFirstWithHostNet' : '',
  ports: `            - {name: http, containerPort: ${port}, hostPort: ${port}, protocol: TCP}
            - {name: syslog, containerPort: ${port + 1}, hostPort: ${port + 1}, protocol: UDP}`,
})}`,
    podMonitor(app),
  ];
}

function scheduled(app) {
  return [
    `${head('batch/v1', 'CronJob', app)}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        metadata:
          labels:
${labels(app, 12)}
        spec:
          restartPolicy: OnFailure
          containers:
            - name: ${app.name}
              image: registry.example.com/${app.team}/${app.name}:1.0.0
              args: ["--target", "http://ledger.${app.namespace}.svc:80"]`,
    egressPolicy(app),
  ];
}

function admission(app) {
  return [
    deployment(app),
    service({ ...app, target: 'http' }),
    `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: ${app.name}
webhooks:
  - name: check.${app.team}.example.com
    admissionReviewVersions: [v1]
    sideEffects: None
    clientConfig:
      service: {name: ${app.name}, namespace: ${app.namespace}, port: 80, path: /check}
    rules: []`,
    `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata:
  name: v1.${app.name}.example.com
spec:
  group: ${app.name}.example.com
  version: v1
  groupPriorityMinimum: 100
  versionPriority: 100
  service: {name: ${app.name}, namespace: ${app.namespace}, port: ${app.admin}}`,
  ];
}

function routed(app) {
  const route = { ...app, name: `${app.name}-route` };
  return [
    deployment(app),
    service({ ...app, target: 'http' }),
    `${head('gateway.networking.k8s.io/v1', 'Gateway', app)}
spec:
  gatewayClassName: public
  listeners:
    - {name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}
    - name: https
      port: 443
      protocol: HTTPS
      hostname: "*.example.com"
      tls: {mode: Terminate, certificateRefs: [{name: ${app.name}}]}
      allowedRoutes: {namespaces: {from: Same}}`,
    `${head('gateway.networking.k8s.io/v1', 'HTTPRoute', route)}
spec:
  parentRefs:
    - {name: ${app.name}, sectionName: https}
  hostnames: [${app.name}.example.com]
  rules:
    - matches: [{path: {type: PathPrefix, value: /}}]
      backendRefs:
        - {name: ${app.name}, port: 80}
        - {name: ${app.name}, port: ${app.admin}, weight: 0}`,
    `${head('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', app)}
spec:
  from:
    - {group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${app.team}-0}
  to:
    - {group: "", kind: Service}`,
  ];
}

function external(app) {
  return [
    `${head('v1', 'Service', app)}
spec:
  ports:
    - name: tls
      port: 5432`,
    `${head('discovery.k8s.io/v1', 'EndpointSlice', { ...app, name: `${app.name}-1` }).replace('  labels:', `  labels:\n    kubernetes.io/service-name: ${app.name}`)}
addressType: IPv4
ports:
  - {name: tls, port: 5432, protocol: TCP}
endpoints:
  - addresses: [10.20.${app.index % 250}.7]`,
    `${head('v1', 'Service', { ...app, name: `${app.name}-alias` })}
spec:
  type: ExternalName
  externalName: ${app.name}.example.com`,
  ];
}

const podTemplate = (app, { spec, ports }) => `  selector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
  template:
    metadata:
      labels:
${labels(app, 8)}
    spec:
${spec === '' ? '' : `      ${spec}\n`}      containers:
        - name: ${app.name}
          image: registry.example.com/${app.team}/${app.name}:1.0.0
          ports:
${ports}
          env:
            - {name: PORT, value: "${app.port}"}
          startupProbe:
            tcpSocket: {port: http}
          readinessProbe:
            httpGet: {path: /ready, port: http, scheme: HTTP}
          lifecycle:
            preStop:
              exec: {command: [sleep, "5"]}`;

const statefulSet = (app) => `${head('apps/v1', 'StatefulSet', app)}
spec:
  serviceName: ${app.name}
  replicas: ${app.replicas}
${podTemplate(app, {
  spec: '',
  ports: `            - {name: http, containerPort: ${app.port}}
            - {name: metrics, containerPort: ${app.admin}}`,
})}
        - name: exporter
          image: registry.example.com/exporter:2.0.0
          ports:
            - {name: exporter, containerPort: ${app.admin + 1000}}
          livenessProbe:
            httpGet: {path: /metrics, port: exporter}`;

const headless = (app) => `${head('v1', 'Service', app)}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    app.kubernetes.io/name: ${app.name}
  ports:
    - name: http
      port: ${app.port}
      targetPort: http
    - name: metrics
      port: ${app.admin}`;

const reader = (app) => `${head('v1', 'Service', { ...app, name: `${app.name}-read` })}
spec:
  selector:
    app.kubernetes.io/name: ${app.name}
  ports:
    - name: http
      port: 80
      targetPort: ${app.port}`;

const serviceMonitor = (app) => `${head('monitoring.coreos.com/v1', 'ServiceMonitor', app)}
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
  endpoints:
    - port: admin
      path: /metrics`;

const podMonitor = (app) => `${head('monitoring.coreos.com/v1', 'PodMonitor', app)}
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
  podMetricsEndpoints:
    - port: http`;

const egressPolicy = (app) => `${head('networking.k8s.io/v1', 'NetworkPolicy', { ...app, name: `${app.name}-out` })}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: kube-system}
          podSelector:
            matchLabels: {k8s-app: kube-dns}
      ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
    - to:
        - podSelector:
            matchLabels: {app.kubernetes.io/part-of: ${app.team}}
      ports: [{port: http}]
    - to:
        - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
      ports: [{port: 32000, endPort: 32768}]`;

const secret = (app) => `${head('v1', 'Secret', app)}
stringData:
  user: ${app.name}`;

const role = (app) => `${head('rbac.authorization.k8s.io/v1', 'Role', app)}
rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: [get, list]`;
