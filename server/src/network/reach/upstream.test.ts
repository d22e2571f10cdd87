import { describe, expect, test } from 'vitest';
import { answersOf, type Expected, engineFor, namespace, policy, type Row, testRows, yaml } from './reach.test-help';

/**
 * The titles of the conformance tests for network policies (section 2.13), with the pods those tests use: a, b and c in each
 * of the namespaces x, y and z, serving 80 and 81 over TCP, UDP and SCTP.
 */
const NAMESPACES = ['x', 'y', 'z'];
const NAMES = ['a', 'b', 'c'];
const ADDRESSES: Record<string, string> = { 'x/a': '10.1.0.1', 'y/b': '10.2.0.2', 'z/c': '10.3.0.3' };

const ports = (protocols: readonly string[]): string =>
  protocols
    .flatMap((protocol) =>
      [80, 81].map(
        (port) => `{name: serve-${port}-${protocol.toLowerCase()}, containerPort: ${port}, protocol: ${protocol}}`,
      ),
    )
    .join(', ');

function podOf(space: string, name: string, labels = `{pod: ${name}}`): string {
  const address = ADDRESSES[`${space}/${name}`];
  const status = address === undefined ? '' : `status: {podIP: ${address}}\n`;
  const spec = `{containers: [{name: c, ports: [${ports(['TCP', 'UDP', 'SCTP'])}]}]}`;
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: "${name}", namespace: "${space}", labels: ${labels}}\nspec: ${spec}\n${status}`;
}

const spaceOf = (name: string, labels = `{ns: "${name}"}`): string => namespace(`"${name}"`, labels);
const PODS = NAMESPACES.flatMap((space) => NAMES.map((name) => podOf(space, name)));
const MODEL = yaml(...NAMESPACES.map((name) => spaceOf(name)), ...PODS);
const inX = (spec: string): string => policy('x', spec);
const of = (...policies: string[]): string => yaml(MODEL, ...policies);

const A = 'podSelector: {matchLabels: {pod: a}}';
const NS = (name: string): string => `namespaceSelector: {matchLabels: {ns: "${name}"}}`;
const NAMED = (name: string): string => `namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "${name}"}}`;
const POD = (name: string): string => `podSelector: {matchLabels: {pod: ${name}}}`;
/** Into pods a of the namespace x. */
const into = (rule: string): string => of(inX(`${A}, policyTypes: [Ingress], ingress: [${rule}]`));
const outOf = (rule: string): string => of(inX(`${A}, policyTypes: [Egress], egress: [${rule}]`));

const STATIC: readonly Row[] = [
  [
    'deny all ingress of a namespace',
    of(inX('podSelector: {}, policyTypes: [Ingress]')),
    { 'y/b -> x/a 80': 'denied', 'x/b -> x/a 80': 'denied', 'x/a -> y/b 80': 'allowed' },
  ],
  [
    'deny all of a namespace',
    of(inX('podSelector: {}, policyTypes: [Ingress, Egress]')),
    { 'y/b -> x/a 80': 'denied', 'x/a -> y/b 80': 'denied', 'y/a -> z/a 80': 'allowed' },
  ],
  [
    'allow from a pod of the own namespace by its label',
    into(`{from: [{${POD('b')}}]}`),
    { 'x/b -> x/a 80': 'allowed', 'y/b -> x/a 80': 'denied', 'x/c -> x/a 80': 'denied' },
  ],
  [
    'allow ingress for a target',
    of(inX('podSelector: {}, policyTypes: [Ingress]'), inX(`${A}, ingress: [{}]`)),
    { 'y/b -> x/a 80': 'allowed', 'y/b -> x/b 80': 'denied' },
  ],
  [
    'allow from pods of all namespaces',
    into('{from: [{namespaceSelector: {}}]}'),
    { 'z/c -> x/a 80': 'allowed', 'x/c -> x/a 80': 'allowed', '8.8.8.8 -> x/a 80': 'denied' },
  ],
  [
    'allow only from another namespace',
    into(`{from: [{${NS('y')}}]}`),
    { 'y/c -> x/a 80': 'allowed', 'x/b -> x/a 80': 'denied', 'z/a -> x/a 80': 'denied' },
  ],
  [
    'podSelector with expressions',
    into('{from: [{podSelector: {matchExpressions: [{key: pod, operator: In, values: [b]}]}}]}'),
    { 'x/b -> x/a 80': 'allowed', 'x/c -> x/a 80': 'denied' },
  ],
  [
    'namespaceSelector with expressions',
    into('{from: [{namespaceSelector: {matchExpressions: [{key: ns, operator: In, values: ["y"]}]}}]}'),
    { 'y/b -> x/a 80': 'allowed', 'z/b -> x/a 80': 'denied' },
  ],
  [
    'pods or namespaces',
    into(`{from: [{${NS('y')}}, {${POD('b')}}]}`),
    { 'y/c -> x/a 80': 'allowed', 'x/b -> x/a 80': 'allowed', 'z/b -> x/a 80': 'denied' },
  ],
  [
    'pods and namespaces',
    into(`{from: [{${NS('y')}, ${POD('b')}}]}`),
    { 'y/b -> x/a 80': 'allowed', 'y/c -> x/a 80': 'denied', 'x/b -> x/a 80': 'denied' },
  ],
  [
    'several of both',
    into(
      '{from: [{namespaceSelector: {matchExpressions: [{key: ns, operator: NotIn, values: [x]}]}, podSelector: {matchExpressions: [{key: pod, operator: In, values: [b, c]}]}}]}',
    ),
    { 'y/b -> x/a 80': 'allowed', 'z/c -> x/a 80': 'allowed', 'y/a -> x/a 80': 'denied', 'x/b -> x/a 80': 'denied' },
  ],
  [
    'any of several podSelectors',
    into(`{from: [{${POD('b')}}, {${POD('c')}}]}`),
    { 'x/b -> x/a 80': 'allowed', 'x/c -> x/a 80': 'allowed', 'y/b -> x/a 80': 'denied' },
  ],
  [
    'only from a pod of another namespace',
    into(`{from: [{${NS('y')}, ${POD('a')}}]}`),
    { 'y/a -> x/a 80': 'allowed', 'x/b -> x/a 80': 'denied', 'y/b -> x/a 80': 'denied' },
  ],
  [
    'by port',
    into(`{from: [{${NS('y')}}], ports: [{port: 81}]}`),
    { 'y/a -> x/a 81': 'allowed', 'y/a -> x/a 80': 'denied' },
  ],
  [
    'several policies with overlapping selectors',
    of(
      inX(`${A}, ingress: [{from: [{${NS('y')}}], ports: [{port: 80}]}]`),
      inX(`${A}, ingress: [{from: [{${NS('y')}}], ports: [{port: 81}]}]`),
    ),
    { 'y/a -> x/a 80': 'allowed', 'y/a -> x/a 81': 'allowed', 'z/a -> x/a 80': 'denied' },
  ],
  [
    'allow all',
    of(inX('podSelector: {}, policyTypes: [Ingress]'), inX('podSelector: {}, ingress: [{}]')),
    { 'y/a -> x/b 80': 'allowed', '8.8.8.8 -> x/b 80': 'allowed' },
  ],
  [
    'named port on ingress',
    into('{ports: [{port: serve-81-tcp}]}'),
    { 'y/a -> x/a 81': 'allowed', 'y/a -> x/a 80': 'denied' },
  ],
  [
    'one port from a namespace',
    into(`{from: [{${NS('y')}}], ports: [{port: serve-80-tcp}]}`),
    { 'y/a -> x/a 80': 'allowed', 'z/a -> x/a 80': 'denied', 'y/a -> x/a 81': 'denied' },
  ],
  [
    'named port on egress',
    outOf('{ports: [{port: serve-80-tcp}]}'),
    { 'x/a -> y/b 80': 'allowed', 'x/a -> y/b 81': 'denied' },
  ],
  [
    'deny from other namespaces',
    of(inX('podSelector: {}, ingress: [{from: [{podSelector: {}}]}]')),
    { 'x/b -> x/a 80': 'allowed', 'y/a -> x/a 80': 'denied' },
  ],
  [
    'deny egress of pods by their label',
    of(inX(`${A}, policyTypes: [Egress], egress: []`)),
    { 'x/a -> y/a 80': 'denied', 'x/b -> y/a 80': 'allowed', 'y/a -> x/a 80': 'allowed' },
  ],
  [
    'deny egress of a whole namespace',
    of(inX('podSelector: {}, policyTypes: [Egress]')),
    { 'x/b -> x/a 80': 'denied', 'x/b -> y/a 80': 'denied', 'y/a -> x/b 80': 'allowed' },
  ],
  [
    'ingress and egress together',
    of(inX(`${A}, policyTypes: [Ingress, Egress], ingress: [{from: [{${NS('y')}}]}], egress: [{to: [{${NS('z')}}]}]`)),
    { 'y/a -> x/a 80': 'allowed', 'x/a -> z/a 80': 'allowed', 'x/a -> y/a 80': 'denied', 'z/a -> x/a 80': 'denied' },
  ],
  [
    'the client may not, though the server lets it in',
    of(inX(`${A}, policyTypes: [Egress]`), policy('"y"', 'podSelector: {}, ingress: [{}]')),
    { 'x/a -> y/a 80': 'denied', 'x/b -> y/a 80': 'allowed' },
  ],
  [
    'egress to pods and namespaces',
    outOf(`{to: [{${NS('y')}, ${POD('a')}}]}`),
    { 'x/a -> y/a 80': 'allowed', 'x/a -> y/b 80': 'denied', 'x/a -> z/a 80': 'denied' },
  ],
  [
    'any port of one protocol',
    into('{ports: [{protocol: UDP}]}'),
    { 'y/a -> x/a 80/UDP': 'allowed', 'y/a -> x/a 81/UDP': 'allowed', 'y/a -> x/a 80': 'denied' },
  ],
  [
    'several ingress policies: allowing all wins',
    of(inX(`${A}, policyTypes: [Ingress], ingress: [{from: [{${NS('y')}}]}]`), inX(`${A}, ingress: [{}]`)),
    { 'z/a -> x/a 80': 'allowed' },
  ],
  [
    'several egress policies: allowing all wins',
    of(
      inX(`${A}, policyTypes: [Egress], egress: [{to: [{${NS('y')}}]}]`),
      inX(`${A}, policyTypes: [Egress], egress: [{}]`),
    ),
    { 'x/a -> z/a 80': 'allowed' },
  ],
  [
    'egress to the address of a pod',
    outOf('{to: [{ipBlock: {cidr: 10.2.0.2/32}}]}'),
    { 'x/a -> y/b 80': 'allowed', 'x/a -> z/c 80': 'denied' },
  ],
  [
    'egress to a block but the address of a pod',
    outOf('{to: [{ipBlock: {cidr: 10.2.0.0/16, except: [10.2.0.2/32]}}]}'),
    { 'x/a -> y/b 80': 'denied', 'x/a -> 10.2.0.3 80': 'allowed' },
  ],
  [
    'ingress and egress do not depend on each other',
    of(inX(`${A}, policyTypes: [Egress], egress: [{}]`), inX(`${A}, policyTypes: [Ingress]`)),
    { 'x/a -> y/a 80': 'allowed', 'y/a -> x/a 80': 'denied' },
  ],
  [
    'SCTP is not taken for TCP',
    into('{ports: [{protocol: SCTP, port: 80}]}'),
    { 'y/a -> x/a 80/SCTP': 'allowed', 'y/a -> x/a 80': 'denied' },
  ],
  [
    'a policy about SCTP alone isolates',
    into(`{from: [{${NS('y')}}], ports: [{protocol: SCTP, port: 80}]}`),
    { 'z/a -> x/a 80': 'denied', 'z/a -> x/a 80/SCTP': 'denied', 'y/a -> x/a 80/UDP': 'denied' },
  ],
  [
    'UDP is not taken for TCP',
    into('{ports: [{protocol: UDP, port: 80}]}'),
    { 'y/a -> x/a 80/UDP': 'allowed', 'y/a -> x/a 80': 'denied' },
  ],
  [
    'the name label of a namespace',
    into(`{from: [{${NAMED('y')}}]}`),
    { 'y/a -> x/a 80': 'allowed', 'z/a -> x/a 80': 'denied' },
  ],
  [
    'the name label of a namespace in an expression',
    into(
      '{from: [{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [z]}]}}]}',
    ),
    { 'y/a -> x/a 80': 'allowed', 'z/a -> x/a 80': 'denied' },
  ],
  ...['UDP', 'SCTP'].flatMap((protocol): Row[] => [
    [
      `${protocol}: deny all ingress of a namespace`,
      of(inX('podSelector: {}, policyTypes: [Ingress]')),
      { [`y/a -> x/a 80/${protocol}`]: 'denied', [`x/a -> y/a 80/${protocol}`]: 'allowed' },
    ],
    [
      `${protocol}: by port`,
      into(`{ports: [{protocol: ${protocol}, port: 81}]}`),
      { [`y/a -> x/a 81/${protocol}`]: 'allowed', [`y/a -> x/a 80/${protocol}`]: 'denied' },
    ],
    [
      `${protocol}: allow from a pod of another namespace`,
      into(`{from: [{${NS('y')}, ${POD('b')}}], ports: [{protocol: ${protocol}, port: 80}]}`),
      { [`y/b -> x/a 80/${protocol}`]: 'allowed', [`y/c -> x/a 80/${protocol}`]: 'denied' },
    ],
  ]),
];

describe('the conformance tests of network policies', () => {
  testRows(STATIC);
});

type Step = readonly [yaml: string, expected: Expected];
const FROM_B = inX(`${A}, ingress: [{from: [{${POD('b')}}]}]`);
const DENY = inX(`${A}, policyTypes: [Ingress]`);
const WIDE = inX(`${A}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.2.0.0/16}}]}]`);

/** One after the other; what is asked is always what a fresh engine says. */
const UPDATES: readonly (readonly [title: string, ...steps: Step[]])[] = [
  [
    'updated policy',
    [of(DENY), { 'x/b -> x/a 80': 'denied' }],
    [of(FROM_B), { 'x/b -> x/a 80': 'allowed' }],
    [of(DENY), { 'x/b -> x/a 80': 'denied' }],
  ],
  [
    'updated namespace',
    [
      of(inX(`${A}, ingress: [{from: [{namespaceSelector: {matchLabels: {ns2: updated}}}]}]`)),
      { 'y/a -> x/a 80': 'denied' },
    ],
    [
      yaml(
        spaceOf('x'),
        spaceOf('y', '{ns: "y", ns2: updated}'),
        spaceOf('z'),
        ...PODS,
        inX(`${A}, ingress: [{from: [{namespaceSelector: {matchLabels: {ns2: updated}}}]}]`),
      ),
      { 'y/a -> x/a 80': 'allowed', 'z/a -> x/a 80': 'denied' },
    ],
  ],
  [
    'updated pod of a peer',
    [
      of(inX(`${A}, ingress: [{from: [{podSelector: {matchLabels: {pod: b, pod2: updated}}}]}]`)),
      { 'x/b -> x/a 80': 'denied' },
    ],
    [
      yaml(
        ...NAMESPACES.map((name) => spaceOf(name)),
        podOf('x', 'a'),
        podOf('x', 'b', '{pod: b, pod2: updated}'),
        inX(`${A}, ingress: [{from: [{podSelector: {matchLabels: {pod: b, pod2: updated}}}]}]`),
      ),
      { 'x/b -> x/a 80': 'allowed' },
    ],
  ],
  [
    'deny to an updated pod',
    [of(inX('podSelector: {matchLabels: {target: isolated}}, policyTypes: [Ingress]')), { 'x/b -> x/a 80': 'allowed' }],
    [
      yaml(
        ...NAMESPACES.map((name) => spaceOf(name)),
        podOf('x', 'a', '{pod: a, target: isolated}'),
        podOf('x', 'b'),
        inX('podSelector: {matchLabels: {target: isolated}}, policyTypes: [Ingress]'),
      ),
      { 'x/b -> x/a 80': 'denied' },
    ],
  ],
  [
    'stop after the policy is deleted',
    [of(DENY), { 'x/b -> x/a 80': 'denied' }],
    [MODEL, { 'x/b -> x/a 80': 'allowed' }],
  ],
  [
    'a block and one that leaves out a part of it, one after the other',
    [of(WIDE), { 'x/a -> y/b 80': 'allowed' }],
    [
      of(inX(`${A}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.2.0.0/16, except: [10.2.0.2/32]}}]}]`)),
      { 'x/a -> y/b 80': 'denied', 'x/a -> 10.2.0.9 80': 'allowed' },
    ],
    [
      of(
        inX(
          `${A}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.2.0.0/16, except: [10.2.0.2/32]}}, {ipBlock: {cidr: 10.2.0.2/32}}]}]`,
        ),
      ),
      { 'x/a -> y/b 80': 'allowed' },
    ],
  ],
];

test.each(UPDATES.map(([title, ...steps]) => ({ title, steps })))('$title', ({ steps }) => {
  let previous: ReturnType<typeof engineFor> | undefined;
  for (const [manifests, expected] of steps) {
    previous = engineFor(manifests, 'spec', previous);
    const questions = Object.keys(expected);
    expect(answersOf(previous, questions)).toEqual(expected);
    expect(answersOf(engineFor(manifests), questions)).toEqual(expected);
  }
});

test('there are some forty-five of them', () => {
  expect(STATIC.length + UPDATES.length).toBeGreaterThanOrEqual(45);
});
