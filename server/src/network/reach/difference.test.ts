import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyOf, NO_PORTS, type PortSet } from '../sets/ports';
import { addressTestsOf, dividedBy } from './addresses';
import type { End, Verdict } from './answer';
import { type Cause, causesOf } from './causes';
import { type ConnectionChange, differenceOf, matchedPods, type ReachDifference } from './difference';
import type { ReachEngine } from './engine';
import { nameOfEnd } from './names';
import { deployment, lettingIn, lettingOut, policy, world } from './world.test-help';

const PODS = [deployment('client'), deployment('web', '[{name: http, containerPort: 8080}]'), deployment('db')];
const FROM_CLIENT = '{from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: 8080}]}';

function changed(before: readonly string[], after: readonly string[]): ReachDifference {
  return differenceOf(world(before).engine, world(after).engine);
}

function textOf(ports: PortSet): string {
  return keyOf(ports);
}

function told({ changes }: ReachDifference): readonly string[] {
  return changes.map(({ kind, from, to }) => `${kind} ${nameOfEnd(from)} => ${nameOfEnd(to)}`).sort();
}

function causes(difference: ReachDifference, from: string, to: string): readonly string[] {
  const change = difference.changes.find(
    (each) => nameOfEnd(each.from).includes(from) && nameOfEnd(each.to).includes(to),
  );
  return change === undefined ? ['no change'] : causesOf(difference, change).map(causeText);
}

function causeText(cause: Cause): string {
  if (cause.kind === 'policy')
    return `${cause.change} ${cause.policy.name} on ${cause.side}${cause.rule === undefined ? '' : ', by a rule'}`;
  if (cause.kind === 'workload') return `${cause.change} of ${nameOfEnd(cause.end)}`;
  return cause.kind === 'namespace' ? `namespace ${cause.name}` : cause.kind;
}

