import { describe, expect, it } from 'vitest';
import { updateSnapshot } from '../workspace';
import { editFile, textOf } from '../yaml';
import { analyse, type Finding, type FindingFix, ignoreForObject, ignoreHere, runToEnd } from '.';
import { everyService, findingsIn, service, snapshotOf, suppressedOf, TODAY, withElsewhere } from './test-support';

const GUARDRAILS = withElsewhere(everyService());
const SERVICE = service('a', 'web');

type Ignoring = typeof ignoreHere;

/** The text after it, if it is offered; checked to silence that finding and to bring no other one. */
function textAfter(ignore: Ignoring, text: string, path = 'a.yaml'): string | undefined {
  const snapshot = snapshotOf({ [path]: text });
  const options = { today: TODAY, guardrails: GUARDRAILS };
  const analysis = runToEnd(analyse(snapshot, options));
  const finding: Finding | undefined = findingsIn(analysis).at(-1);
  const fix: FindingFix | undefined = finding === undefined ? undefined : ignore(snapshot, finding);
  const file = snapshot.file(path);
  if (fix === undefined || file === undefined) return undefined;
  const edited = editFile(file, fix.edits);
  const next = runToEnd(analyse(updateSnapshot(snapshot, [{ path, kind: 'edited', file: edited }]), options, analysis));
  expect(findingsIn(next)).toHaveLength(findingsIn(analysis).length - 1);
  expect(suppressedOf(next)).toHaveLength(suppressedOf(analysis).length + 1);
  return textOf(edited);
}

describe('ignore here', () => {
  it('puts a comment on the line above', () => {
    expect(textAfter(ignoreHere, SERVICE)).toBe(SERVICE.replace('kind:', '# portcullis: ignore every-service\nkind:'));
  });

  it('with the indentation and the line ends of its neighbours', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- metadata:\n    name: a\n  apiVersion: v1\n  kind: Service\n`;
    expect(textAfter(ignoreHere, list)).toContain('\n  # portcullis: ignore every-service\n  kind: Service\n');
    expect(textAfter(ignoreHere, SERVICE.replaceAll('\n', '\r\n'))).toContain(
      'v1\r\n# portcullis: ignore every-service\r\nkind',
    );
  });

  it('joins a comment that is there, before its reason', () => {
    const behind = SERVICE.replace('kind: Service', 'kind: Service # portcullis: ignore unapproved-port -- why');
    const all = [...GUARDRAILS];
    expect(all.length).toBeGreaterThan(0);
    const snapshot = snapshotOf({ 'a.yaml': behind });
    const [finding] = findingsIn(runToEnd(analyse(snapshot, { today: TODAY, guardrails: GUARDRAILS })));
    if (finding === undefined) throw new Error('nothing is wrong here');
    expect(ignoreHere(snapshot, finding)?.edits[0]?.text).toBe(', every-service');
  });

  it('goes behind the first line of a document, above which it would speak of all of it', () => {
    const first = 'kind: Service\napiVersion: v1\nmetadata:\n  name: a\n';
    expect(textAfter(ignoreHere, first)).toBe(first.replace('Service', 'Service  # portcullis: ignore every-service'));
    expect(textAfter(ignoreHere, `# a licence\n---\n${first}`)).toContain('kind: Service  # portcullis');
  });

  it('is not offered in JSON', () => {
    const json = '{"apiVersion": "v1",\n "kind": "Service",\n "metadata": {"name": "a"}}\n';
    expect(textAfter(ignoreHere, json, 'a.json')).toBeUndefined();
  });
});

describe('ignore for this object', () => {
  it('adds the annotation', () => {
    expect(textAfter(ignoreForObject, SERVICE)).toBe(
      SERVICE.replace('spec:', '  annotations:\n    portcullis.dev/ignore: every-service\nspec:'),
    );
  });

  it('beside other annotations', () => {
    const other = SERVICE.replace('spec:', '  annotations:\n    team: a\nspec:');
    expect(textAfter(ignoreForObject, other)).toBe(
      other.replace('team: a\n', 'team: a\n    portcullis.dev/ignore: every-service\n'),
    );
  });

  it('joins one that is there', () => {
    const other = SERVICE.replace('spec:', '  annotations:\n    portcullis.dev/ignore: "unknown-guardrail: x"\nspec:');
    expect(textAfter(ignoreForObject, other)).toContain(
      'portcullis.dev/ignore: "unknown-guardrail: x; every-service"\n',
    );
  });

  it('in the document of the finding, of several', () => {
    const two = `${SERVICE.replace('kind: Service', 'kind: Service # portcullis: ignore every-service')}---\n${service('b', 'web')}`;
    expect(textAfter(ignoreForObject, two)?.indexOf('annotations')).toBeGreaterThan(two.indexOf('---'));
  });

  it('is refused in templates', () => {
    expect(textAfter(ignoreForObject, SERVICE.replace('port: 80', 'port: {{ .Values.port }}'))).toBeUndefined();
  });
});
