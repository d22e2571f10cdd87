import { describe, expect, test } from 'vitest';
import { explain } from '../explain';
import { deployment, lettingIn, policy, type Settings, service, told, world } from '../world.test-help';

const HTTP = '[{name: http, containerPort: 8080}]';
const WEB = deployment('web', HTTP);
const BALANCED = 'type: LoadBalancer, selector: {app: web}';
const PORTS = '[{port: 443, targetPort: http}]';

function into(documents: readonly string[], port = '8080', settings: Settings = {}) {
  return world(documents, settings).passage('internet', 'shop/web', port);
}

describe('load balancers and ports of nodes', () => {
  test('S070: the source is lost: packets come from a node, whatever block lets the client in', () => {
    const open = [WEB, service('web', PORTS, BALANCED)];
    expect(into(open).outcome).toBe('allowed');
    expect(told(into(open).ways)).toEqual(['load-balancer (node) shop/web[Deployment]:8080 allowed']);
    // Neither is anybody sure to be let in, nor to be kept out: from the own node everything is (S041).
    const clients = lettingIn('web', '{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}');
    const answer = into([...open, clients]);
    expect(answer.outcome).toBe('unknown');
    expect(answer.ways[0]?.notes).toEqual(['the source address is lost: packets come from a node']);
  });

  test('S070: whoever lets all addresses in lets the nodes in', () => {
    const all = lettingIn('web', '{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}');
    expect(into([WEB, service('web', PORTS, BALANCED), all]).outcome).toBe('allowed');
  });

  test('S070: externalTrafficPolicy Local keeps the address of the client', () => {
    const kept = service('web', PORTS, `externalTrafficPolicy: Local, ${BALANCED}`);
    const clients = lettingIn('web', '{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}');
    const answer = into([WEB, kept, clients]);
    expect(answer.outcome).toBe('partial');
    const open = answer.ways[0]?.parts.filter(({ outcome }) => outcome === 'allowed').map(({ end }) => end);
    expect(open).toMatchObject([{ kind: 'addresses', range: { family: 'IPv4', from: 0xcb007100n, to: 0xcb0071ffn } }]);
    expect(into([WEB, kept, lettingIn('web', '{from: [{podSelector: {}}]}')]).outcome).toBe('denied');
    expect(into([WEB, kept]).outcome).toBe('allowed');
  });

  test('S070: a plugin that loses the source only between nodes: nobody can tell which it is', () => {
    const nodesOnly = lettingIn('web', '{from: [{podSelector: {}}]}');
    const documents = [WEB, service('web', PORTS, BALANCED), nodesOnly];
    const answer = into(documents, '8080', { cni: 'cilium' });
    expect(answer.outcome).toBe('unknown');
    expect(new Set(answer.ways[0]?.parts.map(({ end }) => end.kind))).toEqual(new Set(['nodes', 'addresses']));
  });

  test('S070: node ports and external addresses lead in as well, a cluster address does not', () => {
    expect(
      told(
        into([
          WEB,
          service('web', '[{port: 80, targetPort: 8080, nodePort: 30080}]', 'type: NodePort, selector: {app: web}'),
        ]).ways,
      ),
    ).toEqual(['node-port (node) shop/web[Deployment]:8080 allowed']);
    expect(told(into([WEB, service('web', PORTS, 'externalIPs: [192.0.2.1], selector: {app: web}')]).ways)).toEqual([
      'external-address (node) shop/web[Deployment]:8080 allowed',
    ]);
    const inside = into([WEB, service('web', PORTS)]);
    expect(inside.outcome).toBe('denied');
    expect(inside.notes).toEqual([
      'no load balancer, node port, Ingress, Gateway or host port leads to Deployment/web on 8080/TCP',
    ]);
  });

  test('the port is that of the pods, or that of the Service where a Service is named', () => {
    const documents = [WEB, service('web', PORTS, BALANCED)];
    expect(into(documents, '443').outcome).toBe('denied');
    expect(into(documents, 'http').outcome).toBe('allowed');
    const { passage } = world(documents);
    expect(passage('internet', 'shop/Service/web', '443').outcome).toBe('allowed');
    expect(passage('internet', 'shop/Service/web', '8080').outcome).toBe('denied');
  });

  test('S071: loadBalancerSourceRanges lets in nobody else', () => {
    const ranges = (more: string) => [WEB, service('web', PORTS, `loadBalancerSourceRanges: ${more}, ${BALANCED}`)];
    const some = into(ranges('[203.0.113.0/24]'));
    expect(some.outcome).toBe('partial');
    expect(some.ways[0]?.notes).toContain('loadBalancerSourceRanges lets in nobody else');
    expect(into(ranges('[10.0.0.0/8]')).outcome).toBe('denied');
    expect(into(ranges('["{{ .Values.ranges }}"]')).outcome).toBe('unknown');
  });

  test('a load balancer inside of a company lets no public address in', () => {
    const inside = service('web', PORTS, BALANCED).replace(
      'namespace: shop',
      'namespace: shop, annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}',
    );
    expect(into([WEB, inside]).outcome).toBe('denied');
  });

  test('S069: of several workloads behind it some are reached', () => {
    const selected = (name: string) => deployment(name, HTTP).replace('{app: ', '{tier: web, app: ');
    const { passage } = world([
      selected('blue'),
      selected('green'),
      service(
        'web',
        '[{port: 443, targetPort: http}]',
        'type: LoadBalancer, externalTrafficPolicy: Local, selector: {tier: web}',
      ),
      policy('shut', 'podSelector: {matchLabels: {app: green}}'),
    ]);
    const answer = passage('internet', 'shop/Service/web', '443');
    expect(answer.outcome).toBe('allowed');
    expect(answer.reachable).toEqual({ certain: 1, possible: 1, of: 2 });
  });
});

