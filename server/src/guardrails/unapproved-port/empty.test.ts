import { expect, it } from 'vitest';
import { check } from '../test-support';

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n  - {port: 80, targetPort: 8080}\n';

it.each([
  ['ports: {approved: []}', ['80/TCP is not an approved Service port: none is approved here']],
  ['ports: {}', []],
  ['ports: {approved: [{port: 8080, appliesTo: [target]}]}', []],
])('%s: an empty list approves nothing, no list anything', (spec, messages) => {
  const charter = `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: a}\nspec:\n  ${spec}\n`;
  const { findings } = check({ 'portcullis.yaml': charter, 'web.yaml': SERVICE });
  const found = findings.filter(({ guardrail }) => guardrail === 'unapproved-port');
  expect(found.map(({ message }) => message)).toEqual(messages);
});
