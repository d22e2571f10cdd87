import { expect, test } from 'vitest';
import { explain } from '../../server/src/network/reach/explain';
import { compare, engineOf, textOf } from './compare';
import { CNIS, randomCluster } from './random-cluster';
import { shrunk } from './shrink';

/** `npm run reach:verify` sets both: other seeds, and as many verdicts as somebody has the patience for. */
const FIRST_SEED = Number(process.env.REACH_SEED ?? 1);
const VERDICTS = Number(process.env.REACH_VERDICTS ?? 2_000_000);

test(`the engine agrees with the naive evaluator on ${VERDICTS} verdicts`, { timeout: 3_600_000 }, () => {
  let seed = FIRST_SEED;
  const sum = { exact: 0, certain: 0, unknown: 0 };
  for (; sum.exact < VERDICTS; seed += 1) {
    const { exact, certain, unknown, disagreement } = compare(randomCluster(seed));
    sum.exact += exact;
    sum.certain += certain;
    sum.unknown += unknown;
    expect(disagreement === undefined ? undefined : described(seed)).toBeUndefined();
  }
  const words = [
    `seeds ${FIRST_SEED} to ${seed - 1}`,
    `${sum.exact} verdicts equal where everything is known`,
    `${sum.certain} certain ones right in every world that was tried`,
    `${sum.unknown} left open`,
  ];
  console.info(words.join('; '));
});

/** The smallest cluster that shows the disagreement. */
function described(seed: number): string {
  const cluster = shrunk(randomCluster(seed));
  const documents = cluster.documents.map((document) => JSON.stringify(document));
  return [`seed ${seed}, ${cluster.cni}`, ...documents, compare(cluster).disagreement].join('\n');
}

test('a wrong engine does not pass', () => {
  const wrong = CNIS.filter((cni) => cni !== 'spec').map((cni) => {
    for (let seed = 1; seed < 400; seed += 1) {
      const cluster = randomCluster(seed);
      if (cluster.cni !== 'spec') continue;
      if (compare(cluster, engineOf({ ...cluster, cni })).disagreement !== undefined) return cni;
    }
    return undefined;
  });
  expect(wrong).toEqual(CNIS.filter((cni) => cni !== 'spec'));
});

test('an explanation says what the verdict says, end by end', () => {
  let count = 0;
  for (let seed = 1; seed <= 80; seed += 1) {
    const engine = engineOf(randomCluster(seed));
    for (const from of engine.ends) {
      for (const to of engine.ends) {
        if (from.kind !== 'pods' && to.kind !== 'pods') continue;
        const { outcome, egress, ingress } = explain(engine, from, to, 'TCP', 8080);
        const sides = [egress.outcome, ingress.outcome];
        const both = sides.includes('denied') ? 'denied' : sides.includes('unknown') ? 'unknown' : 'allowed';
        count += 1;
        // Of what may be on the host network either the one end denies or the other: together that is certain.
        const isOpen = [from, to].some((end) => end.kind === 'pods' && end.pods.hostNetwork === 'unknown');
        if (isOpen && both === 'unknown') continue;
        expect(both, `seed ${seed}: ${textOf(from)} -> ${textOf(to)}`).toBe(outcome);
      }
    }
  }
  expect(count).toBeGreaterThan(5_000);
});

test('every field is made up, in every form', () => {
  const texts = Array.from({ length: 300 }, (_, at) => JSON.stringify(randomCluster(at).documents)).join('\n');
  const missing = FIELDS.filter((field) => !texts.includes(field));
  expect(missing).toEqual([]);
});

const FIELDS = [
  ...['"policyTypes":[]', '"policyTypes":null', '"policyTypes":["Ingress","Ingress"]', '"policyTypes":["Egress"]'],
  ...['"ingress":[]', '"ingress":null', '"egress":[]', '"egress":[{}]', '"ingress":[null]', '"from":[]', '"to":null'],
  ...['"podSelector":{}', '"podSelector":null', '"namespaceSelector":{}', '"matchLabels":{}', '"matchExpressions":[]'],
  ...['"operator":"In"', '"operator":"NotIn"', '"operator":"Exists"', '"operator":"DoesNotExist"'],
  ...['"cidr":"0.0.0.0/0"', '"cidr":"::/0"', '"except":["', '"except":null', '"endPort":', '"port":"http"'],
  ...['"protocol":"SCTP"', '"protocol":"UDP"', '"protocol":null', '"ports":[{}]', '"ports":null', '"ports":[]'],
  ...['"hostNetwork":true', '"replicas":0', '"restartPolicy":"Always"', '"podIP":', '"ownerReferences"'],
  ...[
    'AdminNetworkPolicy',
    'BaselineAdminNetworkPolicy',
    'ClusterNetworkPolicy',
    '"action":"Pass"',
    '"action":"Allow"',
  ],
  ...['"portNumber"', '"portRange"', '"namedPort"', '"destinationNamedPort"', '"destinationPort":{"range"', '"sctp"'],
  ...['"networks"', '"nodes":{}', '"domainNames"', '"planets"', '"tier":"Baseline"', '"priority":1000', '"hole"'],
];