describe('the host', () => {
  test('S072: a host port leads to the pod, and the source is kept', () => {
    const web = deployment('web', '[{containerPort: 8080, hostPort: 80}]');
    expect(told(into([web]).ways)).toEqual(['host-port (kept) shop/web[Deployment]:8080 allowed']);
    expect(into([web, policy('shut', 'podSelector: {}')]).outcome).toBe('denied');
    expect(into([web, lettingIn('web', '{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}')]).outcome).toBe('partial');
    expect(into([deployment('web', '[{containerPort: 8080, hostPort: 80, hostIP: 127.0.0.1}]')]).outcome).toBe(
      'denied',
    );
  });

  test('S040: on the network of the node no policy is asked, and undeclared ports are open too (S085)', () => {
    const host = [deployment('web', HTTP, 'hostNetwork: true, '), policy('shut', 'podSelector: {}')];
    expect(told(into(host).ways)).toEqual(['host-network (kept) shop/web[Deployment]:8080 allowed']);
    expect(into(host, '9999').outcome).toBe('allowed');
    const maybe = [deployment('web', HTTP, 'hostNetwork: "{{ .Values.host }}", '), policy('shut', 'podSelector: {}')];
    expect(into(maybe).outcome).toBe('unknown');
  });
});

const INGRESS =
  '{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {ingressClassName: nginx, rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 443}}}}]}}]}}';
const NGINX = { class: 'nginx', namespace: 'edge', labels: new Map([['app', 'nginx']]) };
const FROM_EDGE =
  '{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}, podSelector: {matchLabels: {app: nginx}}}]}';

describe('Ingresses', () => {
  const documents = [WEB, service('web', PORTS), INGRESS];

  test('S074: the backend sees the pods of the controller that the charter names', () => {
    const answer = into([...documents, lettingIn('web', FROM_EDGE)], '8080', { controllers: [NGINX] });
    expect(told(answer.ways)).toEqual(['ingress > cluster (controller) shop/web[Deployment]:8080 allowed']);
    expect(answer.outcome).toBe('allowed');
    const shut = lettingIn('web', FROM_EDGE.replace('edge', 'elsewhere'));
    expect(into([...documents, shut], '8080', { controllers: [NGINX] }).outcome).toBe('denied');
  });

  test('S074: an explanation can be asked of the controller that no manifest shows', () => {
    const answer = into([...documents, lettingIn('web', FROM_EDGE)], '8080', { controllers: [NGINX] });
    const [way] = answer.ways;
    if (way === undefined) throw new Error('no way');
    const { ingress } = explain(answer.engine, way.seenAs, way.to, 'TCP', 8080);
    expect(ingress).toMatchObject({ outcome: 'allowed', decidedBy: { policy: { name: 'to-web' } } });
  });

  test('S074: the controller of the charter that is here, with the policies about it', () => {
    const controller =
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: nginx, namespace: edge}, spec: {template: {metadata: {labels: {app: nginx}}, spec: {containers: [{name: main}]}}}}';
    const answer = into([...documents, controller], '8080', { controllers: [NGINX] });
    expect(answer.ways[0]?.seenAs).toMatchObject({ kind: 'pods', pods: { name: 'nginx', kind: 'Deployment' } });
    const closed =
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: edge}, spec: {podSelector: {}, policyTypes: [Egress]}}';
    expect(into([...documents, controller, closed], '8080', { controllers: [NGINX] }).outcome).toBe('denied');
  });

  test('S074: without a word in the charter, the controller that is evidently here', () => {
    const controller =
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: controller, namespace: ingress-nginx}, spec: {template: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}}, spec: {containers: [{name: main}]}}}}';
    const fromIt = lettingIn(
      'web',
      '{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]}',
    );
    expect(into([...documents, controller, fromIt]).outcome).toBe('allowed');
  });

  test('S074: of a controller that nobody knows only what holds for everybody is certain', () => {
    expect(into(documents).outcome).toBe('allowed');
    expect(into([...documents, lettingIn('web', '{ports: [{port: 8080}]}')]).outcome).toBe('allowed');
    const answer = into([...documents, lettingIn('web', FROM_EDGE)]);
    expect(answer.outcome).toBe('unknown');
    expect(told(answer.ways)).toEqual(['ingress > cluster (unknown-controller) shop/web[Deployment]:8080 unknown']);
    expect(answer.ways[0]?.notes).toEqual(['which pods are the controller is unknown: portcullis.yaml can say it']);
    // It may even be on the network of the very node (S041).
    expect(into([...documents, policy('shut', 'podSelector: {}')]).outcome).toBe('unknown');
  });

  test('an Ingress of no class is one of the default class', () => {
    const unclassed = INGRESS.replace('ingressClassName: nginx, ', '');
    const other = { class: 'other', namespace: 'other', labels: new Map() };
    const cluster = [WEB, service('web', PORTS), unclassed, lettingIn('web', FROM_EDGE)];
    expect(into(cluster, '8080', { controllers: [NGINX, other] }).outcome).toBe('unknown');
    expect(into(cluster, '8080', { controllers: [NGINX] }).outcome).toBe('allowed');
    const chosen =
      '{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: nginx, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}, spec: {controller: example.com/x}}';
    expect(into([...cluster, chosen], '8080', { controllers: [NGINX, other] }).outcome).toBe('allowed');
  });
});

