import { describe, expect, it } from 'vitest';
import { updateSnapshot } from '../workspace';
import { analyse, preferredFix, runToEnd } from '.';
import {
  charterText,
  type Files,
  findingsIn,
  run,
  service,
  shown,
  snapshotOf,
  suppressedOf,
  TODAY,
  WEB,
} from './test-support';

const NOWHERE = service('web', 'http').replace('  namespace: shop\n', '');
const BARE_WEB = WEB.replace('  namespace: shop\n', '');

/** One base of a Service that leads nowhere, in overlays of a namespace each. */
function overlays(...names: string[]): Files {
  return {
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'base/a.yaml': `${NOWHERE}---\n${BARE_WEB}`,
    ...Object.fromEntries(
      names.map((name) => [`${name}/kustomization.yaml`, `resources: [../base]\nnamespace: ${name}\n`]),
    ),
  };
}

const said = (files: Files) => findingsIn(run(files)).map(shown);
const silenced = (files: Files) =>
  suppressedOf(run(files)).map(({ file, guardrail, suppressed }) => `${file} ${guardrail} by ${suppressed?.by}`);

describe('exceptions for one object in several environments', () => {
  const excepted = (...objects: string[]) =>
    charterText(
      `  exceptions:\n${objects.map((object) => `  - {guardrail: unresolved-target-port, object: ${object}, reason: x}\n`).join('')}`,
    );

  it('are all of use, although the environments share one finding', () => {
    const files = { ...overlays('dev', 'prod'), 'portcullis.yaml': excepted('Service/dev/web', 'Service/prod/web') };
    expect(said(files)).toEqual([]);
    expect(silenced(files)).toEqual(['base/a.yaml unresolved-target-port by exception']);
  });

  it('leave what they do not speak of', () => {
    const files = { ...overlays('dev', 'prod'), 'portcullis.yaml': excepted('Service/dev/web') };
    expect(said(files).map((line) => line.slice(line.indexOf('[')))).toEqual(['[prod]']);
  });
});

describe('an annotation that a kustomization gives to all its objects', () => {
  const all = (value: string, targetPort: string): Files => ({
    'base/a.yaml': service('web', targetPort),
    'base/b.yaml': WEB,
    'kustomization.yaml': `resources: [base/a.yaml, base/b.yaml]\ncommonAnnotations:\n  portcullis.dev/ignore: "${value}"\n`,
  });

  it('is of use where one of them needs it', () => {
    expect(said(all('unresolved-target-port: x', 'http'))).toEqual([]);
    expect(silenced(all('unresolved-target-port: x', 'http'))).toEqual([
      'base/a.yaml unresolved-target-port by annotation',
    ]);
  });

  it('that none needs, or that nobody knows, is a finding where it is written, once', () => {
    const named = '"(did you mean';
    expect(said(all('unresolved-target-port: x', 'web'))).toEqual([
      'kustomization.yaml:3:27 warning unused-suppression: unresolved-target-port finds nothing to ignore here [.]',
    ]);
    expect(said(all('unresolved-target-prt: x', 'web')).map((line) => line.split(named)[0])).toEqual([
      'kustomization.yaml:3:27 warning unknown-guardrail: "unresolved-target-prt" is no guardrail (did you mean unresolved-target-port?) [.]',
    ]);
  });

  it('is judged anew when one of them changes', () => {
    const before = snapshotOf(all('unresolved-target-port: x', 'http'));
    const first = runToEnd(analyse(before, { today: TODAY }));
    const after = updateSnapshot(before, [{ path: 'base/a.yaml', kind: 'text', text: service('web', 'web') }]);
    const second = runToEnd(analyse(after, { today: TODAY }, first));
    expect(findingsIn(second).map(shown)).toEqual(said(all('unresolved-target-port: x', 'web')));
    const back = updateSnapshot(after, [{ path: 'base/a.yaml', kind: 'text', text: service('web', 'http') }]);
    expect(findingsIn(runToEnd(analyse(back, { today: TODAY }, second)))).toEqual([]);
  });
});

