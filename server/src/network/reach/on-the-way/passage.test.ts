import { describe, expect, test } from 'vitest';
import { deployment, lettingIn, lettingOut, policy, service, told, world } from '../world.test-help';

const HTTP = '[{name: http, containerPort: 8080}]';
const FROM_CLIENT = 'from: [{podSelector: {matchLabels: {app: client}}}]';
const TO_WEB = 'to: [{podSelector: {matchLabels: {app: web}}}]';

describe('the connection', () => {
  test('S060: open where egress of the one and ingress of the other allow it', () => {
    const pods = [deployment('client'), deployment('web', HTTP)];
    const out = lettingOut('client', `{${TO_WEB}, ports: [{port: 8080}, {port: 9090}]}`);
    const into = lettingIn('web', `{${FROM_CLIENT}, ports: [{port: 8080}, {port: 7070}]}`);
    const outcomeOf = (policies: readonly string[], port: string) =>
      world([...pods, ...policies]).passage('shop/client', 'shop/web', port).outcome;
    expect(outcomeOf([out, into], '8080')).toBe('allowed');
    expect(outcomeOf([out, into], '9090')).toBe('denied');
    expect(outcomeOf([out, into], '7070')).toBe('denied');
    expect(outcomeOf([into], '7070')).toBe('allowed');
    expect(outcomeOf([out], '9090')).toBe('allowed');
  });

  test('S060: of an end outside only the side of the pod counts', () => {
    const { passage } = world([deployment('web', HTTP), lettingIn('web', '{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}')]);
    expect(passage('192.0.2.0/25', 'shop/web', '80').outcome).toBe('allowed');
    expect(passage('198.51.100.1', 'shop/web', '80').outcome).toBe('denied');
    expect(passage('192.0.0.0/16', 'shop/web', '80').outcome).toBe('partial');
  });

  test('S061: the way back needs no rule of its own', () => {
    const closed = policy('closed', 'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]');
    const { passage } = world([deployment('client'), deployment('web', HTTP), closed]);
    expect(passage('shop/client', 'shop/web', '8080').outcome).toBe('allowed');
    expect(passage('shop/web', 'shop/client', '8080').outcome).toBe('denied');
  });

  test('S062: the port is the one of the destination', () => {
    const { passage } = world([
      deployment('client', '[{containerPort: 5000}]'),
      deployment('web', HTTP),
      lettingOut('client', '{ports: [{port: 8080}]}'),
    ]);
    expect(passage('shop/client', 'shop/web', '8080').outcome).toBe('allowed');
    expect(passage('shop/client', 'shop/web', '5000').outcome).toBe('denied');
  });

  test('S063: protocols without ports are open only by rules without ports', () => {
    const { engine } = world([
      deployment('client'),
      deployment('web', HTTP),
      deployment('db'),
      lettingIn('web', '{ports: [{port: 8080}]}'),
      lettingIn('db', '{}'),
    ]);
    const [client, web, db] = engine.ends;
    if (client === undefined || web === undefined || db === undefined) throw new Error('no ends');
    expect(engine.verdict(client, web).open.others).toBe(false);
    expect(engine.verdict(client, db).open.others).toBe(true);
  });
});

