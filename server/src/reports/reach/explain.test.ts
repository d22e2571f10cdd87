import { describe, expect, it } from 'vitest';
import { endNamed, type NamedEnd, type Protocol, passageBetween } from '../../network/reach';
import { displayWidth } from '../layout';
import { violations } from '../schema-check';
import { formatExplainJson } from './explain-json';
import { formatExplainMarkdown } from './explain-markdown';
import type { ExplainReport } from './explain-model';
import { formatExplainText } from './explain-text';
import { explained, explainedBetween } from './explained';
import { cluster, only, policy, type SampleCluster, workload } from './sample.test-help';
import { explainSchema } from './schema';

const PLAIN = { color: false, quiet: false };
const CONTEXT = { version: '1.2.3', files: { scanned: 1, skipped: [] }, notices: [] };
const ABOUT = { name: 'prod', cni: 'spec' };

function named({ engine, surroundings }: SampleCluster, text: string): NamedEnd {
  const naming = endNamed(engine, surroundings, text);
  if (naming.state !== 'found') throw new Error(naming.message);
  return naming.end;
}

function report(text: string, from: string, to: string, port: number, protocol: Protocol = 'TCP'): ExplainReport {
  const sample = cluster(text);
  const passage = passageBetween(
    sample.engine,
    sample.surroundings,
    named(sample, from),
    named(sample, to),
    protocol,
    port,
  );
  return {
    question: { from, to, port: String(port) },
    port: `${protocol} ${port}`,
    environments: [explained(ABOUT, passage, sample.placeOf)],
  };
}

function textOf(made: ExplainReport, options = PLAIN): string {
  return [...formatExplainText(made, options)].join('');
}

const BASE = workload('web') + workload('db') + workload('other', { namespace: 'ops' });
const GUARDED = BASE + only('web', 'db', { port: 5432 });

const CLOSED = policy('closed', { podSelector: {}, policyTypes: ['Ingress'] });

function admin(name: string, action: string, from: readonly object[]): string {
  return ofCluster('AdminNetworkPolicy', name, { priority: 1, ingress: [{ action, from }] });
}

function baseline(action: string, from: readonly object[]): string {
  return ofCluster('BaselineAdminNetworkPolicy', 'default', { ingress: [{ action, from }] });
}

function ofCluster(kind: string, name: string, spec: object): string {
  const apiVersion = 'policy.networking.k8s.io/v1alpha1';
  const whole = { subject: { namespaces: {} }, ...spec };
  return `${JSON.stringify({ apiVersion, kind, metadata: { name }, spec: whole })}\n---\n`;
}

