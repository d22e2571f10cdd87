import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_PORTS, NO_PORTS, portRange } from '../../network/sets/ports';
import { violations } from '../schema-check';
import { formatReachCsv } from './csv';
import { formatReachDot } from './dot';
import { formatReachJson } from './json';
import { formatReachMarkdown } from './markdown';
import { formatReachMermaid } from './mermaid';
import type { ReachConnection, ReachEnd, ReachEnvironment, ReachReport } from './model';
import { cluster, environmentOf, only, workload } from './sample.test-help';
import { diffSchema, explainSchema, reachSchema } from './schema';
import { formatReachSvg } from './svg';
import { formatReachText } from './text';

const CONTEXT = {
  version: '1.2.3',
  files: { scanned: 2, skipped: [{ path: 'x', why: 'y' }] },
  notices: ['one "thing"'],
};
const PLAIN = { color: false, quiet: false, compat: false };

function end(label: string, more: Partial<ReachEnd> = {}): ReachEnd {
  return { label, kind: 'workload', namespace: 'shop', marks: [], ...more };
}

function environment(connections: readonly ReachConnection[], name = 'prod'): ReachEnvironment {
  const workloads = connections.flatMap(({ from, to }) => [from, to]).filter(({ kind }) => kind === 'workload');
  return { name, cni: 'spec', workloads: [...new Set(workloads)], connections: () => connections };
}

const WEB = end('shop/web[Deployment]');
const DB = end('shop/db[StatefulSet]', { marks: ['host network', 'no running replica'] });
const HTTP = portRange('TCP', 80, 80);
const SOME: ReachConnection = { from: WEB, to: DB, open: HTTP, possible: ALL_PORTS, notes: ['through "x"'] };
const MAYBE: ReachConnection = { from: DB, to: WEB, open: NO_PORTS, possible: HTTP, notes: [] };
const REPORT: ReachReport = { environments: [environment([SOME, MAYBE])] };

const NASTY = 'shop/<b>"&\\`|;#{}%%\u001b[31m\u202e\n@team[Deployment]';
const HOSTILE: ReachReport = {
  environments: [
    environment(
      [{ from: end(NASTY, { namespace: '"]; evil' }), to: end('=cmd|x'), open: HTTP, possible: HTTP, notes: [NASTY] }],
      NASTY,
    ),
  ],
};

function all(chunks: Iterable<string>): string {
  return [...chunks].join('');
}

function first({ environments }: ReachReport): ReachEnvironment {
  const [only] = environments;
  if (only === undefined) throw new Error('none');
  return only;
}

/** Characters that a reader would not see, but for line ends. */
function hidden(text: string): readonly string[] {
  return text.match(/[^\P{C}\r\n]/gu) ?? [];
}

describe('text', () => {
  it('is one connection a line, with marks behind it', () => {
    expect(all(formatReachText(REPORT, PLAIN))).toBe(
      'shop/web[Deployment] => shop/db[StatefulSet] : TCP 80; maybe All Connections ' +
        '# to: host network, no running replica; through "x"\n' +
        'shop/db[StatefulSet] => shop/web[Deployment] : maybe TCP 80 # from: host network, no running replica\n',
    );
  });

  it('quiet leaves out the marks', () => {
    expect(all(formatReachText(REPORT, { ...PLAIN, quiet: true }))).not.toContain('#');
  });

  it('heads several environments, and not a single one', () => {
    const two = { environments: [environment([SOME], 'dev'), environment([SOME], 'prod')] };
    expect(all(formatReachText(two, { ...PLAIN, quiet: true }))).toBe(
      '# dev\nshop/web[Deployment] => shop/db[StatefulSet] : TCP 80; maybe All Connections\n\n' +
        '# prod\nshop/web[Deployment] => shop/db[StatefulSet] : TCP 80; maybe All Connections\n',
    );
  });

  it('shows what hides or moves the cursor as a code, on one line', () => {
    const text = all(formatReachText(HOSTILE, PLAIN));
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(hidden(text)).toEqual([]);
  });
});

describe('JSON', () => {
  it('fits its schema, which is the one that ships', () => {
    expect(violations(reachSchema(), JSON.parse(all(formatReachJson(REPORT, CONTEXT, false))))).toEqual([]);
    expect(violations(reachSchema(), JSON.parse(all(formatReachJson(HOSTILE, CONTEXT, false))))).toEqual([]);
    expect(violations(reachSchema(), JSON.parse(all(formatReachJson({ environments: [] }, CONTEXT, false))))).toEqual(
      [],
    );
    const nothing = { environments: [environment([])] };
    expect(violations(reachSchema(), JSON.parse(all(formatReachJson(nothing, CONTEXT, false))))).toEqual([]);
    for (const [name, schema] of Object.entries({
      reach: reachSchema(),
      explain: explainSchema(),
      diff: diffSchema(),
    })) {
      const shipped = new URL(`../../../../schemas/portcullis.${name}.schema.json`, import.meta.url);
      expect(JSON.parse(readFileSync(shipped, 'utf8'))).toEqual(schema);
    }
  });

  it('has ports as pairs, and what may be open apart', () => {
    const [connection] = JSON.parse(all(formatReachJson(REPORT, CONTEXT, false))).environments[0].connections;
    expect(connection).toMatchObject({
      from: 'shop/web[Deployment]',
      to: 'shop/db[StatefulSet]',
      open: { text: 'TCP 80', tcp: [[80, 80]], udp: [], sctp: [], others: false },
      maybe: {
        tcp: [
          [1, 79],
          [81, 65535],
        ],
        others: true,
      },
    });
  });
});

