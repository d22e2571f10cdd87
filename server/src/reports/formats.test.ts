import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../analysis';
import { formatCheckstyle } from './checkstyle';
import { formatGithub } from './github';
import { formatGitlab } from './gitlab';
import { formatJson } from './json';
import { formatJunit } from './junit';
import { formatMarkdown } from './markdown';
import { at, OPTIONS, RESULT, UNNAMED, UNRESOLVED, withFindings } from './sample.test-help';
import { formatSarif } from './sarif';
import { scanSchema } from './schema';
import { violations } from './schema-check';

const HOSTILE: Finding = {
  ...UNRESOLVED,
  message: 'a <b> & "c" %0A::error::x | `d` @team [l](https://evil.example) \u001b[31m\r\nnext\u202e',
  file: 'a,b:c%d/<x>.yaml',
};

describe('JSON', () => {
  it('has 1-based lines and columns, the preferred fix and the fingerprint', () => {
    const report = JSON.parse(formatJson(withFindings(UNRESOLVED), OPTIONS));
    expect(report.schema).toBe('portcullis.scan/1');
    expect(report.findings).toEqual([
      {
        guardrail: 'unresolved-target-port',
        category: 'wiring',
        severity: 'error',
        confidence: 'certain',
        tags: [],
        message: UNRESOLVED.message,
        file: 'deploy/service.yaml',
        range: { start: { line: 9, column: 17 }, end: { line: 9, column: 21 } },
        object: { kind: 'Service', namespace: null, name: 'web' },
        environments: ['default'],
        related: [
          {
            message: 'the port that the pods do have',
            file: 'deploy/web.yaml',
            range: { start: { line: 11, column: 17 }, end: { line: 11, column: 20 } },
          },
        ],
        fixes: [
          {
            title: 'Change targetPort to "web"',
            safe: true,
            preferred: true,
            edits: [
              {
                file: 'deploy/service.yaml',
                range: { start: { line: 9, column: 17 }, end: { line: 9, column: 21 } },
                text: 'web',
              },
            ],
          },
        ],
        fingerprint: 'a1b2c3d4e5f60718:1',
      },
    ]);
    expect(report.files).toEqual({ scanned: 2, skipped: [] });
    expect(report.summary).toEqual({ error: 1, warning: 0, info: 0 });
    expect(report.tool.guardrails[0]).toEqual({
      id: 'unresolved-target-port',
      title: 'A targetPort names a port that the selected pods lack',
      category: 'wiring',
      severity: 'error',
      confidence: 'certain',
      help: 'file:///pages/unresolved-target-port.md',
    });
  });

  it('keeps to its schema, suppressed and hostile findings included', () => {
    const suppressed = { ...UNNAMED, object: null, suppressed: { by: 'comment', reason: null, expires: null } };
    const result = {
      ...withFindings(UNRESOLVED, HOSTILE, suppressed),
      skipped: [{ path: 'x.yaml', why: 'not UTF-8' }],
      notices: [{ message: 'a guardrail failed' }],
    };
    expect(violations(scanSchema(), JSON.parse(formatJson(result, OPTIONS)))).toEqual([]);
  });

  it('has a schema that notices what is missing, wrong or too much', () => {
    const report = JSON.parse(formatJson(withFindings(UNRESOLVED), OPTIONS));
    report.findings[0].severity = 'fatal';
    report.findings[0].range.start.line = 0;
    delete report.findings[0].message;
    report.more = 1;
    expect(violations(scanSchema(), report)).toEqual([
      '$: more is not known',
      '$.findings[0]: message is missing',
      '$.findings[0].severity: not one of the values',
      '$.findings[0].range.start.line: less than 1',
    ]);
  });

  it('publishes that schema', () => {
    const file = new URL('../../../schemas/portcullis.scan.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(scanSchema());
  });
});

describe('SARIF', () => {
  const run = (result = RESULT) => JSON.parse(formatSarif(result, OPTIONS)).runs[0];

  it('has rules with their pages, and results that point at them', () => {
    const { tool, results, columnKind } = run();
    expect(columnKind).toBe('utf16CodeUnits');
    expect(tool.driver.rules[0]).toMatchObject({
      id: 'unresolved-target-port',
      helpUri: 'file:///pages/unresolved-target-port.md',
      help: { markdown: '# unresolved-target-port\n\nA page.\n' },
      defaultConfiguration: { level: 'error' },
    });
    expect(results.map((result: { ruleIndex: number }) => result.ruleIndex)).toEqual([1, 0]);
    expect(results.map((result: { level: string }) => result.level)).toEqual(['warning', 'error']);
  });

  it('has the place, the other end, the fingerprint and the fix', () => {
    const [, result] = run().results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'deploy/service.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 9, startColumn: 17, endLine: 9, endColumn: 21 },
    });
    expect(result.relatedLocations[0]).toMatchObject({ id: 1, message: { text: 'the port that the pods do have' } });
    expect(result.partialFingerprints.primaryLocationLineHash).toBe('a1b2c3d4e5f60718:1');
    expect(result.fixes[0].artifactChanges).toEqual([
      {
        artifactLocation: { uri: 'deploy/service.yaml', uriBaseId: '%SRCROOT%' },
        replacements: [
          {
            deletedRegion: { startLine: 9, startColumn: 17, endLine: 9, endColumn: 21 },
            insertedContent: { text: 'web' },
          },
        ],
      },
    ]);
  });

  it('escapes paths as URIs and says what suppresses a finding', () => {
    const finding = { ...HOSTILE, suppressed: { by: 'baseline', reason: null, expires: null } };
    const [result] = run(withFindings(finding)).results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('a%2Cb%3Ac%25d/%3Cx%3E.yaml');
    expect(result.suppressions).toEqual([{ kind: 'external' }]);
  });
});

