import { describe, expect, it } from 'vitest';
import { parseBlock } from '../../kubernetes';
import { rangeOfBlock } from '../../network/reach/addresses';
import { portRange } from '../../network/sets/ports';
import { type ConnectionChoice, connectionsOf, type EndChoice } from './connections';
import { verdictText } from './ports';
import { ALL, cluster, only, policy, type SampleCluster, workload } from './sample.test-help';
import { INTERNET } from './ways';

function lines({ engine }: SampleCluster, choice: Partial<ConnectionChoice> = {}): string[] {
  return [...connectionsOf(engine, { ...ALL, ...choice })].map(
    (connection) => `${connection.from.label} => ${connection.to.label} : ${verdictText(connection)}`,
  );
}

function inside(sample: SampleCluster): string[] {
  return lines(sample).filter((line) => !/External|nodes/.test(line));
}

function pods({ engine }: SampleCluster, name: string): EndChoice {
  return { kind: 'pods', pods: engine.cluster.pods.filter((each) => each.name === name) };
}

describe('connectionsOf', () => {
  it('sorts by name, whatever the order of the files', () => {
    const sample = cluster(workload('web') + workload('api') + workload('db', { namespace: 'data' }));
    expect(inside(sample)).toEqual([
      'data/db[Deployment] => shop/api[Deployment] : All Connections',
      'data/db[Deployment] => shop/web[Deployment] : All Connections',
      'shop/api[Deployment] => data/db[Deployment] : All Connections',
      'shop/api[Deployment] => shop/web[Deployment] : All Connections',
      'shop/web[Deployment] => data/db[Deployment] : All Connections',
      'shop/web[Deployment] => shop/api[Deployment] : All Connections',
    ]);
  });

  it('a workload of several pods reaches itself, one of a single pod does not', () => {
    expect(inside(cluster(workload('web')))).toEqual([]);
    expect(inside(cluster(workload('web', { replicas: 2 })))).toEqual([
      'shop/web[Deployment] => shop/web[Deployment] : All Connections',
    ]);
    const [found] = connectionsOf(cluster(workload('web', { replicas: 2 })).engine, {
      ...ALL,
      from: { kind: 'addresses', ranges: [] },
    });
    expect(found).toBeUndefined();
  });

  it('adjacent addresses with the same verdict are one line, of both families (S029)', () => {
    const blocks = ['10.0.0.0/9', '10.128.0.0/9', '2001:db8::/32'].map((cidr) => ({ ipBlock: { cidr } }));
    const sample = cluster(
      workload('web') + policy('p', { podSelector: {}, ingress: [{ from: blocks, ports: [{ port: 80 }] }] }),
    );
    expect(lines(sample, { to: pods(sample, 'web') }).filter((line) => line.includes('External'))).toEqual([
      '10.0.0.0-10.255.255.255[External] => shop/web[Deployment] : TCP 80',
      '2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff[External] => shop/web[Deployment] : TCP 80',
    ]);
  });

  it('keeps to the addresses that are asked for, and cuts ranges there', () => {
    const block = parseBlock('10.0.0.0/8');
    const sample = cluster(
      workload('web') + policy('p', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.1.0.0/16' } }] }] }),
    );
    const ranges = block === undefined ? [] : [rangeOfBlock(block)];
    expect(lines(sample, { from: { kind: 'addresses', ranges } })).toEqual([
      '10.1.0.0-10.1.255.255[External] => shop/web[Deployment] : All Connections',
    ]);
  });

  it('all addresses that are asked for are one end where they are equally open', () => {
    const ranges = [parseBlock('1.0.0.0/8'), parseBlock('8.0.0.0/8')].flatMap((block) =>
      block === undefined ? [] : [rangeOfBlock(block)],
    );
    const to: EndChoice = { kind: 'addresses', ranges, as: INTERNET };
    expect(lines(cluster(workload('web')), { to })).toEqual(['shop/web[Deployment] => internet : All Connections']);
    const narrow = policy('p', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '8.8.0.0/16' } }] }],
    });
    expect(lines(cluster(workload('web') + narrow), { to })).toEqual([
      'shop/web[Deployment] => 8.8.0.0-8.8.255.255[External] : All Connections',
    ]);
  });

  it('keeps to a port', () => {
    const sample = cluster(
      workload('web') + workload('db') + only('web', 'db', { port: 5432 }, { port: 53, protocol: 'UDP' }),
    );
    const to = pods(sample, 'db');
    expect(lines(sample, { from: pods(sample, 'web'), to, ports: portRange('UDP', 53, 53) })).toEqual([
      'shop/web[Deployment] => shop/db[Deployment] : UDP 53',
    ]);
    expect(lines(sample, { from: pods(sample, 'web'), to, ports: portRange('TCP', 80, 80) })).toEqual([]);
  });

  it('is about what is reported: a connection with one such end is', () => {
    const sample = cluster(workload('web') + workload('db') + workload('other'));
    const isReported: ConnectionChoice['isReported'] = ({ name }) => name === 'db';
    expect(lines(sample, { isReported }).every((line) => line.includes('shop/db'))).toBe(true);
    expect(lines(sample, { isReported })).toContain('shop/other[Deployment] => shop/db[Deployment] : All Connections');
  });

  it('marks what else is to be known: host network (S040), no replica (S048), sometimes there (S047)', () => {
    const marksOf = (text: string): readonly string[] =>
      [...connectionsOf(cluster(text + workload('z')).engine, ALL)].find(({ from }) => from.kind === 'workload')?.from
        .marks ?? [];
    expect(marksOf(workload('a', { spec: { hostNetwork: true } }))).toEqual(['host network']);
    expect(marksOf(workload('a', { replicas: 0 }))).toEqual(['no running replica']);
    expect(marksOf(workload('a', { kind: 'Job', replicas: null }))).toEqual(['exists only sometimes']);
    expect(marksOf(workload('a'))).toEqual([]);
  });
});
