import { describe, expect, it } from 'vitest';
import { waysIn } from '../../network/reach';
import { portRange } from '../../network/sets/ports';
import { verdictText } from './ports';
import { cluster, only, policy, type SampleCluster, workload } from './sample.test-help';
import { serviceConnections } from './services';
import { INTERNET, wayConnections } from './ways';

function service(spec: object): string {
  const metadata = { name: 'front', namespace: 'shop' };
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata, spec })}\n---\n`;
}

const BOTH = { tier: 'front' };
const TWO = workload('one', { labels: { app: 'one', ...BOTH } }) + workload('two', { labels: { app: 'two', ...BOTH } });

function throughService(sample: SampleCluster, from: string, ports?: ReturnType<typeof portRange>): string[] {
  const [found] = sample.surroundings.services;
  const pods = sample.engine.cluster.pods.filter(({ name }) => name === from);
  if (found === undefined) throw new Error('no Service');
  return [...serviceConnections(sample.engine, sample.surroundings, [pods], found, ports)].map(
    (connection) =>
      `${connection.from.label} => ${connection.to.label} : ${[verdictText(connection), ...connection.notes].join('; ')}`,
  );
}

describe('connections through a Service', () => {
  const ports = [{ port: 80, targetPort: 8080 }];

  it('have its own ports and end at target ports (S064)', () => {
    const sample = cluster(
      workload('web') +
        TWO +
        service({ selector: BOTH, ports }) +
        only('web', 'one', { port: 8080 }) +
        only('web', 'two', { port: 8080 }),
    );
    expect(throughService(sample, 'web')).toEqual(['shop/web[Deployment] => shop/front[Service] : TCP 80']);
    expect(throughService(sample, 'web', portRange('TCP', 8080, 8080))).toEqual([]);
  });

  it('that reach only some of the workloads behind it say how many (S069)', () => {
    const sample = cluster(
      workload('web') +
        TWO +
        service({ selector: BOTH, ports }) +
        policy('shut', { podSelector: { matchLabels: { app: 'two' } }, ingress: [] }),
    );
    expect(throughService(sample, 'web')).toEqual([
      'shop/web[Deployment] => shop/front[Service] : TCP 80; TCP 80 reaches 1 of 2 workloads behind it',
    ]);
  });

  it('are none where policies admit the port of the Service', () => {
    const sample = cluster(
      workload('web') + TWO + service({ selector: { app: 'one' }, ports }) + only('web', 'one', { port: 80 }),
    );
    expect(throughService(sample, 'web')).toEqual([]);
  });
});

describe('ways in', () => {
  it('name what they go through, whose address is seen, and for whom they are open (S070)', () => {
    const policies = policy('office', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '198.51.100.0/24' } }] }],
    });
    const lines = (spec: object): string[] => {
      const sample = cluster(
        workload('web', { labels: BOTH }) +
          service({ selector: BOTH, ports: [{ port: 80, targetPort: 8080 }], ...spec }) +
          policies,
      );
      return wayConnections(waysIn(sample.engine, sample.surroundings), INTERNET, undefined).map(
        (connection) => `${connection.to.label} : ${[verdictText(connection), ...connection.notes].join('; ')}`,
      );
    };
    expect(lines({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' })).toEqual([
      'shop/web[Deployment] : TCP 8080; through Service shop/front port 80 (load balancer); ' +
        'only for 198.51.100.0-198.51.100.255[External]',
    ]);
    expect(lines({ type: 'LoadBalancer' })).toEqual([
      'shop/web[Deployment] : maybe TCP 8080; through Service shop/front port 80 (load balancer); ' +
        'the source address is lost: packets come from a node',
    ]);
    expect(lines({ type: 'ClusterIP' })).toEqual([]);
  });
});
