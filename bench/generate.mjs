// A made-up workspace, the same for the same seed: applications of a few objects each, as people write them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const SEED = 20_260_101;
const TEAMS = [
  'billing',
  'catalogue',
  'checkout',
  'identity',
  'ledger',
  'mail',
  'search',
  'shipping',
  'stock',
  'support',
];
const PARTS = ['api', 'backend', 'cache', 'exporter', 'frontend', 'gateway', 'jobs', 'proxy', 'queue', 'worker'];

/** Writes `files` files with about two and a half documents and 3.6 kB each. Gives their paths. */
export function generateWorkspace(folder, files = 1000) {
  const random = createRandom(SEED);
  return Array.from({ length: files }, (_, index) => {
    const app = createApp(random, index);
    const documents = [deployment(app), service(app)];
    if (random() < 0.25) documents.push(networkPolicy(app));
    if (random() < 0.15) documents.push(ingress(app));
    if (random() < 0.1) documents.push(configMap(app, random));
    const path = join(folder, app.namespace, `${app.name}.yaml`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${documents.join('\n---\n')}\n`);
    return path;
  });
}

/** One file of 400 documents, 50 lines each: 20,000 lines. */
export function generateLongFile(documents = 400, lines = 50) {
  const random = createRandom(SEED + 1);
  const apps = Array.from({ length: documents / 2 }, (_, index) => createApp(random, 100_000 + index));
  const texts = Array.from({ length: documents }, (_, index) => {
    const app = { ...apps[Math.floor(index / 2)], namespace: 'long' };
    const text = index % 2 === 0 ? shortDeployment(app) : service(app);
    const missing = lines - 1 - text.split('\n').length;
    return `${text}${Array.from({ length: missing }, (_, line) => `\n# ${line + 1} of the notes on ${app.name}`).join('')}`;
  });
  return `${texts.join('\n---\n')}\n`;
}

export function createApp(random, index) {
  const team = TEAMS[index % TEAMS.length];
  return {
    index,
    name: `${PARTS[Math.floor(random() * PARTS.length)]}-${index}`,
    namespace: `${team}-${Math.floor(index / 100) % 10}`,
    team,
    port: 8000 + Math.floor(random() * 1000),
    admin: 9000 + Math.floor(random() * 900),
    replicas: 1 + Math.floor(random() * 4),
    // One in twenty has a slip in it, so that there is something to say.
    target: random() < 0.05 ? 'htp' : 'http',
  };
}

export const labels = (app, depth) =>
  [
    `app.kubernetes.io/name: ${app.name}`,
    `app.kubernetes.io/part-of: ${app.team}`,
    'app.kubernetes.io/managed-by: hand',
  ]
    .map((line) => ' '.repeat(depth) + line)
    .join('\n');

export const head = (apiVersion, kind, app) => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${app.name}
  namespace: ${app.namespace}
  labels:
${labels(app, 4)}`;

const shortDeployment = (app) => `${head('apps/v1', 'Deployment', app)}
spec:
  replicas: ${app.replicas}
  selector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
  template:
    metadata:
      labels:
${labels(app, 8)}
    spec:
      containers:
        - name: ${app.name}
          image: registry.example.com/${app.team}/${app.name}:1.${app.replicas}.0
          ports:
            - name: http
              containerPort: ${app.port}
            - name: admin
              containerPort: ${app.admin}`;

export const deployment = (app) => `${shortDeployment(app)}
          env:
            - name: LOG_LEVEL
              value: info
            - name: LISTEN_ADDRESS
              value: "0.0.0.0:${app.port}"
            - name: DATABASE_HOST
              value: ledger.${app.namespace}.svc.cluster.local
            - name: DATABASE_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: ${app.name}-database
                  key: password
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          args: ["--port", "${app.port}", "--admin-port", "${app.admin}", "--name=${app.name}"]
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
            periodSeconds: 10
            failureThreshold: 3
          livenessProbe:
            httpGet:
              path: /alive
              port: admin
            initialDelaySeconds: 15
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsNonRoot: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: config
              mountPath: /etc/${app.name}
              readOnly: true
            - name: scratch
              mountPath: /tmp
      serviceAccountName: ${app.name}
      terminationGracePeriodSeconds: 30
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: ${app.name}
      volumes:
        - name: config
          configMap:
            name: ${app.name}
        - name: scratch
          emptyDir: {}`;

export const service = (app) => `${head('v1', 'Service', app)}
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: ${app.name}
  ports:
    # What everybody uses.
    - name: http
      port: 80
      protocol: TCP
      targetPort: ${app.target}
    # For the people of ${app.team}.
    - name: admin
      port: ${app.admin}
      targetPort: admin`;

export const networkPolicy = (app) => `${head('networking.k8s.io/v1', 'NetworkPolicy', app)}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${app.name}
  policyTypes:
    - Ingress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ${app.namespace}
          podSelector:
            matchLabels:
              app.kubernetes.io/part-of: ${app.team}
      ports:
        - protocol: TCP
          port: ${app.port}`;

export const ingress = (app) => `${head('networking.k8s.io/v1', 'Ingress', app)}
spec:
  ingressClassName: public
  rules:
    - host: ${app.name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${app.name}
                port:
                  name: http`;

export const configMap = (app, random) => `${head('v1', 'ConfigMap', app)}
data:
  settings.ini: |
${Array.from({ length: 30 }, (_, line) => `    setting-${line} = ${Math.floor(random() * 1e6)}`).join('\n')}`;

/** Mulberry32: small, quick, the same everywhere. */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