describe('what a change opens and closes', () => {
  test('nothing, where both states say the same in other words', () => {
    const one = [...PODS, lettingIn('web', FROM_CLIENT)];
    const other = [
      ...PODS,
      '# a comment',
      lettingIn('web', FROM_CLIENT.replace('port: 8080', 'port: 8080, protocol: TCP')),
    ];
    expect(changed(one, other).changes).toEqual([]);
    expect(changed(one, one)).toMatchObject({ changes: [], added: [], removed: [] });
  });

  test('a policy that isolates takes connections away, and is the cause', () => {
    const difference = changed(PODS, [...PODS, lettingIn('web', FROM_CLIENT)]);
    expect(told(difference)).toEqual([
      'changed nodes => shop/web[Deployment]',
      'changed shop/client[Deployment] => shop/web[Deployment]',
      'removed 0.0.0.0-255.255.255.255[External] => shop/web[Deployment]',
      'removed ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff[External] => shop/web[Deployment]',
      'removed shop/db[Deployment] => shop/web[Deployment]',
      'removed shop/web[Deployment] => shop/web[Deployment]',
    ]);
    expect(causes(difference, 'db', 'web')).toEqual(['added to-web on ingress']);
    const [client] = difference.changes.filter(({ from }) => nameOfEnd(from).includes('client'));
    expect(client?.closed).toEqual({ TCP: [1, 8079, 8081, 65535], UDP: [1, 65535], SCTP: [1, 65535], others: true });
    expect(client?.opened).toMatchObject({ TCP: [], others: false });
  });

  test('nodes: from the own one everything is let in, so what closes is unsure (S041)', () => {
    const { changes } = changed(PODS, [...PODS, lettingIn('web', FROM_CLIENT)]);
    const nodes = changes.find(({ from }) => from.kind === 'nodes');
    expect(nodes?.closed.TCP).toEqual([]);
    expect(nodes?.unsure.TCP).toEqual([1, 65535]);
  });

  test('a rule that is added opens, and is named', () => {
    const before = [...PODS, lettingIn('web', FROM_CLIENT)];
    const after = [...PODS, lettingIn('web', `${FROM_CLIENT}, {from: [{podSelector: {matchLabels: {app: db}}}]}`)];
    const difference = changed(before, after);
    expect(told(difference)).toEqual(['added shop/db[Deployment] => shop/web[Deployment]']);
    expect(causes(difference, 'db', 'web')).toEqual(['changed to-web on ingress, by a rule']);
  });

  test('a policy that is taken away', () => {
    const difference = changed([...PODS, lettingOut('client', '{ports: [{port: 53}]}')], PODS);
    expect(causes(difference, 'client', 'web')).toEqual(['removed from-client on egress']);
    expect(difference.changes.every(({ kind }) => kind === 'changed')).toBe(true);
  });

  test('of very many one stands for all that nothing tells apart, and beyond that they are counted', () => {
    const more = [deployment('a'), deployment('b')].map((each) => each.replaceAll(/app: [ab]/g, 'app: same'));
    const [before, after] = [world([...PODS, ...more]), world([...PODS, ...more, policy('shut', 'podSelector: {}')])];
    const whole = differenceOf(before.engine, after.engine);
    const total = whole.changes.length;
    expect(whole.changes.every(({ count }) => count === 1)).toBe(true);
    const few = differenceOf(before.engine, after.engine, { listed: 0 });
    expect(few.changes.length).toBeLessThan(total);
    expect(few.changes.reduce((sum, { count }) => sum + count, 0)).toBe(total);
    expect(few.changes.some(({ others }) => others.from === 1 && others.to === 1)).toBe(true);
    const counted = differenceOf(before.engine, after.engine, { listed: 0, most: 5 });
    expect(counted.changes).toEqual(few.changes.slice(0, 5));
    const { added, removed, changed: other } = counted.omitted;
    expect(added + removed + other + counted.changes.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  });

  test('a workload of one replica does not count for itself', () => {
    const one = deployment('a', '[]', '', 1);
    const [before, after] = [world([one]).engine, world([one, policy('shut', 'podSelector: {}')]).engine];
    const told = (listed: number) =>
      differenceOf(before, after, { listed }).changes.reduce((sum, { count }) => sum + count, 0);
    expect(told(0)).toBe(told(100));
  });

  test('what seems to be missing where not everything could be read is unsure, and what is there is not', () => {
    const [open, shut] = [world(PODS).engine, world([...PODS, policy('shut', 'podSelector: {}')]).engine];
    const sure = (before: ReachEngine, after: ReachEngine, doubts: { before: boolean; after: boolean }) =>
      differenceOf(before, after, { doubts }).changes.filter(
        ({ opened, closed }) => textOf(opened) !== textOf(NO_PORTS) || textOf(closed) !== textOf(NO_PORTS),
      ).length;
    expect(sure(shut, open, { before: false, after: true })).toBe(0);
    expect(sure(shut, open, { before: true, after: false })).toBeGreaterThan(0);
    expect(sure(open, shut, { before: true, after: false })).toBe(0);
    expect(sure(open, shut, { before: false, after: true })).toBeGreaterThan(0);
    const less = world(PODS.slice(1)).engine;
    expect(sure(less, open, { before: true, after: false })).toBe(0);
    expect(sure(less, open, { before: false, after: true })).toBeGreaterThan(0);
  });

  test('only connections with an end that is asked about', () => {
    const [before, after] = [world(PODS).engine, world([...PODS, policy('shut', 'podSelector: {}')]).engine];
    const { changes } = differenceOf(before, after, { isAsked: (_was, is) => is?.name === 'web' });
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.every(({ from, to }) => [from, to].some((end) => nameOfEnd(end).includes('web')))).toBe(true);
  });

  test('only the policy of the side that differs is blamed', () => {
    const out = lettingOut('client', '{}');
    const difference = changed(
      [...PODS, out],
      [
        ...PODS,
        lettingOut('client', '{}, {ports: [{port: 1}]}'),
        lettingIn('web', '{from: [{podSelector: {matchLabels: {app: db}}}]}'),
      ],
    );
    expect(causes(difference, 'client', 'web')).toEqual(['added to-web on ingress']);
  });

  test('workloads that appear and vanish', () => {
    const difference = changed(PODS, [...PODS.slice(0, 2), deployment('cache')]);
    expect(difference.added.map(nameOfEnd)).toEqual(['shop/cache[Deployment]']);
    expect(difference.removed.map(nameOfEnd)).toEqual(['shop/db[Deployment]']);
    expect(causes(difference, 'client', 'cache')).toEqual(['added of shop/cache[Deployment]']);
    expect(causes(difference, 'db', 'web')).toEqual(['removed of shop/db[Deployment]']);
    expect(told(difference)).toContain('removed shop/db[Deployment] => nodes');
    expect(told(difference)).not.toContain('added shop/cache[Deployment] => shop/db[Deployment]');
  });

  test('labels that bring other policies', () => {
    const shut = policy('shut', 'podSelector: {matchLabels: {tier: back}}');
    const moved = deployment('db').replace('{app: db}', '{app: db, tier: back}');
    const difference = changed([...PODS, shut], [...PODS.slice(0, 2), moved, shut]);
    expect(causes(difference, 'client', 'db')).toEqual(['labels of shop/db[Deployment]']);
  });

  test('named ports that move', () => {
    const byName = lettingIn('web', '{ports: [{port: http}]}');
    const moved = deployment('web', '[{name: http, containerPort: 9090}]');
    const difference = changed([...PODS, byName], [...PODS.slice(0, 1), moved, deployment('db'), byName]);
    expect(causes(difference, 'client', 'web')).toEqual(['ports of shop/web[Deployment]']);
    const [client] = difference.changes.filter(({ from }) => nameOfEnd(from).includes('client'));
    expect(client).toMatchObject({ kind: 'changed', opened: { TCP: [9090, 9090] }, closed: { TCP: [8080, 8080] } });
  });

  test('labels of a namespace', () => {
    const namespace = (team: string) =>
      `{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: ${team}}}}`;
    const byTeam = lettingIn('web', '{from: [{namespaceSelector: {matchLabels: {team: a}}}]}');
    const difference = changed([...PODS, byTeam, namespace('a')], [...PODS, byTeam, namespace('b')]);
    expect(causes(difference, 'client', 'web')).toEqual(['namespace shop']);
  });

  test('a workload of two replicas may reach itself; how many there are changes nothing', () => {
    expect(changed([deployment('db', '[]', '', 1)], [deployment('db', '[]', '', 3)]).changes).toEqual([]);
    const shut = policy('shut', 'podSelector: {}');
    expect(told(changed([deployment('db')], [deployment('db'), shut]))).toContain(
      'removed shop/db[Deployment] => shop/db[Deployment]',
    );
  });

  test('blocks of both states cut the addresses, and what touches and is alike is one', () => {
    const block = (cidr: string) => lettingIn('web', `{from: [{ipBlock: {cidr: ${cidr}}}]}`);
    const difference = changed([...PODS, block('10.0.0.0/8')], [...PODS, block('10.0.0.0/9')]);
    expect(told(difference).filter((line) => line.includes('External'))).toEqual([
      'removed 10.128.0.0-10.255.255.255[External] => shop/web[Deployment]',
    ]);
    const grown = changed([...PODS, block('10.0.0.0/9')], [...PODS, block('10.0.0.0/7')]);
    expect(told(grown).filter((line) => line.includes('External'))).toEqual([
      'added 10.128.0.0-11.255.255.255[External] => shop/web[Deployment]',
    ]);
  });

  test('what was unknown and still is, is no change; what becomes certain is unsure', () => {
    const unknown = lettingIn('web', '{from: [{podSelector: {matchLabels: {app: "{{ .Values.app }}"}}}]}');
    expect(changed([...PODS, unknown], [...PODS, unknown]).changes).toEqual([]);
    const difference = changed([...PODS, unknown], [...PODS, lettingIn('web', FROM_CLIENT)]);
    const [client] = difference.changes.filter(({ from }) => nameOfEnd(from).includes('client'));
    expect(client?.opened.TCP).toEqual([]);
    expect(client?.closed.TCP).toEqual([]);
    expect(client?.unsure.TCP).toEqual([1, 65535]);
  });
});

