// A base that many overlays share, and an edit in it: prints what a first look at all of it takes, and what an edit takes.
import { createRequire } from 'node:module';
import { median } from './measure.mjs';

const [enginePath, overlayCount = '200', appCount = '20'] = process.argv.slice(2);
const { analyse, createSnapshot, defaultCharter, GUARDRAILS, runToEnd, updateSnapshot } = createRequire(
  import.meta.url,
)(enginePath);
const OPTIONS = { today: '2026-03-01', guardrails: GUARDRAILS };
const EDITS = 10;

const begun = performance.now();
let snapshot = createSnapshot({ charter: defaultCharter(), files: workspace(Number(overlayCount), Number(appCount)) });
let analysis = runToEnd(analyse(snapshot, OPTIONS));
const first = performance.now() - begun;
const edits = Array.from({ length: EDITS }, (_, index) => {
  const started = performance.now();
  // There and back again: the name of a port that a Service leads to.
  const text = application(0, index % 2 === 0 ? 'web' : 'http');
  snapshot = updateSnapshot(snapshot, [{ path: pathOf(0), kind: 'text', text }]);
  analysis = runToEnd(analyse(snapshot, OPTIONS, analysis));
  return performance.now() - started;
});
process.stdout.write(JSON.stringify({ first, edit: median(edits) }));

function* workspace(overlays, apps) {
  const names = Array.from({ length: apps }, (_, app) => app);
  for (const app of names) yield { path: pathOf(app), text: application(app, 'http') };
  const resources = names.map((app) => `- app-${app}.yaml\n`).join('');
  yield { path: 'base/kustomization.yaml', text: `resources:\n${resources}` };
  for (let overlay = 0; overlay < overlays; overlay += 1) {
    yield {
      path: `overlays/team-${overlay}/kustomization.yaml`,
      text: `namespace: team-${overlay}
resources:
- ../../base
labels:
- pairs: {team: team-${overlay}}
  includeSelectors: true
patches:
- target: {kind: Deployment, name: app-1}
  patch: |-
    - {op: replace, path: /spec/replicas, value: 3}
`,
    };
  }
}

function pathOf(app) {
  return `base/app-${app}.yaml`;
}

function application(app, port) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${app}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-${app}
  template:
    metadata:
      labels:
        app: app-${app}
    spec:
      containers:
      - name: main
        image: registry.example.com/app-${app}:1.0.0
        ports:
        - name: ${port}
          containerPort: 8080
        readinessProbe:
          httpGet:
            path: /ready
            port: ${port}
---
apiVersion: v1
kind: Service
metadata:
  name: app-${app}
spec:
  selector:
    app: app-${app}
  ports:
  - port: 80
    targetPort: http
`;
}