describe('through a Service', () => {
  const PODS = [deployment('client'), deployment('web', HTTP), service('web', '[{port: 80, targetPort: 8080}]')];

  test('S064: policies are asked about the target port, never about the port of the Service', () => {
    const byTarget = world([...PODS, lettingIn('web', '{ports: [{port: 8080}]}')]);
    expect(byTarget.passage('shop/client', 'shop/Service/web', '80').outcome).toBe('allowed');
    const byService = world([...PODS, lettingIn('web', '{ports: [{port: 80}]}')]);
    expect(byService.passage('shop/client', 'shop/Service/web', '80').outcome).toBe('denied');
    const egress = world([...PODS, lettingOut('client', '{ports: [{port: 80}]}')]);
    expect(egress.passage('shop/client', 'shop/Service/web', '80').outcome).toBe('denied');
  });

  test('S064: where a plugin wants both ports to be one, only what holds for both is certain', () => {
    const one = world([...PODS, lettingOut('client', '{ports: [{port: 8080}]}')], { cni: 'aws-vpc-cni' });
    const answer = one.passage('shop/client', 'shop/Service/web', '80');
    expect(answer.outcome).toBe('unknown');
    expect(answer.ways[0]?.notes).toEqual(['aws-vpc-cni wants the port of the Service to be that of the container']);
    const both = world([...PODS, lettingOut('client', '{ports: [{port: 8080}, {port: 80}]}')], { cni: 'aws-vpc-cni' });
    expect(both.passage('shop/client', 'shop/Service/web', '80').outcome).toBe('allowed');
  });

  test('S064: a port that the Service does not have leads nowhere', () => {
    const answer = world(PODS).passage('shop/client', 'shop/Service/web', '8080');
    expect(answer).toMatchObject({ outcome: 'denied', ways: [], notes: ['Service/web has no port 8080/TCP'] });
    expect(world(PODS).passage('shop/client', 'shop/Service/web', '80/UDP').outcome).toBe('denied');
  });

  test('S065: a name is looked up in each pod, and a pod without it is no endpoint', () => {
    const selected = (name: string, ports: string) => deployment(name, ports).replace('{app: ', '{tier: web, app: ');
    const { passage } = world([
      deployment('client'),
      selected('one', '[{name: http, containerPort: 8080}]'),
      selected('two', '[{name: http, containerPort: 9090}]'),
      selected('three', '[{name: metrics, containerPort: 9100}]'),
      service('web', '[{port: 80, targetPort: http}]', 'selector: {tier: web}'),
      policy('in', 'podSelector: {}, ingress: [{ports: [{port: 8080}]}]'),
    ]);
    const answer = passage('shop/client', 'shop/Service/web', '80');
    expect(told(answer.ways)).toEqual([
      'cluster (kept) shop/one[Deployment]:8080 allowed',
      'cluster (kept) shop/two[Deployment]:9090 denied',
    ]);
    expect(answer.notes).toEqual(['Deployment/three has no port "http" for TCP']);
    expect(answer.reachable).toEqual({ certain: 1, possible: 1, of: 2 });
  });

  test('S065: without a target port the port of the Service is meant', () => {
    const { passage } = world([deployment('client'), deployment('web'), service('web', '[{port: 8080}]')]);
    expect(told(passage('shop/client', 'shop/Service/web', '8080').ways)).toEqual([
      'cluster (kept) shop/web[Deployment]:8080 allowed',
    ]);
  });

  test('S066: a headless Service translates nothing', () => {
    const headless = service('web', '[{port: 80, targetPort: 8080}]', 'clusterIP: None, selector: {app: web}');
    const { passage } = world([
      deployment('client'),
      deployment('web', HTTP),
      headless,
      lettingIn('web', '{ports: [{port: 8080}]}'),
    ]);
    expect(passage('shop/client', 'shop/Service/web', '80').outcome).toBe('denied');
    const answer = passage('shop/client', 'shop/Service/web', '8080');
    expect(answer.outcome).toBe('allowed');
    expect(told(answer.ways)).toEqual(['headless (kept) shop/web[Deployment]:8080 allowed']);
  });

  test('S067: a name for something outside is never chosen by selectors', () => {
    const external =
      '{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {type: ExternalName, externalName: api.example.com, selector: {app: web}}}';
    const outcomeOf = (rule: string) =>
      world([deployment('client'), deployment('web'), external, lettingOut('client', rule)]).passage(
        'shop/client',
        'shop/Service/api',
        '443',
      );
    expect(outcomeOf('{to: [{podSelector: {}}]}').outcome).toBe('denied');
    expect(outcomeOf('{ports: [{port: 443}]}').outcome).toBe('allowed');
    const some = outcomeOf('{to: [{ipBlock: {cidr: 192.0.2.0/24}}]}');
    expect(some.outcome).toBe('unknown');
    expect(some.notes).toEqual(['api.example.com is outside: which addresses it has is unknown']);
  });

  test('S067: a name of another Service leads to its pods', () => {
    const name =
      '{apiVersion: v1, kind: Service, metadata: {name: old, namespace: shop}, spec: {type: ExternalName, externalName: web.shop.svc.cluster.local}}';
    const { passage } = world([...PODS, name]);
    expect(told(passage('shop/client', 'shop/Service/old', '80').ways)).toEqual([
      'cluster (kept) shop/web[Deployment]:8080 allowed',
    ]);
    const circle = name.replace('web.shop', 'old.shop');
    expect(world([deployment('client'), circle]).passage('shop/client', 'shop/Service/old', '80').outcome).toBe(
      'unknown',
    );
  });

  test('S068: without a selector the written addresses decide', () => {
    const bare =
      '{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {ports: [{name: sql, port: 5432, targetPort: 1}]}}';
    const addresses =
      '{apiVersion: v1, kind: Endpoints, metadata: {name: db, namespace: shop}, subsets: [{addresses: [{ip: 192.0.2.7}, {ip: 192.0.2.8}], ports: [{name: sql, port: 6432}]}]}';
    const out = lettingOut('client', '{to: [{ipBlock: {cidr: 192.0.2.7/32}}], ports: [{port: 6432}]}');
    const { passage } = world([deployment('client'), bare, addresses, out]);
    const answer = passage('shop/client', 'shop/Service/db', '5432');
    expect(answer.outcome).toBe('allowed');
    expect(answer.reachable).toEqual({ certain: 1, possible: 1, of: 2 });
    expect(world([deployment('client'), bare]).passage('shop/client', 'shop/Service/db', '5432')).toMatchObject({
      outcome: 'unknown',
      notes: ['What is behind Service/db is unknown: it has no selector, and its endpoints are not here'],
    });
  });

  test('S069: one pod behind it is enough, and how many there are is said', () => {
    const selected = (name: string) => deployment(name, HTTP).replace('{app: ', '{tier: web, app: ');
    const { passage } = world([
      deployment('client'),
      selected('blue'),
      selected('green'),
      selected('grey'),
      service('web', '[{port: 80, targetPort: 8080}]', 'selector: {tier: web}'),
      policy('shut', 'podSelector: {matchExpressions: [{key: app, operator: In, values: [green, grey]}]}'),
    ]);
    const answer = passage('shop/client', 'shop/Service/web', '80');
    expect(answer.outcome).toBe('allowed');
    expect(answer.reachable).toEqual({ certain: 1, possible: 1, of: 3 });
  });

  test('S069: nothing runs behind it: nobody answers', () => {
    const idle = [deployment('client'), deployment('web', HTTP, '', 0), service('web', '[{port: 80}]')];
    expect(world(idle).passage('shop/client', 'shop/Service/web', '80')).toMatchObject({
      outcome: 'denied',
      notes: ['Deployment/web has no running replica'],
    });
    const none = [deployment('client'), service('web', '[{port: 80}]')];
    expect(world(none).passage('shop/client', 'shop/Service/web', '80')).toMatchObject({
      outcome: 'denied',
      notes: ['Service/web selects no workload that is here'],
    });
  });

  test('S071: internalTrafficPolicy Local leads only to pods of the same node', () => {
    const local = service('web', '[{port: 8080}]', 'internalTrafficPolicy: Local, selector: {app: web}');
    const { passage } = world([deployment('client'), deployment('web', HTTP), local]);
    expect(passage('shop/client', 'shop/Service/web', '8080').outcome).toBe('unknown');
    const everywhere = deployment('web', HTTP).replace('kind: Deployment', 'kind: DaemonSet');
    const onEachNode = world([deployment('client'), everywhere, local]);
    expect(onEachNode.passage('shop/client', 'shop/Service/web', '8080').outcome).toBe('allowed');
  });

  test('S043: a single pod that comes back through its own Service: the specification does not say', () => {
    const one = [
      deployment('web', HTTP, '', 1),
      service('web', '[{port: 8080}]'),
      lettingIn('web', '{from: [{podSelector: {matchLabels: {app: client}}}]}'),
    ];
    expect(world(one).passage('shop/web', 'shop/web', '8080').outcome).toBe('allowed');
    expect(world(one).passage('shop/web', 'shop/Service/web', '8080').outcome).toBe('unknown');
    expect(world(one, { cni: 'antrea' }).passage('shop/web', 'shop/Service/web', '8080').outcome).toBe('allowed');
    const open = one.slice(0, 2);
    expect(world(open).passage('shop/web', 'shop/Service/web', '8080').outcome).toBe('allowed');
  });

  test('S076: DNS is reached on the target port of its Service, by both protocols', () => {
    const dns = deployment(
      'dns',
      '[{name: dns, containerPort: 5353, protocol: UDP}, {name: dns-tcp, containerPort: 5353}]',
    );
    const ports =
      '[{name: dns, port: 53, targetPort: dns, protocol: UDP}, {name: dns-tcp, port: 53, targetPort: dns-tcp}]';
    const outcomesWith = (rule: string) => {
      const { passage } = world([deployment('client'), dns, service('dns', ports), lettingOut('client', rule)]);
      return ['53/UDP', '53/TCP'].map((port) => passage('shop/client', 'shop/Service/dns', port).outcome);
    };
    expect(outcomesWith('{ports: [{port: 53, protocol: UDP}, {port: 53}]}')).toEqual(['denied', 'denied']);
    expect(outcomesWith('{ports: [{port: 5353, protocol: UDP}]}')).toEqual(['allowed', 'denied']);
    expect(outcomesWith('{ports: [{port: 5353, protocol: UDP}, {port: 5353}]}')).toEqual(['allowed', 'allowed']);
  });

  test('S076: the DNS cache of the node is an address of the node', () => {
    const { passage } = world([
      deployment('client'),
      lettingOut('client', '{to: [{ipBlock: {cidr: 169.254.20.10/32}}]}'),
    ]);
    expect(passage('shop/client', '169.254.20.10', '53/UDP').outcome).toBe('allowed');
    expect(passage('shop/client', '169.254.20.11', '53/UDP').outcome).toBe('denied');
  });
});

