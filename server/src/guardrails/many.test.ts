import { expect, test } from 'vitest';
import { check } from './test-support';

/** One namespace of so many of each; what they cost must not grow with the product of the three. */
function namespaceOfMany(count: number, selector: (index: number) => string): string {
  return Array.from(
    { length: count },
    (_, index) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p${index}}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: gateway}}}], ports: [{port: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: s${index}}
spec: {selector: {app: ${selector(index)}}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: w${index}, labels: {app: ${selector(index)}}}
spec: {containers: [{name: c, image: example.com/c, ports: [{name: http, containerPort: 8080}]}]}
---
`,
  ).join('');
}

test('policies, Services and pods that all select each other are passed over in silence', () => {
  expect(check({ 'all.yaml': namespaceOfMany(200, () => 'web') }).findings).toEqual([]);
});

test('a large namespace is told about in full', () => {
  expect(check({ 'all.yaml': namespaceOfMany(100, (index) => `web-${index}`) }).findings).toHaveLength(100);
});

test('what is told about a policy does not depend on how much there is beside it', () => {
  const pods = Array.from({ length: 100 }, (_, index) => index).map(
    (index) => `apiVersion: v1
kind: Pod
metadata: {name: w${index}, labels: {app: web}}
spec: {containers: [{name: c, image: example.com/c, ports: [{name: http, containerPort: 8080}]}]}
`,
  );
  const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.0.0.1, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
  const policies = Array.from({ length: 60 }, (_, index) => index).map(
    (index) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p${index}}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: gateway}}}], ports: [{port: 80}]}]}
`,
  );
  const { findings } = check({ 'all.yaml': [service, ...pods, ...policies].join('---\n') });
  expect(findings.filter(({ guardrail }) => guardrail === 'policy-uses-service-port')).toHaveLength(60);
});

test('selectors of thousands of expressions are asked once about each pod', () => {
  const expressions = Array.from({ length: 2000 }, (_, index) => `{key: k${index}, operator: NotIn, values: [x]}`);
  const long = namespaceOfMany(60, () => 'web').replaceAll(
    'podSelector: {}, ',
    `podSelector: {matchExpressions: [${expressions.join(', ')}]}, `,
  );
  const policies = long.split('---\n');
  const few = policies.filter((text, index) => !text.includes('NotIn') || index < 12);
  const { findings } = check({ 'all.yaml': few.join('---\n') });
  expect(findings.map(({ guardrail }) => guardrail)).toEqual(Array(4).fill('policy-uses-service-port'));
}, 20_000);

test('a thousand target ports against a thousand container ports', () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index + 1);
  const { findings } = check({
    'all.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [${numbers.map((n) => `{name: x${n}, port: ${n}, targetPort: t${n}}`).join(', ')}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: c, image: example.com/c, ports: [${numbers.map((n) => `{name: q${n}, containerPort: ${n}}`).join(', ')}]}]}
`,
  });
  expect(findings).toHaveLength(1000);
  expect(findings[0]?.message).toMatch(/ and \d+ more\)$/);
});

test('a thousand selectors beside a thousand near labels', () => {
  const names = Array.from({ length: 700 }, (_, index) => `storefront-${'abcdefghij'[index % 10]}${index}`);
  const text = names.map(
    (name) => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}x}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}y}}
spec: {containers: [{name: c, image: example.com/c}]}
---
`,
  );
  const { analysis, findings } = check({ 'all.yaml': text.join('') });
  expect(analysis.notices).toEqual([]);
  expect(findings.map(({ guardrail }) => guardrail)).toEqual(names.map(() => 'service-selects-nothing'));
});

test('thousands of illegal names, and of containers that share one, cost no more than is told', () => {
  const names = Array.from({ length: 6000 }, (_, index) => `{name: UPPER_${index}, port: ${index + 1}}`);
  const containers = Array.from(
    { length: 2000 },
    (_, index) =>
      `{name: c${index}, image: example.com/c, ports: [{name: http, containerPort: 8080}], livenessProbe: {httpGet: {port: nope}}}`,
  );
  const { findings } = check({
    'all.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [${names.join(', ')}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [${containers.join(', ')}]}
`,
  });
  const edits = findings.flatMap(({ fixes }) => fixes.map((fix) => fix.edits.length));
  expect(Math.max(...edits)).toBeLessThanOrEqual(200);
}, 20_000);

test('two keys that go and stand side by side are no fix, for their edits would overlap', () => {
  const { findings } = check({
    'pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers: [{name: c, image: example.com/c, readinessProbe: {tcpSocket: {port: 80}}, livenessProbe: {tcpSocket: {port: 80}}}]
  containers: [{name: d, image: example.com/d}]
`,
  });
  for (const { edits } of findings.flatMap(({ fixes }) => fixes)) expect(edits).toHaveLength(1);
  expect(findings).not.toEqual([]);
});
