import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GUARDRAILS } from './index';
import { applied, check, type Files, marksIn } from './test-support';

const ROOM = import.meta.dirname;

/**
 * Manifests that are right and that tools of this kind report, by their number in the catalogue of them. For each guardrail
 * that could be wrong about one there is a fixture `trap-NN-words` in which it stays silent.
 */
const TRAPS: readonly Trap[] = [
  trap(1, 'a container port is a note: its number need not be declared', [
    'unresolved-target-port',
    'target-port-protocol',
    'undeclared-target-port',
    'service-selects-strangers',
    'unresolved-probe-port',
    'monitor-port',
    'scrape-port',
    'undeclared-app-port',
    'policy-uses-service-port',
  ]),
  trap(2, 'sidecars, written or injected, have ports too; ordinary init containers do not', [
    'duplicate-container-port-name',
    'host-port-differs',
    'invalid-probe',
    'unresolved-target-port',
    'target-port-protocol',
    'undeclared-target-port',
    'service-selects-strangers',
    'ambiguous-port-name',
    'shared-container-port',
    'unresolved-probe-port',
    'monitor-port',
    'scrape-port',
    'undeclared-app-port',
    'mesh-reserved-port',
  ]),
  trap(3, 'TCP is the protocol that is left out, and twins of one number are legal', [
    'invalid-protocol',
    'duplicate-service-port',
    // Not duplicate-container-port-name: a name stands once in a container, whatever the protocols are (V4).
    'host-port-differs',
    'invalid-listener',
    'unresolved-target-port',
    'target-port-protocol',
    'undeclared-target-port',
    'ambiguous-port-name',
    'shared-container-port',
    'route-backend-port',
    'endpoint-slice-port',
    'lost-on-apply',
    'node-port-collision',
    'host-port-collision',
    'reserved-node-port',
    'mesh-reserved-port',
  ]),
  trap(4, 'two ports without a name have no name in common; a quoted number is a name', [
    'invalid-port-number',
    'wrong-field-type',
    'invalid-port-name',
    'duplicate-container-port-name',
    'host-port-differs',
    'invalid-network-policy',
    'invalid-ingress',
    'invalid-probe',
    'unresolved-target-port',
    'undeclared-target-port',
    'ambiguous-port-name',
    'shared-container-port',
    'unresolved-probe-port',
    'headless-port-remap',
    'ingress-port-missing',
    'monitor-port',
    'scrape-port',
    'endpoint-slice-port',
    'policy-uses-service-port',
  ]),
  trap(5, 'a target port, node port or host port of 0, or none, is left to somebody else', [
    'invalid-port-number',
    'duplicate-service-port',
    'misplaced-service-field',
    'host-port-differs',
    'forbidden-by-pod-security',
    'undeclared-target-port',
    'headless-port-remap',
    'scrape-port',
    'node-port-collision',
    'node-port-range',
    'host-port-collision',
    'reserved-node-port',
    'host-port-rollout',
  ]),
  trap(6, 'on the host network a host port and its container port are one claim', [
    'host-port-differs',
    // Not forbidden-by-pod-security: the host network alone is forbidden already, and one finding names all of it.
    'host-port-collision',
    'reserved-node-port',
    'host-port-rollout',
  ]),
  trap(7, 'the labels of the template count', [
    'selector-mismatch',
    'unresolved-target-port',
    'service-selects-nothing',
    'service-selects-strangers',
    'monitor-port',
    'stateful-service',
    'mesh-reserved-port',
  ]),
  trap(8, 'a Service without a selector has endpoints made by hand', [
    // Not misplaced-service-field: what a type takes and demands is the same with and without a selector.
    'selector-mismatch',
    'unresolved-target-port',
    'undeclared-target-port',
    'service-selects-nothing',
    'service-selects-strangers',
    'headless-port-remap',
    'monitor-port',
    'stateful-service',
    'endpoint-slice-port',
  ]),
  trap(9, 'some labels come when the pod does', [
    'unresolved-target-port',
    'service-selects-nothing',
    'service-selects-strangers',
    'monitor-port',
    'stateful-service',
  ]),
  trap(10, 'pods and Services come from kinds that nobody here knows', [
    'wrong-field-type',
    'invalid-protocol',
    'misplaced-service-field',
    'selector-mismatch',
    'unresolved-target-port',
    'undeclared-target-port',
    'service-selects-nothing',
    'service-selects-strangers',
    'unresolved-probe-port',
    'ingress-backend-missing',
    'route-backend-port',
    'webhook-port',
    'monitor-port',
    'stateful-service',
  ]),
  trap(11, 'a selector may mean the pods of another team', ['service-selects-nothing']),
  trap(12, 'a namespace that is left out is one that nobody knows', [
    'forbidden-by-pod-security',
    'unresolved-target-port',
    'undeclared-target-port',
    'service-selects-nothing',
    'service-selects-strangers',
    'ingress-backend-missing',
    'ingress-port-missing',
    'route-backend-port',
    'route-listener',
    'missing-reference-grant',
    'webhook-port',
    'monitor-port',
    'stateful-service',
    'endpoint-slice-port',
    'node-port-collision',
    'ingress-path-collision',
    'mesh-reserved-port',
  ]),
  trap(13, 'overlays are never compared with each other, and what a patch may touch is unknown', [
    'forbidden-by-pod-security',
    'unresolved-target-port',
    'target-port-protocol',
    'undeclared-target-port',
    'service-selects-nothing',
    'service-selects-strangers',
    'ambiguous-port-name',
    'unresolved-probe-port',
    'ingress-backend-missing',
    'ingress-port-missing',
    'route-backend-port',
    'route-listener',
    'missing-reference-grant',
    'webhook-port',
    'monitor-port',
    'scrape-port',
    'stateful-service',
    'endpoint-slice-port',
    'host-network-dns',
    'undeclared-app-port',
    'unknown-ingress-class',
    'node-port-collision',
    'node-port-range',
    'host-port-collision',
    'reserved-node-port',
    'host-port-rollout',
    'ingress-path-collision',
    'mesh-reserved-port',
  ]),
  trap(14, 'what is referred to may be provided elsewhere', [
    'service-selects-nothing',
    'ingress-backend-missing',
    'ingress-port-missing',
    'route-backend-port',
    'route-listener',
    'missing-reference-grant',
    'webhook-port',
    'monitor-port',
    'stateful-service',
    'endpoint-slice-port',
    'unknown-ingress-class',
  ]),
  trap(15, 'the Namespace objects are seldom there', [
    'forbidden-by-pod-security',
    'ingress-backend-missing',
    'route-listener',
    // Not monitor-port: a monitor selects namespaces by their names, never by their labels.
    'mesh-reserved-port',
  ]),
  trap(
    16,
    'what a template fills in is unknown',
    GUARDRAILS.filter(
      ({ category, check: { kind } }) => ['spec', 'wiring', 'collision'].includes(category) && kind !== 'elsewhere',
    ).map(({ id }) => id),
  ),
  trap(17, 'a policy that denies everything by default is wanted', [
    'invalid-network-policy',
    'policy-uses-service-port',
    'ignored-policy-rules',
  ]),
  elsewhere(18, 'which pods a policy covers: no guardrail of today asks'),
  elsewhere(19, 'blocks of outside addresses match no pod: no guardrail of today looks for their pods'),
  elsewhere(20, 'peers in other namespaces are unknown: no guardrail of today looks for their pods'),
  trap(21, 'a rule without peers is deliberate', ['invalid-network-policy']),
  trap(22, 'pods on the host network are beyond policies', ['policy-uses-service-port']),
  elsewhere(23, 'probes and policies: no guardrail of today puts them together'),
  trap(24, 'some clouds want the Service port in a policy', ['policy-uses-service-port']),
  trap(25, 'a pod that asks no cluster DNS needs none', ['host-network-dns']),
  trap(26, '`- {}` lets everything out on purpose', ['invalid-network-policy']),
  trap(27, 'everywhere except the private addresses is the internet', ['invalid-network-policy']),
  elsewhere(28, 'which load balancers are public: exposure'),
  elsewhere(29, 'source ranges by annotation: exposure'),
  trap(30, 'a LoadBalancer has node ports', ['misplaced-service-field']),
  trap(31, 'certificates come in other ways than by reference', ['invalid-listener']),
  trap(32, 'one host in several Ingresses is split, staged or of another class', ['ingress-path-collision']),
  trap(33, 'some backends are no Service on purpose', [
    'invalid-port-name',
    'invalid-ingress',
    'ingress-backend-missing',
    'ingress-port-missing',
    'route-backend-port',
    'missing-reference-grant',
  ]),
  elsewhere(34, 'ports below 1024: exposure'),
  trap(35, 'node agents belong on the host network', ['host-network-dns', 'host-port-collision', 'reserved-node-port']),
  trap(36, 'the number of the kubelet is harmless inside of a pod', [
    'kubelet-port-on-load-balancer',
    'reserved-node-port',
  ]),
  trap(37, 'a traffic policy is right where traffic comes from outside', ['misplaced-service-field']),
  trap(38, 'Jobs, workloads scaled to 0, and several Services for the same pods are normal', [
    'unresolved-target-port',
    'undeclared-target-port',
    'service-selects-nothing',
    'service-selects-strangers',
    'stateful-service',
    'host-port-collision',
    'host-port-rollout',
  ]),
  trap(39, 'workloads on different nodes share no port', ['host-port-collision']),
  trap(40, 'a Deployment that takes the old pod away first is not blocked', ['host-port-rollout']),
  trap(41, 'a monitor may select the Services of others', ['monitor-port']),
  trap(42, 'a broken workload is not also a strange Service', ['service-selects-nothing', 'stateful-service']),
  elsewhere(43, 'one finding for one root cause: `npm run corpus -- --mutate` counts'),
  elsewhere(44, 'suppressions: tested in analysis, they are the same for all'),
  trap(45, 'what teams decide is asked of the charter', [
    'kubelet-port-on-load-balancer',
    'node-port-range',
    'reserved-node-port',
    'unapproved-port',
  ]),
  elsewhere(46, 'unknown is not broken: traps 10, 13, 14 and 16 are about nothing else'),
  trap(47, 'nobody is advised to declare a port for the sake of it', [
    'undeclared-target-port',
    'unresolved-probe-port',
  ]),
];