describe('GitHub annotations', () => {
  it('puts the worst first and says the other end and the fix', () => {
    expect(formatGithub(RESULT, OPTIONS)).toBe(
      '::error file=deploy/service.yaml,line=9,endLine=9,col=17,endColumn=20,title=unresolved-target-port::' +
        'targetPort "http" is not a port of Deployment/web (it has "web" 8080/TCP)%0A' +
        'deploy/web.yaml:11: the port that the pods do have%0AFix: Change targetPort to "web"\n' +
        '::warning file=deploy/service.yaml,line=8,endLine=8,col=5,endColumn=12,title=unnamed-service-port::' +
        'a Service of several ports needs a name for each of them\n',
    );
  });

  it('lets no manifest write a command of its own', () => {
    const text = formatGithub(withFindings(HOSTILE), OPTIONS);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(text).toContain('file=a%2Cb%3Ac%25d/<x>.yaml,');
    expect(text).toContain('%250A::error::x');
  });

  it('shows what hides in the name of a file', () => {
    const file = 'a\u001b]0;x\u0007\u202eb\u2028.yaml';
    const text = formatGithub(withFindings({ ...UNNAMED, file, related: [] }), OPTIONS);
    expect(text).toContain('file=a\\u{1b}]0;x\\u{7}\\u{202e}b\\u{2028}.yaml,'.replace(/:/g, '%3A'));
    expect(text.trimEnd()).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  });

  it('leaves columns out where the place has several lines', () => {
    const range = { start: { line: 1, character: 2 }, end: { line: 3, character: 0 } };
    expect(formatGithub(withFindings({ ...UNNAMED, range }), OPTIONS)).toContain('line=2,endLine=4,title=');
  });
});

describe('GitLab Code Quality', () => {
  it('maps severities and never repeats a fingerprint', () => {
    const issues = JSON.parse(formatGitlab(withFindings(UNNAMED, UNRESOLVED, UNRESOLVED), OPTIONS));
    expect(issues[0]).toEqual({
      description: 'a Service of several ports needs a name for each of them',
      check_name: 'unnamed-service-port',
      fingerprint: '0011223344556677:1',
      severity: 'minor',
      location: { path: 'deploy/service.yaml', lines: { begin: 8 } },
    });
    expect(issues.map((issue: { fingerprint: string }) => issue.fingerprint)).toEqual([
      '0011223344556677:1',
      'a1b2c3d4e5f60718:1',
      'a1b2c3d4e5f60718:1:2',
    ]);
  });
});

