import { describe, expect, it } from 'vitest';
import type { Finding, ScanResult } from '../analysis';
import { merge, narrow } from './narrow';

const FINDING: Finding = {
  guardrail: 'unresolved-target-port',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  tags: [],
  message: 'm',
  file: 'a/service.yaml',
  range: { start: { line: 1, character: 2 }, end: { line: 1, character: 3 } },
  object: null,
  environments: ['dev', 'prod'],
  related: [
    {
      message: 'there',
      file: 'b/web.yaml',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    },
  ],
  fixes: [],
  fingerprint: 'f',
};

const RESULT: ScanResult = {
  root: '/w',
  charter: { path: 'portcullis.yaml' } as ScanResult['charter'],
  environments: ['dev', 'prod'],
  scanned: ['a/service.yaml', 'b/web.yaml'],
  skipped: [
    { path: 'a/vendor', why: 'vendored dependencies' },
    { path: 'b/x.yaml', why: 'binary' },
  ],
  notices: [],
  findings: [
    FINDING,
    { ...FINDING, file: 'portcullis.yaml', guardrail: 'invalid-charter', environments: [], related: [] },
  ],
  suppressed: [{ ...FINDING, guardrail: 'host-port', suppressed: { by: 'comment', reason: null, expires: null } }],
};

const ALL = { reported: [''], environments: [], changed: undefined, withSuppressed: false };

function ids(result: ScanResult): string[] {
  return result.findings.map((finding) => finding.guardrail);
}

describe('narrow', () => {
  it('keeps what is below the paths, and the charter always', () => {
    expect(ids(narrow(RESULT, { ...ALL, reported: ['a'] }))).toEqual(['unresolved-target-port', 'invalid-charter']);
    const other = narrow(RESULT, { ...ALL, reported: ['b', 'a/service'] });
    expect(ids(other)).toEqual(['invalid-charter']);
    expect(other.scanned).toEqual(['b/web.yaml']);
    expect(other.skipped).toEqual([{ path: 'b/x.yaml', why: 'binary' }]);
  });

  it('keeps a skipped folder above a path that was asked for', () => {
    expect(narrow(RESULT, { ...ALL, reported: ['a/vendor/x/y.yaml'] }).skipped).toEqual([
      { path: 'a/vendor', why: 'vendored dependencies' },
    ]);
  });

  it('keeps findings of the environments, and those of none', () => {
    expect(ids(narrow(RESULT, { ...ALL, environments: ['prod'] }))).toEqual([
      'unresolved-target-port',
      'invalid-charter',
    ]);
    expect(ids(narrow(RESULT, { ...ALL, environments: ['test'] }))).toEqual(['invalid-charter']);
  });

  it('counts a finding as changed at either end', () => {
    const changed = (...paths: string[]) => ids(narrow(RESULT, { ...ALL, changed: new Set(paths) }));
    expect(changed('b/web.yaml')).toEqual(['unresolved-target-port', 'invalid-charter']);
    expect(changed('c.yaml')).toEqual(['invalid-charter']);
  });

  it('mixes suppressed findings in where they are asked for', () => {
    const result = narrow(RESULT, { ...ALL, withSuppressed: true });
    expect(ids(result)).toEqual(['host-port', 'unresolved-target-port', 'invalid-charter']);
    expect(result.suppressed).toEqual([]);
  });
});

describe('merge', () => {
  it('sees several workspaces from the folder that holds them', () => {
    const other = {
      ...RESULT,
      root: '/w2/in',
      environments: ['workspace'],
      findings: [{ ...FINDING, environments: ['workspace'] }],
    };
    const merged = merge([RESULT, other]);
    expect(merged.root).toBe('/');
    expect(merged.findings.map((finding) => finding.file)).toEqual([
      'w/a/service.yaml',
      'w/portcullis.yaml',
      'w2/in/a/service.yaml',
    ]);
    expect(merged.findings[2]?.related[0]?.file).toBe('w2/in/b/web.yaml');
    expect(merged.environments).toEqual(['w/dev', 'w/prod', 'w2/in']);
  });

  it('leaves a single one as it is', () => {
    expect(merge([RESULT])).toBe(RESULT);
  });

  it('tells a finding once where one workspace holds another', () => {
    const inner = {
      ...RESULT,
      root: '/w/a',
      scanned: ['service.yaml'],
      skipped: [],
      findings: [{ ...FINDING, file: 'service.yaml', related: [] }],
    };
    expect(merge([RESULT, inner]).findings.filter((finding) => finding.file === 'a/service.yaml')).toHaveLength(1);
  });
});
