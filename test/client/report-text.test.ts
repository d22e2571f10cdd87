import { expect, test } from 'vitest';
import { type ReportText, reportText } from '../../client/src/views/report-text';
import type { FolderSummary, SummaryFinding } from '../../server/src/lsp/protocol';

const finding: SummaryFinding = {
  guardrail: 'unresolved-target-port',
  severity: 'error',
  message: 'targetPort "http" is not a port of Deployment/web (it has "web" 8080/TCP)',
  file: 'deploy/web.yaml',
  uri: 'file:///home/me/deploy/web.yaml',
  line: 11,
  character: 18,
};

const folder: FolderSummary = {
  name: 'shop',
  uri: 'file:///home/me',
  scanned: 2,
  environments: ['.'],
  skipped: [],
  notices: [],
  findings: [finding],
};

/** What is under each link. */
function linked({ text, links }: ReportText): string[] {
  const lines = text.split('\n');
  return links.map(({ line, start, end }) => lines[line]?.slice(start, end) ?? '');
}

test('findings stand by guardrail and by file, each a link', () => {
  const report = reportText({ folders: [folder] });
  expect(report.text).toBe(`shop: 1 error (2 files, 1 environment)

  By guardrail
    unresolved-target-port (1)
      deploy/web.yaml:12  error  targetPort "http" is not a port of Deployment/web (it has "web" 8080/TCP)

  By file
    deploy/web.yaml (1)
      12:19  error  targetPort "http" is not a port of Deployment/web (it has "web" 8080/TCP)  (unresolved-target-port)

`);
  expect(linked(report)).toEqual(['unresolved-target-port', 'deploy/web.yaml:12', '12:19']);
  expect(report.links.map(({ target }) => target)).toEqual([
    { kind: 'guardrail', id: 'unresolved-target-port' },
    { kind: 'place', uri: finding.uri, line: 11, character: 18 },
    { kind: 'place', uri: finding.uri, line: 11, character: 18 },
  ]);
});

test('what was skipped, and what went wrong, is said', () => {
  const { text } = reportText({
    folders: [
      {
        ...folder,
        findings: [],
        skipped: [{ path: 'node_modules', why: 'installed packages' }],
        notices: ['one guardrail failed'],
      },
    ],
  });
  expect(text).toBe(
    'shop: nothing found (2 files, 1 environment)\n  note: one guardrail failed\n\n  Skipped (1)\n    node_modules: installed packages\n\n',
  );
});

test('names that hold line ends, control characters or marks that turn writing round move nothing', () => {
  const report = reportText({
    folders: [{ ...folder, findings: [{ ...finding, file: 'a\nb\u001b[31m\u202e.yaml', message: 'x\ny' }] }],
  });
  expect(linked(report)).toEqual(['unresolved-target-port', 'a b [31m .yaml:12', '12:19']);
});

test('several folders follow one another, none says so', () => {
  const { text } = reportText({ folders: [folder, { ...folder, name: 'other', findings: [] }] });
  expect(text).toMatch(/^shop: 1 error[\s\S]*^other: nothing found/m);
  expect(reportText({ folders: [] }).text).toBe('Portcullis: no folder is open\n');
});