describe('JUnit', () => {
  it('fails cases from --fail-on, passes the others, skips the suppressed', () => {
    const result = {
      ...RESULT,
      suppressed: [{ ...UNNAMED, suppressed: { by: 'comment', reason: 'old', expires: null } }],
    };
    expect(formatJunit(result, OPTIONS)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="portcullis" tests="3" failures="1">
  <testsuite name="deploy/service.yaml" tests="3" failures="1" skipped="1">
    <testcase classname="deploy/service.yaml" name="unnamed-service-port: Service/web (line 8)" file="deploy/service.yaml" line="8">
      <system-out>warning: deploy/service.yaml:8:5: a Service of several ports needs a name for each of them</system-out>
    </testcase>
    <testcase classname="deploy/service.yaml" name="unresolved-target-port: Service/web (line 9)" file="deploy/service.yaml" line="9">
      <failure type="error" message="targetPort &quot;http&quot; is not a port of Deployment/web (it has &quot;web&quot; 8080/TCP)">deploy/service.yaml:9:17: targetPort &quot;http&quot; is not a port of Deployment/web (it has &quot;web&quot; 8080/TCP); deploy/web.yaml:11: the port that the pods do have; fix: Change targetPort to &quot;web&quot;</failure>
    </testcase>
    <testcase classname="deploy/service.yaml" name="unnamed-service-port: Service/web (line 8)" file="deploy/service.yaml" line="8">
      <skipped message="old"/>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('has one passing case where nothing was found', () => {
    expect(formatJunit(withFindings(), OPTIONS)).toContain(
      '<testcase classname="portcullis" name="no findings in 2 files"/>',
    );
  });

  it('holds nothing that XML cannot', () => {
    const text = formatJunit(withFindings(HOSTILE), OPTIONS);
    expect(text).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
    expect(text).toContain('\\u{1b}[31m\\u{d}\\u{a}next\\u{202e}');
  });

  it.each(['\u0000', '\u000b', '\ufffe', '\uffff', '\ud800', '\udc00'])(
    'shows as a code what is no character: %j',
    (bad) => {
      const finding = { ...UNNAMED, message: `a${bad}b`, file: `c${bad}d.yaml` };
      for (const format of [formatJunit, formatCheckstyle]) {
        const text = format(withFindings(finding), OPTIONS);
        expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
        expect(text).toContain(`a\\u{${bad.charCodeAt(0).toString(16)}}b`);
      }
    },
  );
});

describe('Checkstyle', () => {
  it('groups findings by file', () => {
    expect(formatCheckstyle(RESULT, OPTIONS)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="deploy/service.yaml">
    <error line="8" column="5" severity="warning" message="a Service of several ports needs a name for each of them" source="portcullis.unnamed-service-port"/>
    <error line="9" column="17" severity="error" message="targetPort &quot;http&quot; is not a port of Deployment/web (it has &quot;web&quot; 8080/TCP)" source="portcullis.unresolved-target-port"/>
  </file>
</checkstyle>
`);
  });
});

describe('Markdown', () => {
  it('is a table, the worst first', () => {
    expect(formatMarkdown(RESULT, OPTIONS)).toBe(`\
### Portcullis: 1 error, 1 warning

In 1 of 2 files.

| | Place | Guardrail | Finding |
|---|---|---|---|
| **error** | \`deploy/service.yaml:9\` | \`unresolved-target-port\` | targetPort "http" is not a port of Deployment/web &#40;it has "web" 8080/TCP&#41;<br>\`deploy/web.yaml:11\`: the port that the pods do have<br>Fix: Change targetPort to "web" (safe) |
| **warning** | \`deploy/service.yaml:8\` | \`unnamed-service-port\` | a Service of several ports needs a name for each of them |
`);
  });

  it('lets no manifest mention, link, mark up or break the table', () => {
    const row = formatMarkdown(withFindings(HOSTILE), OPTIONS).split('\n')[6] ?? '';
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(row).not.toMatch(/@|\]\(|<b>|:\/\//);
  });

  it('fits into a comment, and counts what does not', () => {
    const many = Array.from({ length: 2_000 }, (_, line) => ({ ...UNNAMED, range: at(line + 1, 5, 8) }));
    const text = formatMarkdown(withFindings(...many), OPTIONS);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\d+ more findings: `portcullis scan` shows them\.\n$/);
  });

  it('says that nothing was found', () => {
    expect(formatMarkdown(withFindings(), OPTIONS)).toBe('### Portcullis: no findings\n\n2 files read.\n');
  });
});

it('gives the same bytes for the same result', () => {
  for (const format of [
    formatJson,
    formatSarif,
    formatGithub,
    formatGitlab,
    formatJunit,
    formatCheckstyle,
    formatMarkdown,
  ]) {
    expect(format(RESULT, OPTIONS)).toBe(format(structuredClone(RESULT), OPTIONS));
  }
});
