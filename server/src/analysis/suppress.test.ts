import { describe, expect, it } from 'vitest';
import { readBaseline, writeBaseline } from '../config';
import type { Analysis } from '.';
import {
  charterText,
  everyService,
  type Files,
  findingsIn,
  run,
  service,
  shown,
  suppressedOf,
  withElsewhere,
} from './test-support';

const GUARDRAILS = withElsewhere(everyService());
/** Finds the same, and is never asked: nobody can tell whether ignoring it is of use. */
const OFF = everyService({ id: 'sleeping-guardrail', severity: 'off', formerIds: [] });

function check(files: Files | string): Analysis {
  return run(typeof files === 'string' ? { 'a.yaml': files } : files, { guardrails: [...GUARDRAILS, OFF] });
}

function said(files: Files | string): string[] {
  return findingsIn(check(files)).map((finding) => shown(finding).replace(/ \[.*/, ''));
}

/** By whom the findings are silenced, and why. */
function silenced(files: Files | string): string[] {
  return suppressedOf(check(files)).map(
    ({ guardrail, suppressed }) => `${guardrail} by ${suppressed?.by}: ${suppressed?.reason}, ${suppressed?.expires}`,
  );
}

const SERVICE = service('a', 'web');
const withComment = (comment: string) => SERVICE.replace('kind: Service', `${comment}kind: Service`);
const behind = (comment: string) => SERVICE.replace('kind: Service', `kind: Service ${comment}`);
const annotated = (value: string) =>
  SERVICE.replace('spec:', `  annotations:\n    portcullis.dev/ignore: ${value}\nspec:`);

describe('an ignore comment', () => {
  it.each([
    ['on the line', behind('# portcullis: ignore every-service -- we know')],
    ['on the line above', withComment('# portcullis: ignore every-service -- we know\n')],
    ['above other comments', withComment('# portcullis: ignore every-service -- we know\n# more\n')],
    ['at the head of a document', `# portcullis: ignore every-service -- we know\n${SERVICE}`],
    ['above the first ---', `# portcullis: ignore every-service -- we know\n---\n${SERVICE}`],
    ['on the ---', `--- # portcullis: ignore every-service -- we know\n${SERVICE}`],
    ['with other ids', behind('# portcullis: ignore sleeping-guardrail, every-service -- we know')],
    ['with a former id', behind('# portcullis: ignore any-service -- we know')],
    ['written tightly', behind('#portcullis:ignore every-service -- we know')],
    ['in CRLF', behind('# portcullis: ignore every-service -- we know').replaceAll('\n', '\r\n')],
  ])('%s silences the finding', (_, text) => {
    expect(said(text)).toEqual([]);
    expect(silenced(text)).toEqual(['every-service by comment: we know, null']);
  });

  it.each([
    [
      'two lines above',
      SERVICE.replace('apiVersion: v1\n', '# x\napiVersion: v1\n').replace(
        'metadata:',
        '# portcullis: ignore sleeping-guardrail\nmetadata:',
      ),
    ],
    ['of another document', `${SERVICE}---\n# portcullis: ignore sleeping-guardrail\n${WEBLESS}`],
    ['in a text', SERVICE.replace('spec:', '  annotations: {note: "# portcullis: ignore every-service"}\nspec:')],
  ])('%s does not', (_, text) => {
    expect(said(text).some((line) => line.includes('every-service: Service a'))).toBe(true);
  });

  it('needs no reason', () => {
    expect(silenced(behind('# portcullis: ignore every-service'))).toEqual(['every-service by comment: null, null']);
  });

  it('without ids ignores nothing, and says so', () => {
    expect(said(behind('# portcullis: ignore -- all of it'))).toEqual([
      'a.yaml:2:7 warning every-service: Service a',
      'a.yaml:2:15 warning unknown-guardrail: ignore needs the ids of guardrails: a comment without them ignores nothing',
    ]);
  });

  it('with an unknown id says so, with the nearest one', () => {
    expect(said(behind('# portcullis: ignore evry-service, zebra'))).toEqual([
      'a.yaml:2:7 warning every-service: Service a',
      'a.yaml:2:36 warning unknown-guardrail: "evry-service" is no guardrail (did you mean every-service?)',
      'a.yaml:2:50 warning unknown-guardrail: "zebra" is no guardrail',
    ]);
  });

  it.each(['every-service, sleepy-guard', 'every-service sleepy-guard', 'sleepy-guard   every-service'])(
    'takes white space for a comma: %s',
    (ids) => {
      const [unknown, ...more] = said(behind(`# portcullis: ignore ${ids} -- we know`));
      expect(unknown).toContain('"sleepy-guard" is no guardrail');
      expect(more).toEqual([]);
    },
  );

  it('tells the id behind a blank that nothing needs', () => {
    const text = SERVICE.replace('  - port', '  # portcullis: ignore any-service every-service\n  - port');
    expect(said(text)).toEqual([
      'a.yaml:2:7 warning every-service: Service a',
      'a.yaml:10:24 warning unused-suppression: any-service finds nothing to ignore here',
      'a.yaml:10:36 warning unused-suppression: every-service finds nothing to ignore here',
    ]);
  });

  it('takes words behind an id for a reason, dashes or not', () => {
    expect(said(behind('# portcullis: ignore every-service because of a side-car, every-service'))).toEqual([]);
  });

  it.each([
    ['ignroe every-service', 'ignroe'],
    ['ignor', 'ignor'],
    ['disable every-service', 'disable'],
    ['skip: every-service, x', 'skip'],
  ])('%s is no ignore, and says so', (words, verb) => {
    const text = behind(`# portcullis: ${words}`);
    expect(said(text)).toEqual([
      'a.yaml:2:7 warning every-service: Service a',
      `a.yaml:2:29 warning unknown-guardrail: "${verb}" is nothing that portcullis does (did you mean ignore?)`,
    ]);
    const [fix] = findingsIn(check(text)).find(({ guardrail }) => guardrail === 'unknown-guardrail')?.fixes ?? [];
    expect(fix).toMatchObject({ safe: false, edits: [{ text: 'ignore' }] });
  });

  it.each(['portcullis: this file is scanned, too', 'portcullis:', 'see portcullis: disable every-service'])(
    'is not seen in prose: %s',
    (words) => {
      expect(said(behind(`# ${words}`))).toEqual(['a.yaml:2:7 warning every-service: Service a']);
    },
  );

  it.each([
    ['comment', (ids: string) => behind(`# portcullis: ignore ${ids}`)],
    ['annotation', (ids: string) => annotated(`"${ids}"`)],
  ])('takes a hundred ids in a %s, and says that there are more', (_, write) => {
    const many = Array.from({ length: 20_000 }, (_, index) => `zebra-${index}`).join(', ');
    const findings = said(write(many));
    expect(findings.filter((line) => line.includes('is no guardrail'))).toHaveLength(100);
    expect(findings.filter((line) => line.includes('ignore takes 100 ids at most'))).toHaveLength(1);
    expect(said(write(many.replaceAll(',', ';'))).length).toBeLessThan(110);
  });

  it('costs no more where there are many of them', () => {
    const comments = '  # portcullis: ignore every-service\n'.repeat(10_000);
    const started = performance.now();
    const findings = said(SERVICE.replace('  - port', `${comments}  - port`));
    expect(findings).toHaveLength(10_001);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('that nothing needs is a finding, whose fix takes it away', () => {
    const text = SERVICE.replace('  - port', '  # portcullis: ignore every-service\n  - port');
    const analysis = check(text);
    expect(said(text)).toEqual([
      'a.yaml:2:7 warning every-service: Service a',
      'a.yaml:10:24 warning unused-suppression: every-service finds nothing to ignore here',
    ]);
    const [fix] = analysis.findingsOf('a.yaml')[1]?.fixes ?? [];
    expect(fix).toEqual({
      title: 'Stop ignoring every-service',
      safe: true,
      edits: [
        { file: 'a.yaml', range: { start: { line: 9, character: 0 }, end: { line: 10, character: 0 } }, text: '' },
      ],
    });
  });

  it('is nobody’s business while its guardrail is off, or the document cannot be known', () => {
    expect(said(behind('# portcullis: ignore sleeping-guardrail'))).toEqual([
      'a.yaml:2:7 warning every-service: Service a',
    ]);
    const template = SERVICE.replace(
      '  - port: 80',
      '  # portcullis: ignore every-service\n  - port: {{ .Values.port }}',
    );
    expect(said(template).filter((line) => line.includes('unused'))).toEqual([]);
  });

  it('can silence what is found about suppressions', () => {
    const text = SERVICE.replace(
      '  - port',
      '  # portcullis: ignore every-service, unused-suppression -- soon\n  - port',
    );
    // The comment speaks of the line below it, the finding stands on its own line: only the head speaks of both.
    expect(said(`# portcullis: ignore unused-suppression -- soon\n${text}`)).toEqual([
      'a.yaml:3:7 warning every-service: Service a',
    ]);
  });
});

const WEBLESS = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n';

describe('the annotation', () => {
  it.each([
    ['with a reason', '"every-service: we know"'],
    ['with several', '"sleeping-guardrail: no; every-service: we know"'],
    ['in a block', '|\n      sleeping-guardrail\n      every-service: we know'],
    ['with ids that share a reason', '"sleeping-guardrail, every-service: we know"'],
  ])('%s silences the findings of its object', (_, value) => {
    expect(said(annotated(value))).toEqual([]);
    expect(silenced(annotated(value))).toEqual(['every-service by annotation: we know, null']);
  });

  it('of another object does not', () => {
    expect(said(`${annotated('every-service')}---\n${service('b', 'web')}`)).toEqual([
      'a.yaml:16:7 warning every-service: Service b',
    ]);
  });

  it('with an unknown id says so at the id', () => {
    expect(said(annotated('"every-service, evry-service: x"'))).toEqual([
      'a.yaml:7:44 warning unknown-guardrail: "evry-service" is no guardrail (did you mean every-service?)',
    ]);
  });

  it('that nothing needs is a finding, whose fix leaves the others', () => {
    const text = annotated('"every-service: x"').replaceAll('kind: Service', 'kind: ServiceAccount');
    expect(said(text)).toEqual(['a.yaml:7:29 warning unused-suppression: every-service finds nothing to ignore here']);
    const two = annotated('"every-service: x; sleeping-guardrail: y"').replaceAll(
      'kind: Service',
      'kind: ServiceAccount',
    );
    const [fix] = check(two).findingsOf('a.yaml')[0]?.fixes ?? [];
    expect(fix?.edits[0]?.text).toContain('sleeping-guardrail: y');
    expect(fix?.edits[0]?.text).not.toContain('every-service');
  });
});

describe('an exception of the charter', () => {
  const files = (exception: string, more: Files = {}): Files => ({
    'a.yaml': SERVICE,
    'portcullis.yaml': charterText(`  exceptions:\n  - {guardrail: every-service, reason: we know${exception}}\n`),
    ...more,
  });

  it.each([
    ['for an object', ', object: Service/shop/a'],
    ['of any namespace', ', object: Service/a'],
    ['with a wildcard', ', object: "*/shop/*"'],
    ['for a path', ', path: "*.yaml"'],
    ['for everything', ''],
    ['through its last day', ', expires: 2026-03-01'],
  ])('%s silences the finding', (_, exception) => {
    expect(said(files(exception))).toEqual([]);
    expect(silenced(files(exception))[0]).toMatch(/^every-service by exception: we know, /);
  });

  it.each([
    ['another name', ', object: Service/shop/b'],
    ['another namespace', ', object: Service/other/a'],
    ['another kind', ', object: Deployment/shop/a'],
    ['another path', ', path: deploy/**'],
    ['the wildcard stays in its part', ', object: "*/a/*"'],
  ])('%s: does not, and is not called unused: nothing it speaks of is here', (_, exception) => {
    expect(said(files(exception))).toEqual(['a.yaml:2:7 warning every-service: Service a']);
  });

  it('that is over does not, and is a finding itself', () => {
    expect(said(files(', expires: 2026-02-28'))).toEqual([
      'a.yaml:2:7 warning every-service: Service a',
      'portcullis.yaml:5:17 warning expired-exception: the exception for every-service ended on 2026-02-28',
    ]);
  });

  it('that nothing needs is a finding, where what it speaks of is here', () => {
    const text = files(', object: ConfigMap/x', { 'a.yaml': WEBLESS });
    expect(said(text)).toEqual([
      'portcullis.yaml:5:17 warning unused-suppression: every-service finds nothing that this exception is for',
    ]);
  });

  it('for a guardrail that is none, as a setting of one', () => {
    const charter = charterText(
      '  guardrails: {zebra: off}\n  exceptions:\n  - {guardrail: evry-service, reason: x}\n',
    );
    expect(said({ 'portcullis.yaml': charter })).toEqual([
      'portcullis.yaml:4:16 warning unknown-guardrail: "zebra" is no guardrail',
      'portcullis.yaml:6:17 warning unknown-guardrail: "evry-service" is no guardrail (did you mean every-service?)',
    ]);
  });
});

describe('problems of the charter', () => {
  it('are findings in its file, once each, that nothing silences', () => {
    const broken = {
      'portcullis.yaml': `# portcullis: ignore invalid-charter\n${charterText('  profile: nonsense\n')}`,
    };
    expect(said(broken)).toEqual([
      'portcullis.yaml:5:12 error invalid-charter: spec.profile cannot be "nonsense": must be one of default, strict, audit',
    ]);
    const torn = { 'portcullis.yaml': charterText('  profile: [\n') };
    expect(findingsIn(check(torn)).map((finding) => finding.guardrail)).toEqual(['invalid-charter']);
  });
});

describe('a baseline', () => {
  it('silences what was there, and nothing new', () => {
    const baseline = readBaseline(writeBaseline(findingsIn(check(SERVICE))));
    if ('problem' in baseline) throw new Error(baseline.problem);
    const after = run(
      { 'a.yaml': `# moved\n${SERVICE}---\n${service('b', 'web')}` },
      { guardrails: GUARDRAILS, baseline },
    );
    expect(findingsIn(after).map((finding) => finding.message)).toEqual(['Service b']);
    expect(suppressedOf(after).map((finding) => finding.suppressed?.by)).toEqual(['baseline']);
  });
});
