import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Snapshot, updateSnapshot } from '../workspace';
import { analyse, runToEnd } from '.';
import { charterOf, findingsIn, snapshotOf, suppressedOf, TODAY } from './test-support';

/** One of each kind that a guardrail reads, of names and ports that meet. */
const OBJECTS = [
  '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {type: NodePort, selector: {app: web}, ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}]}}',
  '{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {clusterIP: None, selector: {app: web, tier: api}, ports: [{name: http, port: 8080, targetPort: 80, protocol: UDP}]}}',
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web, tier: api}}, spec: {nodeSelector: {pool: web}, containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080, hostPort: 80}], readinessProbe: {httpGet: {port: http}}}]}}}}',
  '{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: api, namespace: shop}, spec: {selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api}}, spec: {hostNetwork: true, containers: [{name: api, image: web, ports: [{containerPort: 80}]}]}}}}',
  '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: shop}, spec: {serviceName: api, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}, annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9090"}}, spec: {containers: [{name: db, image: web, args: ["--port=8080"], ports: [{name: http, containerPort: 80}]}]}}}}',
  '{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}, ownerReferences: [{kind: ReplicaSet, name: web, controller: true}]}, spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 9090}]}]}}',
  '{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web, namespace: shop, ownerReferences: [{kind: Deployment, name: web, controller: true}]}, spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}}',
  '{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline, istio-injection: enabled, tier: api}}}',
  '{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop}, spec: {ingressClassName: web, rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}}',
  '{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: api}, spec: {controller: web}}',
  '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: shop}, spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {tier: api}}}], ports: [{port: http}]}], egress: [{to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]}}',
  '{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: web, namespace: shop}, spec: {gatewayClassName: web, listeners: [{name: http, port: 80, protocol: HTTP, hostname: a.example.com, allowedRoutes: {namespaces: {from: Same}}}]}}',
  '{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web, namespace: bank}, spec: {parentRefs: [{name: web, namespace: shop, sectionName: http}], rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}}',
  '{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: web, namespace: shop}, spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: bank}], to: [{group: "", kind: Service, name: web}]}}',
  '{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: web, namespace: bank}, spec: {selector: {matchLabels: {app: web}}, namespaceSelector: {any: true}, endpoints: [{port: metrics}]}}',
  '{apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, metadata: {name: web, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: metrics}]}}',
  '{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: web}, webhooks: [{name: a.example.com, clientConfig: {service: {name: web, namespace: shop, port: 8080}}}]}',
  '{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web, namespace: shop, labels: {kubernetes.io/service-name: web}}, ports: [{name: metrics, port: 80}], endpoints: []}',
  '{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: web, namespace: bank}, spec: {}}',
];

/** What an edit may put in the place of what: names become other names, ports other ports. */
const WORDS = [
  ['web', 'api', 'db', 'wep'],
  ['shop', 'bank', 'prod'],
  ['80', '8080', '9090', '99999'],
  ['30080', '30081'],
  ['http', 'metrics', '"{{ .x }}"'],
  ['TCP', 'UDP', 'HTTP'],
  ['Same', 'All', 'None'],
  ['baseline', 'privileged'],
  ['true', 'false'],
  ['Service', 'Deployment', 'Secret', 'HTTPRoute'],
];

const CHARTERS = [
  charterOf('  {}\n'),
  charterOf(
    '  guardrails: {unresolved-target-port: info}\n  exceptions:\n  - {guardrail: node-port-collision, object: Service/shop/web, reason: known}\n',
  ),
];

const change = fc.record({
  path: fc.constantFrom('a/1.yaml', 'a/2.yaml', 'b/1.yaml', 'k/base/x.yaml', 'k/prod/z.yaml', 'k/prod/patch.yaml'),
  how: fc.constantFrom('word', 'word', 'word', 'word', 'object', 'object', 'fewer', 'gone', 'broken'),
  at: fc.nat(),
  to: fc.nat(),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(text: string, { how, at, to }: Change): string | undefined {
  const object = OBJECTS[to % OBJECTS.length] ?? '';
  if (how === 'gone') return undefined;
  if (how === 'broken') return at % 2 === 0 ? `${text}  : [` : text.replace('  : [', '');
  const objects = text.split('\n---\n');
  if (how === 'object') return [...objects, object].join('\n---\n');
  if (how === 'fewer') return objects.filter((_, index) => index !== at % objects.length).join('\n---\n');
  const words = [...text.matchAll(/[\w."{}]+/g)].flatMap((match) => {
    const list = WORDS.find((each) => each.includes(match[0]));
    return list === undefined ? [] : [{ start: match.index, end: match.index + match[0].length, list }];
  });
  const word = words[at % Math.max(words.length, 1)];
  return word && text.slice(0, word.start) + word.list[to % word.list.length] + text.slice(word.end);
}

const said = (snapshot: Snapshot, analysis: ReturnType<typeof first>) =>
  JSON.stringify([
    snapshot.environments.map(({ name }) => name),
    analysis.paths,
    findingsIn(analysis),
    suppressedOf(analysis),
    analysis.notices,
  ]);
const first = (snapshot: Snapshot) => runToEnd(analyse(snapshot, { today: TODAY }));

it('goes on to what one from scratch says, whatever kinds of objects change, several files at once', () => {
  const start = fc.array(fc.nat(OBJECTS.length - 1), { minLength: 8, maxLength: 24 });
  const steps = fc.array(fc.tuple(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(11)), { maxLength: 12 });
  fc.assert(
    fc.property(start, steps, (chosen, edits) => {
      const files: Record<string, string> = {
        'k/base/kustomization.yaml': 'resources: [x.yaml]\n',
        'k/prod/kustomization.yaml': 'resources: [../base, z.yaml]\nnamespace: prod\npatches:\n- path: patch.yaml\n',
        'k/prod/patch.yaml': OBJECTS[0] ?? '',
      };
      const homes = ['a/1.yaml', 'a/2.yaml', 'b/1.yaml', 'k/base/x.yaml', 'k/prod/z.yaml'];
      for (const [index, object] of chosen.entries()) {
        const path = homes[index % homes.length] ?? '';
        files[path] = [...(files[path] === undefined ? [] : [files[path]]), OBJECTS[object]].join('\n---\n');
      }
      let charter = CHARTERS[0];
      let snapshot = snapshotOf(files, charter);
      let analysis = first(snapshot);
      for (const [changes, which] of edits) {
        const paths = new Set<string>();
        for (const each of changes) {
          const text = changed(files[each.path] ?? OBJECTS[each.at % OBJECTS.length] ?? '', each);
          if (text === undefined) delete files[each.path];
          else files[each.path] = text;
          paths.add(each.path);
        }
        charter = CHARTERS[which] ?? charter;
        snapshot = updateSnapshot(
          snapshot,
          [...paths].map((path) => {
            const text = files[path];
            return text === undefined ? { path, kind: 'deleted' } : { path, kind: 'text', text };
          }),
          charter,
        );
        analysis = runToEnd(analyse(snapshot, { today: TODAY }, analysis));
        const anew = snapshotOf(files, charter);
        expect(said(snapshot, analysis)).toBe(said(anew, first(anew)));
      }
    }),
    { numRuns: Number(process.env.PORTCULLIS_RUNS ?? 25) },
  );
}, 60_000);