const GATEWAY =
  '{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, namespace: edge}, spec: {gatewayClassName: nginx, listeners: [{name: web, port: 443, protocol: HTTPS, allowedRoutes: {namespaces: {from: All}}}]}}';
const ROUTE =
  '{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web, namespace: shop}, spec: {parentRefs: [{name: edge, namespace: edge}], rules: [{backendRefs: [{name: web, port: 443}]}]}}';

describe('Gateways and routes', () => {
  const documents = [WEB, service('web', PORTS), GATEWAY, ROUTE];
  const settings = { controllers: [NGINX] };

  test('S074: a route ends at the pods behind its backends, dialled by the pods of the class', () => {
    const answer = into([...documents, lettingIn('web', FROM_EDGE)], '8080', settings);
    expect(told(answer.ways)).toEqual(['gateway > cluster (controller) shop/web[Deployment]:8080 allowed']);
  });

  test('a listener that does not take the route lets nobody in', () => {
    const own = [WEB, service('web', PORTS), GATEWAY.replace('from: All', 'from: Same'), ROUTE];
    expect(into(own, '8080', settings).outcome).toBe('denied');
    const chosen = GATEWAY.replace('from: All', 'from: Selector, selector: {matchLabels: {team: shop}}');
    const namespace = '{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: shop}}}';
    expect(into([WEB, service('web', PORTS), chosen, ROUTE, namespace], '8080', settings).outcome).toBe('allowed');
    expect(into([WEB, service('web', PORTS), chosen, ROUTE], '8080', settings).outcome).toBe('unknown');
  });

  test('a Gateway that is not here may be there', () => {
    expect(into([WEB, service('web', PORTS), ROUTE], '8080', settings).outcome).toBe('unknown');
  });

  test('a backend of another namespace needs a grant', () => {
    const away = ROUTE.replace('namespace: shop}, spec', 'namespace: other}, spec').replace(
      'port: 443',
      'port: 443, namespace: shop',
    );
    const without = [WEB, service('web', PORTS), GATEWAY, away];
    expect(into(without, '8080', settings).outcome).toBe('unknown');
    const grant =
      '{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: g, namespace: shop}, spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: other}], to: [{group: "", kind: Service}]}}';
    expect(into([...without, grant], '8080', settings).outcome).toBe('allowed');
  });

  test('a route of a mesh lets nobody in', () => {
    const mesh = ROUTE.replace('{name: edge, namespace: edge}', '{kind: Service, group: "", name: web}');
    expect(into([WEB, service('web', PORTS), mesh], '8080', settings).outcome).toBe('denied');
  });

  test("S074: OpenShift's Route names a target port", () => {
    const route =
      '{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: web, namespace: shop}, spec: {to: {kind: Service, name: web}, port: {targetPort: http}}}';
    const answer = into([WEB, service('web', PORTS), route]);
    expect(told(answer.ways)).toEqual(['route > cluster (unknown-controller) shop/web[Deployment]:8080 allowed']);
  });
});