describe('CSV', () => {
  it('quotes as RFC 4180 asks, and begins no formula', () => {
    const rows = all(formatReachCsv(HOSTILE, false)).split('\r\n');
    expect(rows[0]).toBe('environment,from,to,open,maybe,notes');
    expect(rows[1]).toContain(`"shop/<b>""&\\\`|;#{}%%`);
    expect(rows[1]).toContain(",'=cmd|x,");
    expect(rows).toHaveLength(3);
  });
});

describe('Markdown', () => {
  it('is a table in which nothing is markup', () => {
    const text = all(formatReachMarkdown(HOSTILE, false));
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const cells = rows.at(-1)?.split(/(?<!\\)\|/) ?? [];
    // Before the first and behind the last: nothing.
    expect(cells).toHaveLength(6);
    expect(cells[1]).toMatch(/^ ``.*`` $/);
    expect(cells[4]).not.toMatch(/[<>`@[\]]/);
    expect(hidden(text)).toEqual([]);
    expect(all(formatReachMarkdown({ environments: [environment([])] }, false))).toContain('No connections.');
  });
});

describe('pictures', () => {
  it('DOT: strings end where they should', () => {
    const text = all(formatReachDot(first(HOSTILE), false));
    expect(hidden(text)).toEqual([]);
    // Every line is whole: quotes are even once what is escaped is taken out.
    for (const line of text.split('\n')) expect(line.replace(/\\./g, '').split('"').length % 2, line).toBe(1);
    expect(text).toContain('\\"]; evil');
  });

  it('Mermaid: all but plain characters are codes', () => {
    const text = all(formatReachMermaid(first(HOSTILE), false));
    for (const label of text.match(/"[^"]*"/g) ?? []) expect(label).not.toMatch(/[<>&\\`{}[\]|]/);
    expect(text.split('\n').filter((line) => line.includes('-->'))).toHaveLength(1);
  });

  it('SVG: nothing runs, nothing is loaded, all is escaped', () => {
    const text = all(formatReachSvg(first(HOSTILE), false));
    expect(text).not.toMatch(/<script|<b>|href|onload|url\((?!#)/);
    expect(hidden(text)).toEqual([]);
    expect(text).toContain('&lt;b&gt;&quot;&amp;');
    expect(text.match(/<g /g)?.length).toBe(text.match(/<\/g>/g)?.length);
  });

  it('dashed: nobody can tell; one arrow for what is open both ways', () => {
    const svg = all(formatReachSvg(first(REPORT), false));
    expect(svg.match(/class="arrow maybe"/g)).toHaveLength(1);
    const both: ReachConnection = { from: DB, to: WEB, open: HTTP, possible: HTTP, notes: [] };
    const dot = all(formatReachDot(environment([{ ...both, from: WEB, to: DB }, both]), false));
    expect(dot.match(/->/g)).toHaveLength(1);
    expect(dot).toContain('dir=both');
  });

  it('addresses of both families are one box where the same is open', () => {
    const text = all(formatReachDot(environmentOf(cluster(workload('web'))), false));
    expect(text).toContain('any address outside');
    expect(text).not.toContain('External');
  });

  it('dozens of workloads: every box in its place, none on another', () => {
    const names = Array.from({ length: 40 }, (_, at) => `w${at}`);
    const policies = names.slice(1).map((name, at) => only(`w${at}`, name, { port: 80 + at }));
    const sample = cluster(names.map((name) => workload(name)).join('') + policies.join(''));
    const svg = all(formatReachSvg(environmentOf(sample), false));
    const boxes = [...svg.matchAll(/<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/g)].map((found) =>
      found.slice(1).map(Number),
    );
    expect(boxes.length).toBeGreaterThanOrEqual(40);
    for (const [at, [x = 0, y = 0, width = 0, height = 0]] of boxes.entries()) {
      for (const [otherX = 0, otherY = 0, otherWidth = 0, otherHeight = 0] of boxes.slice(at + 1)) {
        const apart =
          x + width <= otherX || otherX + otherWidth <= x || y + height <= otherY || otherY + otherHeight <= y;
        expect(apart).toBe(true);
      }
    }
  });

  it('of very many connections it shows some and says so', () => {
    const many = Array.from({ length: 5003 }, (_, at) => ({ ...SOME, to: end(`shop/w${at}[Deployment]`) }));
    expect(all(formatReachSvg(environment(many), false))).toContain('3 more connections are left out');
    expect(all(formatReachDot(environment(many), false))).toContain('3 more connections are left out');
  });
});
