import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { GUARDRAILS } from '../../../server/src/guardrails';
import { type Application, readApplication } from './application';
import { misspelt, mistyped } from './rule';
import { RULES, trials } from './run';
import { wiringOf } from './wiring';

// The applications of chosen.csv: `npm run corpus -- --mutate`.
const SHOP = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports:
  - name: http
    port: 80
    targetPort: http
  - name: admin
    port: 81
    targetPort: 9000
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example.com/web:1
        ports:
        - {name: http, containerPort: 8080}
        - {name: admin, containerPort: 9000}
`;
const ROUTED = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  rules:
  - http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
`;

const folder = mkdtempSync(join(tmpdir(), 'breakages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, 'shop/deploy'), { recursive: true });
writeFileSync(join(folder, 'shop/deploy/web.yaml'), SHOP);
writeFileSync(join(folder, 'shop/ingress.yaml'), ROUTED);
writeFileSync(join(folder, 'shop/notes.txt'), 'kind: Service');

function shop(...paths: readonly string[]): Application {
  return readApplication(folder, { application: 'shop', repository: 'shop', paths });
}

describe('rules', () => {
  it('have names of their own, and name guardrails that there are', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    const known = GUARDRAILS.map(({ id }) => id);
    for (const { id, finds } of RULES)
      expect(
        finds.filter((guardrail) => !known.includes(guardrail)),
        id,
      ).toEqual([]);
  });

  test.each(['http', 'app', 'kube-state-metrics', 'v1', 'web2'])('misspell %s', (name) => {
    const wrong = misspelt(name);
    expect(wrong).not.toBe(name);
    expect(wrong).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    expect(misspelt(name, [wrong])).not.toBe(wrong);
  });

  it('leave digits alone, and keep to the length that is legal', () => {
    expect(misspelt('8080')).toBeUndefined();
    expect(misspelt('aaaaaaaaaaaaaaa', [], 15)).toBeUndefined();
  });

  test.each([
    [8080, [], 8008],
    [80, [], 81],
    [80, [81], 79],
    [8080, [8008], 8800],
  ])('mistype %d where %j is taken', (port, taken, expected) => {
    expect(mistyped(port, taken)).toBe(expected);
  });
});

describe('an application', () => {
  it('is read from the files and folders that are named', () => {
    expect([...shop('deploy').files.keys()]).toEqual(['deploy/web.yaml']);
    expect([...shop('deploy', 'ing*').files.keys()]).toEqual(['deploy/web.yaml', 'ingress.yaml']);
    expect([...shop('dep').files.keys()]).toEqual([]);
  });

  it('is wired', () => {
    const wiring = wiringOf(shop('deploy'));
    const [service] = wiring.services;
    const [workload] = wiring.workloads;
    expect(service && wiring.workloadsOf(service)).toEqual([workload]);
    expect(workload && wiring.servicesOf(workload)).toEqual([service]);
    expect(service?.ports.map(({ target }) => target)).toEqual(['http', 9000]);
  });

  it('is broken one thing at a time, and each is found where it is broken', () => {
    const made = [...trials(shop('deploy', 'ingress.yaml'))];
    expect(made.length).toBeGreaterThan(60);
    expect(new Set(made.map(({ rule }) => rule.id)).size).toBeGreaterThan(40);
    for (const { rule, line, found, fresh } of made) {
      const all = fresh.map(({ guardrail, range }) => `${guardrail} ${range.start.line + 1}`);
      expect(found, `${rule.id} in line ${line}: ${all}`).toBeDefined();
    }
  });
});