describe('nothing is left out', () => {
  const RULES = [
    '{}',
    '{from: [{podSelector: {matchLabels: {app: client}}}]}',
    '{from: [{namespaceSelector: {}}], ports: [{port: http}]}',
    '{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}',
    '{ports: [{port: 53, protocol: UDP}]}',
  ];
  const state = fc.record({
    ins: fc.array(fc.tuple(fc.constantFrom('client', 'web', 'db'), fc.constantFrom(...RULES)), { maxLength: 3 }),
    outs: fc.array(fc.tuple(fc.constantFrom('client', 'web', 'db'), fc.constantFrom(...RULES)), { maxLength: 2 }),
    web: fc.constantFrom(8080, 9090),
    tier: fc.constantFrom('app: client', 'app: client, tier: a', 'app: other'),
    replicas: fc.constantFrom(0, 1, 2),
    hasDb: fc.boolean(),
    cni: fc.constantFrom('spec' as const, 'cilium' as const, 'ovn-kubernetes' as const),
  });

  test('pairs that are not looked at are the same in both states', () => {
    fc.assert(
      fc.property(state, state, (one, other) => {
        const [before, after] = [engineOf(one), engineOf({ ...other, cni: one.cni })];
        const { changes } = differenceOf(before, after);
        expect(elements(changes, cutsOf(before, after))).toEqual(everyDifference(before, after));
      }),
      { numRuns: 150 },
    );
  });

  type State = typeof state extends fc.Arbitrary<infer T> ? T : never;

  function engineOf({ ins, outs, web, tier, replicas, hasDb, cni }: State): ReachEngine {
    const documents = [
      deployment('client', '[]', '', replicas).replace('app: client', tier),
      deployment('web', `[{name: http, containerPort: ${web}}]`),
      ...(hasDb ? [deployment('db')] : []),
      ...ins.map(([app, rule], at) => lettingIn(app, rule).replace(`name: to-${app}`, `name: in-${at}`)),
      ...outs.map(([app, rule], at) =>
        lettingOut(app, rule.replace('from:', 'to:')).replace(`name: from-${app}`, `name: out-${at}`),
      ),
    ];
    return world(documents, { cni }).engine;
  }

  /** For each pair the ports that opened, closed and are unsure, ranges cut as finely as both states do. */
  function everyDifference(before: ReachEngine, after: ReachEngine): readonly string[] {
    const pods = [...matchedPods(before.cluster.pods, after.cluster.pods)].map(({ was, is }) => ({
      was: was && ({ kind: 'pods', pods: was } as const),
      is: is && ({ kind: 'pods', pods: is } as const),
    }));
    const places = cutsOf(before, after).map((end) => ({ was: end, is: end }));
    const found: string[] = [];
    for (const from of [...pods, ...places]) {
      for (const to of [...pods, ...places]) {
        if (from.is?.kind !== 'pods' && from.was?.kind !== 'pods' && to.is?.kind !== 'pods' && to.was?.kind !== 'pods')
          continue;
        if (from === to && isOne(from.was) && isOne(from.is)) continue;
        const old = verdictOf(before, from.was, to.was);
        const now = verdictOf(after, from.is, to.is);
        if (old === now) continue;
        found.push(
          `${nameOfEnd(from.is ?? from.was ?? { kind: 'nodes' })} => ${nameOfEnd(to.is ?? to.was ?? { kind: 'nodes' })}: ${old} ${now}`,
        );
      }
    }
    return found.sort();

    function isOne(end: End | undefined): boolean {
      return end === undefined || (end.kind === 'pods' && end.pods.replicas === 1);
    }
  }

  function verdictOf(engine: ReachEngine, from: End | undefined, to: End | undefined): string {
    if (from === undefined || to === undefined) return textOfVerdict(undefined);
    const other: End = to.kind === 'pods' ? { kind: 'pods', pods: { ...to.pods } } : to;
    return textOfVerdict(engine.verdict(from, other));
  }

  function textOfVerdict(verdict: Verdict | undefined): string {
    return verdict === undefined ? '|||0 |||0' : `${textOf(verdict.open)} ${textOf(verdict.possible)}`;
  }

  function cutsOf(before: ReachEngine, after: ReachEngine): readonly End[] {
    const tests = [...addressTestsOf(before.cluster.policies), ...addressTestsOf(after.cluster.policies)];
    return [...dividedBy(tests).map((range): End => ({ kind: 'addresses', range })), { kind: 'nodes' }];
  }

  /** Ranges that were put together are cut again. */
  function elements(changes: readonly ConnectionChange[], places: readonly End[]): readonly string[] {
    const cut = (end: End): readonly End[] =>
      end.kind === 'addresses' ? places.filter((each) => each.kind === 'addresses' && isWithin(each, end)) : [end];
    return changes
      .flatMap(({ from, to, before, after }) =>
        cut(from).flatMap((one) =>
          cut(to).map(
            (other) => `${nameOfEnd(one)} => ${nameOfEnd(other)}: ${textOfVerdict(before)} ${textOfVerdict(after)}`,
          ),
        ),
      )
      .sort();
  }

  function isWithin({ range }: Addresses, { range: whole }: Addresses): boolean {
    return range.family === whole.family && range.from >= whole.from && range.to <= whole.to;
  }
});

type Addresses = Extract<End, { kind: 'addresses' }>;
