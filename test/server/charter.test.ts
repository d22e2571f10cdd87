import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { has, isEmpty, isFull, type Published, startSession } from './session';

const BROKEN = { 'service.yaml': service('http'), 'deployment.yaml': deployment() };

function charter(spec: string): string {
  return `apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: default}\nspec:\n${spec}\n`;
}

const OFF = charter('  guardrails: {unresolved-target-port: "off"}');
const INFO = charter('  guardrails: {unresolved-target-port: info}');

const hasSeverity =
  (severity: number) =>
  ({ diagnostics }: Published) =>
    diagnostics[0]?.severity === severity;

test('a charter on the disk takes hold when it is created, changed and deleted', async () => {
  const session = await startSession({ files: BROKEN });
  await session.published('service.yaml', hasSeverity(1));
  session.write('portcullis.yaml', INFO);
  session.watched({ 'portcullis.yaml': 'created' });
  await session.published('service.yaml', hasSeverity(3));
  session.write('portcullis.yaml', OFF);
  session.watched({ 'portcullis.yaml': 'changed' });
  await session.published('service.yaml', isEmpty);
  const since = session.seen.length;
  session.remove('portcullis.yaml');
  session.watched({ 'portcullis.yaml': 'deleted' });
  await session.published('service.yaml', hasSeverity(1), since);
});

test('a charter takes hold while it is typed, before it is saved', async () => {
  const session = await startSession({ files: { ...BROKEN, 'portcullis.yaml': charter('  profile: default') } });
  await session.published('service.yaml', hasSeverity(1));
  session.open('portcullis.yaml');
  session.change('portcullis.yaml', 2, [{ text: INFO }]);
  await session.published('service.yaml', hasSeverity(3));
});

test('a newly excluded file loses its findings at once, and gets them back', async () => {
  const session = await startSession({ files: { ...BROKEN, 'portcullis.yaml': charter('  profile: default') } });
  await session.published('service.yaml', isFull);
  session.open('portcullis.yaml');
  session.change('portcullis.yaml', 2, [{ text: charter('  files: {exclude: [service.yaml]}') }]);
  await session.published('service.yaml', isEmpty);
  const since = session.seen.length;
  session.change('portcullis.yaml', 3, [{ text: charter('  profile: default') }]);
  await session.published('service.yaml', isFull, since);
});

test('a broken charter keeps the last good one in force and says so in that file', async () => {
  const session = await startSession({ files: { ...BROKEN, 'portcullis.yaml': INFO } });
  await session.published('service.yaml', hasSeverity(3));
  session.open('portcullis.yaml');
  const since = session.seen.length;
  session.change('portcullis.yaml', 2, [{ text: `${INFO}  profile: nonsense\n` }]);
  const { diagnostics } = await session.published('portcullis.yaml', has('invalid-charter'));
  expect(diagnostics.map(({ message }) => message).join('\n')).toMatch(/last good portcullis\.yaml stays in force/);
  session.change('portcullis.yaml', 3, [
    { text: 'apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nspec: [' },
  ]);
  await session.published('portcullis.yaml', ({ version, diagnostics: found }) => version === 3 && found.length > 0);
  // The service is still what the last good charter makes of it: nothing was published about it.
  const about = session.seen
    .slice(since)
    .filter(({ params }) => (params as { uri?: string }).uri === session.uri('service.yaml'));
  expect(about).toEqual([]);
  session.change('portcullis.yaml', 4, [{ text: OFF }]);
  await session.published('service.yaml', isEmpty, since);
  await session.published('portcullis.yaml', isEmpty, since);
});

test('a folder below a charter is ruled by it, and reports only its own files', async () => {
  const files = {
    'portcullis.yaml': INFO,
    'team/service.yaml': service('http'),
    'other/service.yaml': service('x', 'other'),
    'other/deployment.yaml': deployment('y', 'other'),
    'team/deployment.yaml': deployment(),
  };
  const session = await startSession({ files, folders: ['team'] });
  await session.published('team/service.yaml', hasSeverity(3));
  const { folders } = await session.request<{ folders: { findings: { file: string }[] }[] }>('portcullis/scan', {});
  expect(folders.flatMap(({ findings }) => findings.map(({ file }) => file))).toEqual(['team/service.yaml']);
});
