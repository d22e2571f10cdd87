import { expect, test } from 'vitest';
import { deployment, service } from './manifests';
import { has, startSession } from './session';

test('the template of a chart has no findings of its own, open or not, whatever the editor calls its language', async () => {
  const template = service('{{ .Values.port }}').replace('name: web', 'name: {{ .Release.Name }}');
  const files = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
    'chart/templates/service.yaml': template,
    'all.yaml': `${service('http')}---\n${deployment()}`,
  };
  const session = await startSession({ files });
  session.open('chart/templates/service.yaml', template, 'helm');
  session.change('chart/templates/service.yaml', 2, [{ text: `{{- if .Values.on }}\n${template}{{- end }}\n` }]);
  session.notify('textDocument/didOpen', {
    textDocument: { uri: 'untitled:template', languageId: 'helm', version: 1, text: service('none') + deployment() },
  });
  await session.published('all.yaml', has('unresolved-target-port'));
  const { folders } = await session.request<{ folders: { findings: { file: string }[] }[] }>('portcullis/scan', {});
  expect(folders.flatMap(({ findings }) => findings.map(({ file }) => file))).toEqual(['all.yaml']);
});

test('JSON manifests are checked, other JSON is not', async () => {
  const json = JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
    },
    null,
    2,
  );
  const session = await startSession({
    files: { 'service.json': json, 'deployment.yaml': deployment(), 'package.json': '{"name":"x","name":"x"}' },
  });
  session.open('service.json', json, 'json');
  session.open('package.json', '{"name":"x","name":"y"}', 'json');
  await session.published('service.json', has('unresolved-target-port'));
  const { folders } = await session.request<{ folders: { findings: { file: string }[] }[] }>('portcullis/scan', {});
  expect(folders.flatMap(({ findings }) => findings.map(({ file }) => file))).toEqual(['service.json']);
});