describe('an ignore comment in a patch', () => {
  const patched = (targetPort: string, head = '# portcullis: ignore unresolved-target-port\n'): Files => ({
    'base/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
    'base/a.yaml': service('web', 'web'),
    'base/b.yaml': WEB,
    'over/kustomization.yaml': 'resources: [../base]\npatches:\n- path: patch.yaml\n',
    'over/patch.yaml': `${head}${service('web', targetPort).replace(/ {2}selector:\n.*\n/, '')}`,
  });

  it('silences what the patch brings about', () => {
    expect(said(patched('nope', ''))).toHaveLength(1);
    expect(said(patched('nope'))).toEqual([]);
    expect(silenced(patched('nope'))).toEqual(['over/patch.yaml unresolved-target-port by comment']);
  });

  it('that nothing needs is a finding', () => {
    expect(said(patched('web'))).toEqual([
      'over/patch.yaml:1:22 warning unused-suppression: unresolved-target-port finds nothing to ignore here [over]',
    ]);
  });

  it('is judged anew when the base changes', () => {
    const before = snapshotOf(patched('web'));
    const first = runToEnd(analyse(before, { today: TODAY }));
    const files = {
      ...patched('web'),
      'base/b.yaml': WEB.replace('name: web\n          containerPort', 'name: http\n          containerPort'),
    };
    const after = updateSnapshot(before, [{ path: 'base/b.yaml', kind: 'text', text: files['base/b.yaml'] ?? '' }]);
    expect(findingsIn(runToEnd(analyse(after, { today: TODAY }, first))).map(shown)).toEqual(said(files));
  });
});

describe('a fingerprint', () => {
  const prints = (files: Files) => findingsIn(run(files)).map(({ fingerprint }) => fingerprint);

  it('is that of the object as its file states it: more environments change nothing', () => {
    expect(prints(overlays('dev', 'prod'))).toEqual(prints(overlays('prod')));
    expect(prints(overlays('prod'))).toEqual(prints({ 'a.yaml': `${NOWHERE}---\n${BARE_WEB}` }));
  });

  it('holds for items of a List too', () => {
    const item = (text: string) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
    const list = `apiVersion: v1\nkind: List\nitems:\n${item(NOWHERE)}${item(BARE_WEB)}`;
    const listed = (...names: string[]) => ({ ...overlays(...names), 'base/a.yaml': list });
    expect(prints(listed('dev', 'prod'))).toEqual(prints(overlays('prod')));
  });
});

describe('a severity of its own in an environment', () => {
  it('stays known beside the worst one', () => {
    const environments = `  environments:
  - {name: dev, include: [base/**], overrides: {guardrails: {unresolved-target-port: info}}}
  - {name: prod, include: [base/**]}
`;
    const [finding] = findingsIn(
      run({ 'base/a.yaml': `${service('web', 'http')}---\n${WEB}`, 'portcullis.yaml': charterText(environments) }),
    );
    expect(finding).toMatchObject({ severity: 'error', environments: ['dev', 'prod'], severities: ['info', 'error'] });
  });

  it('is not worth a word where all agree', () => {
    const [finding] = findingsIn(run(overlays('dev', 'prod')));
    expect(finding).not.toHaveProperty('severities');
  });
});

describe('a broken charter', () => {
  it('is never turned off', () => {
    const charter = charterText('  profil: strict\n  guardrails: {invalid-charter: off}\n');
    expect(said({ 'portcullis.yaml': charter })).toEqual([
      'portcullis.yaml:4:3 error invalid-charter: "profil" is not known in spec: did you mean profile? []',
    ]);
  });
});

it('the preferred fix is the first safe one', () => {
  const [finding] = findingsIn(run(overlays('prod')));
  if (finding === undefined) throw new Error('nothing was found');
  const fix = (title: string, safe: boolean) => ({ title, safe, edits: [] });
  expect(preferredFix({ ...finding, fixes: [fix('a', false), fix('b', true), fix('c', true)] })?.title).toBe('b');
  expect(preferredFix({ ...finding, fixes: [fix('a', false)] })).toBeUndefined();
});