describe('to and from outside', () => {
  test('S073: what leaves is asked about the address it goes to', () => {
    const { passage } = world([
      deployment('client'),
      lettingOut('client', '{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [192.0.2.0/24]}}]}'),
    ]);
    expect(passage('shop/client', '198.51.100.7', '443').outcome).toBe('allowed');
    expect(passage('shop/client', '192.0.2.7', '443').outcome).toBe('denied');
    expect(passage('shop/client', 'internet', '443').outcome).toBe('partial');
  });

  test('both ends outside: nothing of it is in the cluster', () => {
    expect(world([deployment('web')]).passage('internet', '192.0.2.0/24', '443')).toMatchObject({
      outcome: 'denied',
      notes: ['both ends are outside of the cluster'],
    });
  });

  test('S075: what comes from the own node gets in whatever policies say; which node, nobody knows', () => {
    const { engine } = world([deployment('web', HTTP), policy('shut', 'podSelector: {}')]);
    const web = engine.ends[0];
    if (web === undefined) throw new Error('no ends');
    const { open, possible } = engine.verdict({ kind: 'nodes' }, web);
    expect(open.TCP).toEqual([]);
    expect(possible.TCP).toEqual([1, 65535]);
  });

  test('S079: where no policy is enforced everything is open', () => {
    const documents = [deployment('client'), deployment('web', HTTP), policy('shut', 'podSelector: {}')];
    expect(world(documents).passage('shop/client', 'shop/web', '8080').outcome).toBe('denied');
    expect(world(documents, { cni: 'none' }).passage('shop/client', 'shop/web', '8080').outcome).toBe('allowed');
  });
});
