import { describe, expect, it } from 'vitest';
import { at, RESULT, TEXT, UNNAMED, UNRESOLVED, withFindings } from './sample.test-help';
import { formatText } from './text';

function linesOf(text: string): string[] {
  return text.split('\n');
}

describe('formatText', () => {
  it('shows the sentence, the source, the other end and the fix', () => {
    expect(formatText(withFindings(UNRESOLVED), TEXT)).toBe(`\
error[unresolved-target-port]: targetPort "http" is not a port of Deployment/web (it has "web" 8080/TCP)
  --> deploy/service.yaml:9:17
   |
 9 |     targetPort: http
   |                 ^^^^
   |
  ::: deploy/web.yaml:11:17
   |
11 |         - name: web
   |                 --- the port that the pods do have
   |
   = fix: Change targetPort to "web" (safe)

1 error in 1 of 2 files
1 safe fix: portcullis scan --fix (--diff shows it)
Explain: portcullis guardrails unresolved-target-port
`);
  });

  it('puts related places of the same file into one snippet, with a gap between distant lines', () => {
    const related = [
      { message: 'the first port', file: 'deploy/service.yaml', range: at(7, 11, 4) },
      { message: 'the object', file: 'deploy/service.yaml', range: at(4, 9, 3) },
    ];
    const text = formatText(withFindings({ ...UNRESOLVED, related, fixes: [] }), TEXT);
    expect(linesOf(text).slice(1, 12)).toEqual([
      ' --> deploy/service.yaml:9:17',
      '  |',
      '4 |   name: web',
      '  |         --- the object',
      '...',
      '7 |   - name: http',
      '  |           ---- the first port',
      '8 |     port: 80',
      '9 |     targetPort: http',
      '  |                 ^^^^',
      '',
    ]);
  });

  it('says that there is nothing, and how much is suppressed', () => {
    expect(formatText({ ...RESULT, findings: [], suppressed: [UNNAMED] }, TEXT)).toBe(
      'No findings in 2 files (1 suppressed)\n',
    );
  });

  it('prints one line a finding and nothing else when it has to be quiet', () => {
    expect(formatText(RESULT, { ...TEXT, quiet: true })).toBe(
      'deploy/service.yaml:8:5: warning[unnamed-service-port]: a Service of several ports needs a name for each of them\n' +
        'deploy/service.yaml:9:17: error[unresolved-target-port]: targetPort "http" is not a port of Deployment/web (it has "web" 8080/TCP)\n',
    );
  });

  it('breaks sentences between words where the width of the terminal is known', () => {
    const lines = linesOf(formatText(RESULT, { ...TEXT, width: 60 }));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.slice(0, 2)).toEqual([
      'warning[unnamed-service-port]: a Service of several ports',
      '  needs a name for each of them',
    ]);
  });

  it('keeps every byte of colour away unless it is asked for', () => {
    const start = '\u001b';
    expect(formatText(RESULT, TEXT)).not.toContain(start);
    expect(formatText(RESULT, { ...TEXT, color: true })).toContain(
      `${start}[1;31merror[unresolved-target-port]${start}[0m`,
    );
  });

  it('names environments only where there are several', () => {
    const result = {
      ...withFindings({ ...UNNAMED, environments: ['a', 'b', 'c', 'd', 'e', 'f'] }),
      environments: ['a', 'b'],
    };
    expect(formatText(result, TEXT)).toContain('= in: a, b and 4 more');
    expect(formatText({ ...result, environments: ['a'] }, TEXT)).not.toContain('= in:');
  });

  it('tells neighbours that say the same once, in the same order', () => {
    const template = {
      ...UNNAMED,
      severity: 'info' as const,
      guardrail: 'unreadable-document',
      message: 'not checked: a template',
    };
    const other = { ...template, range: at(20, 1, 3) };
    expect(formatText(withFindings(UNNAMED, template, other, UNNAMED), TEXT)).toContain(`
info[unreadable-document]: not checked: a template
 --> deploy/service.yaml:8:5
 --> deploy/service.yaml:20:1

warning[`);
  });

  it('lists other fixes behind the first one and says what suppresses a finding', () => {
    const finding = {
      ...UNRESOLVED,
      fixes: [...UNRESOLVED.fixes, { title: 'Change targetPort to 8080', safe: false, edits: [] }],
      suppressed: { by: 'exception', reason: 'until the move', expires: '2027-01-31' },
    };
    const text = formatText(withFindings(finding), TEXT);
    expect(text).toContain('   = fix: Change targetPort to "web" (safe)\n   =  or: Change targetPort to 8080\n');
    expect(text).toContain('= suppressed: by exception until 2027-01-31: until the move');
  });
});

describe('source lines', () => {
  function snippet(source: string, from: number, length: number, width = 80): string[] {
    const finding = { ...UNNAMED, range: at(1, from + 1, length) };
    return linesOf(formatText(withFindings(finding), { ...TEXT, width, sourceLine: () => source })).filter((line) =>
      /^(?:1 | {2})\|./.test(line),
    );
  }

  it('aligns marks below tabs, wide and combining characters', () => {
    expect(snippet('\tport: 80', 7, 2)).toEqual(['1 |     port: 80', '  |           ^^']);
    expect(snippet('名前: 港 # x', 4, 1)).toEqual(['1 | 名前: 港 # x', '  |       ^^']);
    expect(snippet('e\u0301🙂: x', 6, 1)).toEqual(['1 | e\u0301🙂: x', '  |      ^']);
  });

  it('shows characters that would act on the terminal as their codes', () => {
    expect(snippet('a\u001b[31m\u202e: x', 8, 1)).toEqual([
      '1 | a\\u{1b}[31m\\u{202e}: x',
      '  |                     ^',
    ]);
  });

  it('cuts a long line around the place', () => {
    const source = `${'a'.repeat(200)} TARGET ${'b'.repeat(200)}`;
    const [line = '', marks = ''] = snippet(source, 201, 6);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toMatch(/^1 \| …a+ TARGET b+…$/);
    expect(marks.indexOf('^')).toBe(line.indexOf('TARGET'));
    expect(marks.match(/\^+/)?.[0]).toBe('^^^^^^');
  });

  it('lays out only the neighbourhood of a place in a line of megabytes', () => {
    const source = `${'a'.repeat(5_000_000)}TARGET${'b'.repeat(5_000_000)}`;
    const [line = '', marks = ''] = snippet(source, 5_000_000, 6);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(marks.indexOf('^')).toBe(line.indexOf('TARGET'));
  });

  it('marks the first line of a place of several lines to its end, and an empty place with one mark', () => {
    const finding = { ...UNNAMED, range: { start: { line: 0, character: 2 }, end: { line: 3, character: 1 } } };
    const text = formatText(withFindings(finding), { ...TEXT, sourceLine: () => 'a: bcd' });
    expect(text).toContain('1 | a: bcd\n  |   ^^^^\n');
    expect(snippet('port:', 5, 0)).toEqual(['1 | port:', '  |      ^']);
  });

  it('shows the finding without source where the line is gone', () => {
    const text = formatText(withFindings(UNRESOLVED), { ...TEXT, sourceLine: () => undefined });
    expect(text).toContain('--> deploy/service.yaml:9:17\n');
    expect(text).toContain('the port that the pods do have');
  });
});
