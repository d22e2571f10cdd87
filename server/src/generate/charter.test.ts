import { expect, it } from 'vitest';
import { charterTemplate, defaultCharter, readCharter } from '../config';
import { createSnapshot } from '../workspace';
import { readFile } from '../yaml';
import { charterFacts } from '.';

const FILES = {
  'a.yaml': `apiVersion: v1
kind: Service
metadata: {name: a}
spec:
  ports:
  - {name: web, port: 80}
  - {name: dns, port: 53, protocol: UDP}
  - {name: odd, port: "{{ .Values.port }}"}
  - {name: bad, port: 99999}
`,
  'b.yaml': `apiVersion: v1
kind: Service
metadata: {name: b}
spec:
  ports:
  - {name: http, port: 80}
`,
};

const snapshot = createSnapshot({
  charter: defaultCharter(),
  files: Object.entries(FILES).map(([path, text]) => ({ path, text })),
});

it('the facts are the ports of Services that are known, ascending, each once', () => {
  expect(charterFacts(snapshot).servicePorts).toEqual([
    { port: 53, protocol: 'UDP', names: ['dns'] },
    { port: 80, protocol: 'TCP', names: ['http', 'web'] },
  ]);
});

it('the charter made of them has no problem', () => {
  expect(readCharter(readFile('portcullis.yaml', charterTemplate(charterFacts(snapshot)))).problems).toEqual([]);
});

it('says nothing is used yet where that is so, and invents no port as one in use', () => {
  const empty = charterTemplate({ servicePorts: [] });
  expect(empty).not.toContain('in use today');
  expect(empty).toContain('No Service uses a port yet');
  expect(charterTemplate(charterFacts(snapshot))).toContain('These are in use today');
});