interface Trap {
  readonly number: number;
  readonly about: string;
  readonly guardrails: readonly string[];
}

describe.each(TRAPS.filter(({ guardrails }) => guardrails.length > 0))(
  'trap $number: $about',
  ({ number, guardrails }) => {
    const start = `trap-${String(number).padStart(2, '0')}-`;

    // Another one of the trap may show beside it what is found all the same.
    test.each(guardrails)('%s has a fixture in which it is silent', (id) => {
      const fixtures = fixturesOf(id).filter((name) => name.startsWith(start));
      expect(fixtures.filter((name) => isSilent(filesOf(id, name)))).not.toEqual([]);
    });
  },
);

test('every trap of the catalogue has its place here', () => {
  expect(TRAPS.map(({ number }) => number)).toEqual(Array.from({ length: 47 }, (_, index) => index + 1));
});

describe.each(GUARDRAILS.map(({ id }) => id))('%s', (id) => {
  const names = fixturesOf(id);

  test('its traps are of the catalogue', () => {
    for (const name of names.filter((each) => each.startsWith('trap-'))) {
      const number = Number(/^trap-(\d\d)-[a-z0-9-]+(\.yaml)?$/.exec(name)?.[1]);
      expect(
        TRAPS.find((each) => each.number === number),
        name,
      ).toBeDefined();
    }
  });

  test('no fix declares a container port (trap 47)', () => {
    const declared = (files: Files) => Object.values(files).join('').split('containerPort').length;
    for (const name of names) {
      const files = filesOf(id, name);
      const fixes = check(files)
        .findings.filter(({ guardrail }) => guardrail === id)
        .flatMap((finding) => finding.fixes);
      for (const fix of fixes) expect(declared(applied(files, fix)), fix.title).toBeLessThanOrEqual(declared(files));
    }
  });
});

function trap(number: number, about: string, guardrails: readonly string[]): Trap {
  return { number, about, guardrails };
}

/** It concerns no guardrail of this house, or not one by one. */
function elsewhere(number: number, about: string): Trap {
  return { number, about, guardrails: [] };
}

function isSilent(files: Files): boolean {
  return Object.entries(files).every(([path, text]) => marksIn(path, text).length === 0);
}

function fixturesOf(id: string): readonly string[] {
  const folder = join(ROOM, id, 'fixtures');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function filesOf(id: string, name: string): Files {
  const path = join(ROOM, id, 'fixtures', name);
  if (!statSync(path).isDirectory()) return { [name]: readFileSync(path, 'utf8') };
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(path, file)).isFile(),
  );
  return Object.fromEntries(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(path, file), 'utf8')]));
}
