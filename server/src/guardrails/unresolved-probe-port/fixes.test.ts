import { expect, test } from 'vitest';
import { check } from '../test-support';

function titlesFor(probe: string): readonly string[] {
  const { findings } = check({
    'pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: example.com/web:1
    ports: [{name: http, containerPort: 8080}]
    livenessProbe: {httpGet: {port: ${probe}}}
`,
  });
  return findings.flatMap(({ fixes }) => fixes.map(({ title }) => title));
}

test('a slip is mended at the probe alone', () => {
  expect(titlesFor('htp')).toEqual(['Change port to "http"']);
});

test('where the two names have nothing in common, either may be the wrong one', () => {
  expect(titlesFor('health')).toEqual([
    'Change port to "http"',
    'Rename the container\'s port "http" to "health" everywhere',
  ]);
});
