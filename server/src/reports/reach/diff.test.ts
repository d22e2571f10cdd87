import { describe, expect, it } from 'vitest';
import { type DifferenceOptions, differenceOf } from '../../network/reach';
import { violations } from '../schema-check';
import { formatDiffCsv, formatDiffDot, formatDiffJson, formatDiffMarkdown } from './diff-formats';
import type { DiffReport } from './diff-model';
import { formatDiffText } from './diff-text';
import { changesOf, sortedChanges, summaryOfDiff } from './differences';
import { entranceDiffs } from './entrances';
import { cluster, only, policy, workload } from './sample.test-help';
import { diffSchema } from './schema';

const PLAIN = { color: false, quiet: false };
const CONTEXT = { version: '1.2.3', files: { scanned: 1, skipped: [] }, notices: [] };

function report(before: string, after: string, name = 'prod', options: DifferenceOptions = {}): DiffReport {
  const { doubts = { before: false, after: false } } = options;
  const [old, now] = [cluster(before, 'old.yaml'), cluster(after, 'new.yaml')];
  const difference = differenceOf(old.engine, now.engine, options);
  const places = { before: old.placeOf, after: now.placeOf };
  const entrances = entranceDiffs({ difference, before: old, after: now, places, doubts, isAsked: () => true });
  const changes = sortedChanges([...entrances, ...changesOf(difference, places)]);
  const { omitted } = difference;
  return { environments: [{ name, cni: 'spec', state: 'both', added: [], removed: [], changes, omitted }] };
}

function textOf(made: DiffReport, options = PLAIN): string {
  return [...formatDiffText(made, options)].join('');
}

const DENY = policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const OPEN_WEB = policy('web', {
  podSelector: { matchLabels: { app: 'web' } },
  egress: [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }] }],
  policyTypes: ['Egress'],
});
const BASE = workload('web') + workload('db') + DENY + OPEN_WEB;

