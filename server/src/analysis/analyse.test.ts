import { describe, expect, it } from 'vitest';
import { defineGuardrail } from '../guardrails';
import { placeOf } from '../kubernetes';
import { analyse, compareFindings, runToEnd, scanResult, summaryOf } from '.';
import {
  charterOf,
  everyService,
  findingsIn,
  run,
  service,
  shown,
  snapshotOf,
  TODAY,
  WEB,
  withElsewhere,
} from './test-support';

const ONE = { 'a.yaml': service('a', 'web') };

function severities(spec: string, more: Parameters<typeof everyService>[0] = {}): string[] {
  const analysis = run(ONE, { charter: charterOf(spec), guardrails: [everyService(more)] });
  return findingsIn(analysis).map(({ severity }) => severity);
}

describe('findings', () => {
  it('come from every file, ordered by file, start, id and message', () => {
    const analysis = run({
      'b.yaml': service('b', 'nope'),
      'a.yaml': `${service('z', 'nope')}---\n${service('x', 'nix')}`,
      'w.yaml': WEB,
    });
    expect(
      findingsIn(analysis).map((finding) => `${finding.file}:${finding.range.start.line + 1} ${finding.guardrail}`),
    ).toEqual([
      'a.yaml:11 unresolved-target-port',
      'a.yaml:23 unresolved-target-port',
      'b.yaml:11 unresolved-target-port',
    ]);
    expect(analysis.paths).toEqual(['a.yaml', 'b.yaml']);
    expect(findingsIn(analysis).toSorted(compareFindings)).toEqual(findingsIn(analysis));
  });

  it('name the object, the other end and an edit with places in their files', () => {
    const [finding] = run({ 'a.yaml': service('a', 'wbe'), 'w.yaml': WEB }).findingsOf('a.yaml');
    expect(finding).toMatchObject({
      object: { kind: 'Service', namespace: 'shop', name: 'a' },
      category: 'wiring',
      related: [{ file: 'w.yaml' }],
    });
    expect(finding?.fixes[0]?.edits).toEqual([
      { file: 'a.yaml', range: { start: { line: 10, character: 16 }, end: { line: 10, character: 19 } }, text: 'web' },
    ]);
  });

  it('are none for a file that nobody has', () => {
    const analysis = run(ONE, { guardrails: [everyService()] });
    expect(analysis.findingsOf('nowhere.yaml')).toBe(analysis.findingsOf('not-here.yaml'));
    expect(analysis.findingsOf('nowhere.yaml')).toEqual([]);
  });

  it('yield now and then', () => {
    const files = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${index}.yaml`, service(`s${index}`, 'web')]),
    );
    let slices = 0;
    for (const _ of analyse(snapshotOf(files), { today: TODAY })) slices += 1;
    expect(slices).toBeGreaterThan(2);
  });
});

describe('a severity is', () => {
  it('that of the guardrail', () => {
    expect(severities('  profile: default\n')).toEqual(['warning']);
  });

  it('that of the profile', () => {
    expect(severities('  profile: strict\n', { profiles: { strict: 'error' } })).toEqual(['error']);
    expect(severities('  profile: default\n', { profiles: { default: 'off' } })).toEqual([]);
  });

  it('on in audit, which has everything that strict has and what is otherwise off', () => {
    expect(severities('  profile: audit\n', { severity: 'off' })).toEqual(['info']);
    expect(severities('  profile: audit\n', { severity: 'off', profiles: { strict: 'error' } })).toEqual(['error']);
    expect(
      severities('  profile: audit\n', { severity: 'off', profiles: { strict: 'error', audit: 'warning' } }),
    ).toEqual(['warning']);
  });

  it('the word of the team before all, under a former id too', () => {
    expect(severities('  guardrails: {every-service: info}\n', { profiles: { default: 'error' } })).toEqual(['info']);
    expect(severities('  guardrails: {any-service: error}\n')).toEqual(['error']);
    expect(severities('  guardrails: {every-service: off}\n')).toEqual([]);
    expect(severities('  guardrails: {every-service: error}\n', { severity: 'off' })).toEqual(['error']);
  });

  it('that of the breach, unless the team has set one', () => {
    const own = defineGuardrail<'service', { at: ReturnType<typeof placeOf>; subject: string; severity: 'error' }>({
      ...everyService(),
      check: {
        kind: 'object',
        appliesTo: ['service'],
        find: (object) => [{ at: placeOf(object.node), subject: 'x', severity: 'error' }],
      },
      message: () => 'own',
    });
    const of = (spec: string) =>
      findingsIn(run(ONE, { charter: charterOf(spec), guardrails: [own] })).map((each) => each.severity);
    expect(of('  profile: default\n')).toEqual(['error']);
    expect(of('  guardrails: {every-service: info}\n')).toEqual(['info']);
  });
});

describe('environments that share a file', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': service('a', 'web'),
    'dev/kustomization.yaml': 'resources: [../base]\nnamespace: dev\n',
    'prod/kustomization.yaml': 'resources: [../base]\nnamespace: prod\n',
  };

  it('have one finding together', () => {
    const analysis = run(files, { guardrails: [everyService()] });
    expect(findingsIn(analysis).map(shown)).toEqual(['base/a.yaml:2:7 warning every-service: Service a [dev, prod]']);
  });

  it('of which the highest severity counts', () => {
    const charter = charterOf(
      '  environments:\n  - {name: prod, include: [prod/**], overrides: {guardrails: {every-service: error}}}\n',
    );
    const [finding] = findingsIn(run(files, { charter, guardrails: [everyService()] }));
    expect(finding?.severity).toBe('error');
  });

  it('and keep two where an exception holds in one of them', () => {
    const charter = charterOf(
      '  exceptions:\n  - {guardrail: every-service, object: Service/dev/a, reason: only there}\n',
    );
    const analysis = run(files, { charter, guardrails: [everyService()] });
    expect(analysis.findingsOf('base/a.yaml').map((finding) => finding.environments)).toEqual([['prod']]);
    expect(analysis.suppressedIn('base/a.yaml').map((finding) => finding.environments)).toEqual([['dev']]);
  });
});

describe('a fingerprint', () => {
  const print = (text: string) =>
    run({ 'a.yaml': text }, { guardrails: [everyService()] })
      .findingsOf('a.yaml')
      .map((each) => each.fingerprint);

  it('stays where lines move', () => {
    expect(print(`# one\n# two\n${service('a', 'web')}`)).toEqual(print(service('a', 'web')));
  });

  it('differs by object, and by a number where objects are equal', () => {
    const [a] = print(service('a', 'web'));
    const [b] = print(service('b', 'web'));
    expect(a).toMatch(/^[0-9a-f]{16}-1$/);
    expect(b).not.toBe(a);
    expect(print(`${service('a', 'web')}---\n${service('a', 'web')}`)).toEqual([a, a?.replace(/1$/, '2')]);
  });
});