describe('explanation', () => {
  it('names what isolates, what decided, with file and line', () => {
    expect(textOf(report(GUARDED, 'shop/web', 'shop/db', 5432))).toBe(
      [
        'shop/web => shop/db : TCP 5432 is allowed',
        '',
        'Egress of shop/web[Deployment]: allowed',
        '  No policy isolates it in this direction, so everything is open',
        'Ingress of shop/db[Deployment]: allowed',
        '  NetworkPolicy shop/only-web isolates it (shop.yaml:7)',
        '  NetworkPolicy shop/only-web admits it:',
        '      shop.yaml:7',
        '      | {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":…',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['port', GUARDED, 'shop/web', 80, 'TCP', 'admits it, but on other ports'],
    ['protocol', GUARDED, 'shop/web', 5432, 'UDP', 'admits it, but in another protocol'],
    ['selector', GUARDED + workload('third'), 'shop/third', 5432, 'TCP', 'admits other pods'],
    ['namespace', GUARDED, 'ops/other', 5432, 'TCP', 'admits pods of other namespaces'],
    ['address', GUARDED, '8.8.8.8', 5432, 'TCP', 'does not admit its address'],
  ] as const)('says what the nearest rule failed on: %s', (_what, text, from, port, protocol, sentence) => {
    const said = textOf(report(text, from, 'shop/db', port, protocol));
    expect(said).toContain('is denied');
    expect(said).toContain('The nearest rule:\n');
    expect(said).toContain(`NetworkPolicy shop/only-web ${sentence}`);
  });

  it.each([
    [
      'S101 isolation is final, whatever the baseline admits',
      baseline('Allow', [{ namespaces: {} }]) + CLOSED,
      'denied',
      'No rule admits it',
    ],
    [
      'S125 a rule that passes on whom nobody knows denies',
      admin('one', 'Pass', [{ planets: {} }]),
      'denied',
      'AdminNetworkPolicy one denies it',
    ],
    [
      'S103 equal priorities: the one',
      admin('one', 'Allow', [{ namespaces: {} }]) + admin('two', 'Deny', [{ namespaces: {} }]),
      'unknown',
      'AdminNetworkPolicy one admits it, unless another rule comes first:',
    ],
    [
      'S103 equal priorities: and the other',
      admin('one', 'Allow', [{ namespaces: {} }]) + admin('two', 'Deny', [{ namespaces: {} }]),
      'unknown',
      'AdminNetworkPolicy two has the same priority and says otherwise',
    ],
    [
      'S026 whether a policy is about the pod nobody can tell',
      policy('maybe', { podSelector: { matchLabels: { 'pod-template-hash': 'abc' } } }),
      'unknown',
      'NetworkPolicy shop/maybe may isolate it',
    ],
  ])('%s', (_title, text, outcome, sentence) => {
    const said = textOf(report(BASE + text, 'shop/web', 'shop/db', 80));
    expect(said).toContain(`is ${outcome}`);
    expect(said).toContain(sentence);
    expect(said).not.toContain('default admits it');
  });

  it('says of a direction that nothing is admitted where no rule is there', () => {
    const said = textOf(
      report(BASE + policy('deny', { podSelector: {}, policyTypes: ['Egress'] }), 'shop/web', 'ops/other', 80),
    );
    expect(said).toContain('Egress of shop/web[Deployment]: denied\n  NetworkPolicy shop/deny isolates it');
    expect(said).toContain('No rule admits it');
    expect(said).not.toContain('nearest');
  });

  it('translates the port of a Service (S064)', () => {
    const service = `${JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { selector: { app: 'db' }, ports: [{ port: 5000, targetPort: 5432 }] },
    })}\n---\n`;
    const said = textOf(report(GUARDED + service, 'shop/web', 'shop/Service/db', 5000));
    expect(said).toContain('TCP 5000 is allowed');
    expect(said).toContain('Through Service shop/db port 5000 to TCP 5432 of shop/db[Deployment]');
  });

  it('of the nodes: the own node is let in, and nobody can tell which that is (S041)', () => {
    const sample = cluster(GUARDED);
    const db = sample.engine.ends.filter((end) => end.kind === 'pods' && end.pods.name === 'db');
    const made = explainedBetween(
      ABOUT,
      sample.engine,
      { from: [{ kind: 'nodes' }], to: db },
      'TCP',
      80,
      sample.placeOf,
    );
    const said = textOf({
      question: { from: 'nodes', to: 'shop/db', port: '80' },
      port: 'TCP 80',
      environments: [made],
    });
    expect(said).toContain('nodes => shop/db : TCP 80 is unknown');
    expect(said).toContain("A pod's own node is always let in");
  });

  it('quiet is the verdict alone', () => {
    expect(textOf(report(GUARDED, 'shop/web', 'shop/db', 5432), { ...PLAIN, quiet: true })).toBe(
      'shop/web => shop/db : TCP 5432 is allowed\n',
    );
  });

  it('keeps to 80 columns, and shows nothing that moves the cursor', () => {
    const name = `w-${'long-'.repeat(10)}x`;
    const nasty = policy(`p\u001b[31m\u202e${'p'.repeat(100)}`, { podSelector: {}, ingress: [] });
    const said = textOf(report(workload('a') + workload(name) + nasty, 'shop/a', `shop/${name}`, 80));
    expect(said.match(/[^\P{C}\n]/gu)).toBeNull();
    const long = said.split('\n').filter((line) => displayWidth(line) > 80 && line.trim().split(' ').length > 1);
    expect(long).toEqual([]);
  });

  it('JSON fits its schema', () => {
    for (const port of [5432, 80]) {
      const json = JSON.parse(formatExplainJson(report(GUARDED, 'shop/web', 'shop/db', port), CONTEXT));
      expect(violations(explainSchema(), json)).toEqual([]);
    }
    const json = JSON.parse(formatExplainJson(report(GUARDED, 'shop/web', 'shop/db', 80), CONTEXT));
    expect(json.environments[0].ways[0].ingress).toMatchObject({
      outcome: 'denied',
      because: 'no-rule-admits',
      nearest: [{ failedOn: 'port', place: { file: 'shop.yaml', line: 7 } }],
    });
  });

  it('Markdown has both ends', () => {
    const text = [...formatExplainMarkdown(report(GUARDED, 'shop/web', 'shop/db', 80))].join('');
    expect(text).toContain('### `shop/web` to `shop/db` on `TCP 80`: denied');
    expect(text).toContain('- Egress of `shop/web[Deployment]`: **allowed**');
    expect(text).toContain('- Ingress of `shop/db[Deployment]`: **denied**');
  });
});