describe('differences', () => {
  it('what opens is said with the rule that opens it', () => {
    expect(textOf(report(BASE, BASE + only('web', 'db', { port: 5432 })))).toBe(
      [
        'NetworkPolicy shop/only-web is new (new.yaml:9): ingress',
        '  + shop/web[Deployment] => shop/db[Deployment] : TCP 5432',
        '',
        '1 connection: 1 added, 0 removed, 0 changed; 1 opened, 0 closed',
        '',
      ].join('\n'),
    );
  });

  it('a line end in a name begins no line', () => {
    const named = policy('a\n::error::b', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{}] });
    const said = textOf(report(BASE, BASE + named + policy('out', { podSelector: {}, egress: [{}] })));
    expect(said).toContain('NetworkPolicy shop/a\\u{a}::error::b is new');
    expect(said).not.toMatch(/^::error/m);
  });

  it('what closes, with the rule that was there before', () => {
    expect(textOf(report(BASE + only('web', 'db', { port: 5432 }), BASE))).toContain(
      'NetworkPolicy shop/only-web is gone (old.yaml:9, before): ingress\n  - shop/web[Deployment] => shop/db[Deployment] : TCP 5432\n',
    );
  });

  it('what is open on other ports', () => {
    const made = report(
      BASE + only('web', 'db', { port: 5432 }),
      BASE + only('web', 'db', { port: 5432 }, { port: 53, protocol: 'UDP' }),
    );
    expect(textOf(made)).toContain('  ~ shop/web[Deployment] => shop/db[Deployment] : TCP 5432 -> TCP 5432,UDP 53\n');
    expect(summaryOfDiff(made)).toEqual({ added: 0, removed: 0, changed: 1, opened: 1, closed: 0, unsure: 0 });
  });

  it('nothing is nothing, and a policy that says the same in other words is nothing', () => {
    expect(textOf(report(BASE, BASE))).toBe('No connection changes\n');
    const same = report(
      BASE + only('web', 'db', { port: 80, endPort: 81 }),
      BASE + only('web', 'db', { port: 81 }, { port: 80 }),
    );
    expect(same.environments[0]?.changes).toEqual([]);
  });

  it('quiet is the changes alone, in order', () => {
    const text = textOf(report(BASE, BASE + workload('api', { namespace: 'ops' })), { ...PLAIN, quiet: true });
    const lines = text.trimEnd().split('\n');
    expect(lines.every((line) => /^[+~-] \S+ => \S+ : /.test(line))).toBe(true);
    expect(lines.length).toBeGreaterThan(2);
  });

  it('JSON fits its schema', () => {
    for (const made of [
      report(BASE, BASE),
      report(BASE, BASE + only('web', 'db', { port: 1 })),
      { environments: [] },
    ]) {
      expect(violations(diffSchema(), JSON.parse([...formatDiffJson(made, CONTEXT)].join('')))).toEqual([]);
    }
  });

  it('CSV, Markdown and DOT say the same', () => {
    const made = report(BASE, BASE + only('web', 'db', { port: 5432 }));
    expect([...formatDiffCsv(made)].join('')).toBe(
      'environment,kind,from,to,before,after,opened,closed,unsure,causes,notes\r\n' +
        'prod,added,shop/web[Deployment],shop/db[Deployment],No Connections,TCP 5432,TCP 5432,,,' +
        'NetworkPolicy shop/only-web is new (new.yaml:9): ingress,\r\n',
    );
    expect(formatDiffMarkdown(made)).toContain('| **added** | `shop/web[Deployment]` | `shop/db[Deployment]` |');
    const [environment] = made.environments;
    if (environment === undefined) throw new Error('none');
    expect([...formatDiffDot(environment)].join('')).toContain('n0 -> n1 [label="TCP 5432", color=red]');
  });

  const BALANCED = service('web', 'type: LoadBalancer, externalTrafficPolicy: Local');

  it('what opens to the internet is a connection like others, with the way in and what caused it', () => {
    const [before, after] = [workload('web') + service('web'), workload('web') + BALANCED];
    const made = report(before, after);
    expect(textOf(made)).toBe(
      [
        'Service shop/web has changed (new.yaml:3)',
        '  + internet => shop/web[Deployment] : TCP 8080 # through Service shop/web port 443 (load balancer)',
        '',
        '1 connection: 1 added, 0 removed, 0 changed; 1 opened, 0 closed',
        '',
      ].join('\n'),
    );
    expect(textOf(report(after, before))).toContain('  - internet => shop/web[Deployment] : TCP 8080 # through ');
    expect([...formatDiffCsv(made)].join('')).toMatch(
      /,internet,.*,through Service shop\/web port 443 \(load balancer\)\r\n$/,
    );
    expect(formatDiffMarkdown(made)).toMatch(/\| \*\*added\*\* \| `internet` .*load balancer/);
    const [environment] = made.environments;
    if (environment === undefined) throw new Error('none');
    expect([...formatDiffDot(environment)].join('')).toContain(
      '[label="TCP 8080\\nthrough Service shop/web port 443 (load balancer)", color=red]',
    );
    expect(violations(diffSchema(), JSON.parse([...formatDiffJson(made, CONTEXT)].join('')))).toEqual([]);
  });

  it('a policy on the way in is the cause where the way is the same', () => {
    const shut = policy('shut', { podSelector: {}, policyTypes: ['Ingress'] });
    expect(textOf(report(workload('web') + BALANCED + shut, workload('web') + BALANCED))).toMatch(
      /^NetworkPolicy shop\/shut is gone \(old.yaml:5, before\): ingress\n {2}\+ internet => shop\/web/,
    );
  });

  it('some addresses are said as some, and addresses that get in beside others are opened', () => {
    const some = (ranges: string): string =>
      service('web', `type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [${ranges}]`);
    const one = workload('web') + some('203.0.113.0/24');
    expect(textOf(report(workload('web') + service('web'), one))).toContain(
      'only for 203.0.113.0-203.0.113.255[External]',
    );
    const wider = report(one, workload('web') + some('203.0.113.0/24, 198.51.100.0/24'));
    expect(textOf(wider)).toMatch(
      /~ internet => \S+ : TCP 8080 # .*opened for 198.51.100.0-198.51.100.255\[External\]\n/,
    );
    expect(summaryOfDiff(wider)).toEqual({ added: 0, removed: 0, changed: 1, opened: 1, closed: 0, unsure: 0 });
  });

  it('what nobody can tell is not opened: an unknown entrance, or one that seems new where not all could be read', () => {
    const [before, after] = [workload('web') + service('web'), workload('web') + BALANCED];
    const lost = after.replace(', externalTrafficPolicy: Local', '') + only('db', 'web', { port: 8080 });
    const unknown = report(before + only('db', 'web', { port: 8080 }), lost);
    expect(textOf(unknown)).toContain('+ internet => shop/web[Deployment] : maybe TCP 8080 # ');
    expect(summaryOfDiff(unknown)).toMatchObject({ opened: 0, unsure: 1 });
    const doubts = { before: true, after: false };
    expect(summaryOfDiff(report(workload('web'), after, 'prod', { doubts }))).toMatchObject({ opened: 0, unsure: 1 });
    expect(summaryOfDiff(report(before, after, 'prod', { doubts }))).toMatchObject({ opened: 1, unsure: 0 });
  });

  it('of very many one line stands for all that nothing tells apart; the counts are of connections', () => {
    const many = ['a', 'b', 'c'].map((name) => workload(name, { labels: { app: 'same' } })).join('');
    const shut = policy('shut', { podSelector: {}, policyTypes: ['Ingress'] });
    const [whole, few] = [{}, { listed: 0 }].map((options) => report(many, many + shut, 'prod', options));
    if (whole === undefined || few === undefined) throw new Error('none');
    expect(summaryOfDiff(few)).toEqual(summaryOfDiff(whole));
    expect(textOf(few)).toContain(
      '  - shop/a[Deployment] and 2 like it => shop/c[Deployment] and 2 like it : All Connections\n',
    );
    const counted = report(many, many + shut, 'prod', { listed: 0, most: 1 });
    expect(summaryOfDiff(counted)).toEqual(summaryOfDiff(whole));
    expect(counted.environments[0]?.changes).toHaveLength(1);
  });

  it('Markdown fits into a comment and counts what does not', () => {
    const many = Array.from({ length: 60 }, (_, at) => workload(`workload-${at}`)).join('');
    const text = formatDiffMarkdown(report(many, many + policy('deny', { podSelector: {}, policyTypes: ['Ingress'] })));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\n\d+ more: `portcullis diff` shows them\.\n$/);
  });
});

function service(name: string, more = 'type: ClusterIP'): string {
  const ports = '[{port: 443, targetPort: 8080}]';
  return `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: shop}, spec: {${more}, selector: {app: ${name}}, ports: ${ports}}}\n---\n`;
}