describe('a guardrail that throws', () => {
  const broken = (where: 'find' | 'message' | 'related' | 'fixes') =>
    everyService({
      id: 'broken',
      ...(where === 'find' ? { check: { kind: 'object', appliesTo: ['service'], find: fail } } : { [where]: fail }),
    });
  const fail = (): never => {
    throw new Error('no such\nthing');
  };

  it.each(['find', 'message', 'related', 'fixes'] as const)('in %s gives one notice, and the others go on', (where) => {
    const files = { 'a.yaml': service('a', 'web'), 'b.yaml': service('b', 'web') };
    const analysis = run(files, { guardrails: [broken(where), everyService()] });
    expect(analysis.notices).toEqual([
      { message: 'Guardrail broken could not look at everything: Error: no such thing' },
    ]);
    expect(findingsIn(analysis).map((finding) => finding.guardrail)).toEqual(['every-service', 'every-service']);
  });

  it('on a document does so too', () => {
    const analysis = run(ONE, {
      guardrails: [everyService({ id: 'broken', check: { kind: 'document', find: fail } }), everyService()],
    });
    expect(analysis.notices).toHaveLength(1);
    expect(findingsIn(analysis)).toHaveLength(1);
  });

  it('or never ends is stopped', () => {
    const endless = everyService({
      check: {
        kind: 'object',
        appliesTo: ['service'],
        *find(object) {
          for (let count = 0; ; count++) yield { at: placeOf(object.node), subject: String(count) };
        },
      },
      message: (breach) => breach.subject,
    });
    const analysis = run(ONE, { guardrails: [endless] });
    expect(findingsIn(analysis)).toHaveLength(1000);
    expect(analysis.notices[0]?.message).toContain('stopped after 1000 findings');
  });
});

describe('a message', () => {
  const say = (text: string) =>
    findingsIn(run(ONE, { guardrails: [everyService({ message: () => text })] }))[0]?.message;

  it('is one line of plain text, whatever a manifest holds', () => {
    expect(say('a\nb\tc')).toBe('a b c');
    expect(say('red \u001b[31m\u0007 \u202Eturned')).toBe('red \uFFFD[31m\uFFFD \uFFFDturned');
  });

  it('shortens long names in their middle before it cuts the sentence', () => {
    const name = `a${'x'.repeat(400)}z`;
    expect(say(`"${name}" is not known: did you mean y?`)).toBe(
      `"a${'x'.repeat(28)}…${'x'.repeat(27)}z" is not known: did you mean y?`,
    );
    const faces = `${'😀'.repeat(200)}`;
    expect(say(`${faces} is odd`)).toMatch(/^(?:😀)+…(?:😀)+ is odd$/u);
  });

  it('has an end', () => {
    expect(say('x '.repeat(5000))).toHaveLength(300);
    expect(say(`${'x '.repeat(149)}😀😀`)).toBe(`${'x '.repeat(149)}…`);
  });
});

it('the result of a scan holds what reports need', () => {
  const snapshot = snapshotOf(ONE);
  const analysis = runToEnd(analyse(snapshot, { today: TODAY, guardrails: withElsewhere(everyService()) }));
  const result = scanResult('/root', snapshot, analysis);
  expect(result).toMatchObject({ root: '/root', scanned: ['a.yaml'], skipped: [], notices: [], suppressed: [] });
  expect(result.findings).toEqual(findingsIn(analysis));
  expect(summaryOf(result.findings)).toEqual({ error: 0, warning: 1, info: 0 });
});

it('tells equal findings of different files apart, and leaves the numbers alone where another file comes', () => {
  const files = { 'b.yaml': service('a', 'web'), 'c.yaml': service('a', 'web') };
  const prints = (more: Record<string, string>) => {
    const snapshot = snapshotOf({ ...files, ...more });
    const analysis = runToEnd(analyse(snapshot, { today: TODAY, guardrails: withElsewhere(everyService()) }));
    return scanResult('/root', snapshot, analysis).findings.map(({ file, fingerprint, fingerprintInFile }) => {
      const inFile = fingerprintInFile ?? fingerprint;
      return `${file} ${fingerprint.slice(-2)} ${inFile.slice(-2)} ${fingerprint.slice(0, -2) === inFile.slice(0, -2)}`;
    });
  };
  expect(prints({})).toEqual(['b.yaml -1 -1 true', 'c.yaml -2 -1 true']);
  expect(prints({ 'a.yaml': service('other', 'web') })).toEqual([
    'a.yaml -1 -1 true',
    'b.yaml -1 -1 true',
    'c.yaml -2 -1 true',
  ]);
});
