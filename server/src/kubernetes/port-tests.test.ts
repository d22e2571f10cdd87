import { describe, expect, test } from 'vitest';
import type { PortAssertion } from './objects';
import { ABSENT_FIELD, objectIn, shown, shownLabels, UNKNOWN_FIELD } from './test-objects';

const HEAD = 'apiVersion: portcullis.dev/v1alpha1\nkind: PortTest\nmetadata: {name: shop}\n';

function read(assertion: string): PortAssertion {
  const [first] = objectIn('port-test', `${HEAD}spec:\n  assertions:\n  - ${assertion}\n`).assertions;
  if (first === undefined) throw new Error('no assertion');
  return first;
}

test('an assertion knows its ends, its port, what it expects and why', () => {
  const assertion = read(
    '{from: internet, to: shop/payments, port: 8443, expect: denied, because: only the gateway may}',
  );
  expect(shown(assertion.from)).toEqual({ kind: 'text', text: 'internet' });
  expect(shown(assertion.to)).toEqual({ kind: 'text', text: 'shop/payments' });
  expect(shown(assertion.port)).toEqual({ port: 8443, protocol: 'TCP' });
  expect(shown(assertion.expect)).toBe('denied');
  expect(shown(assertion.because)).toBe('only the gateway may');
  expect(assertion.problems).toEqual([]);
});

test('each value knows its place', () => {
  const { port } = read('{from: a/b, to: c/d, port: 53/UDP, expect: allowed}');
  if (port.state !== 'known') throw new Error('not known');
  const { document, start, end } = port.node;
  expect(document.text.slice(start, end)).toBe('53/UDP');
});

test('an end may be all pods with some labels, of one namespace or of all', () => {
  const { from, to } = read(
    '{from: {namespace: monitoring, labels: {app: prometheus}}, to: {labels: {app: db}}, port: 1, expect: denied}',
  );
  if (from.state !== 'known' || from.value.kind !== 'selected') throw new Error('not selected');
  if (to.state !== 'known' || to.value.kind !== 'selected') throw new Error('not selected');
  expect(shown(from.value.namespace)).toBe('monitoring');
  expect(from.value.labels.state === 'known' && shownLabels(from.value.labels.value.matchLabels)).toEqual({
    app: 'prometheus',
  });
  expect(shown(to.value.namespace)).toBe(ABSENT_FIELD);
});

test.each([
  ['8443', { port: 8443, protocol: 'TCP' }],
  ['"8443"', { port: 8443, protocol: 'TCP' }],
  ['53/UDP', { port: 53, protocol: 'UDP' }],
  ['http', { port: 'http', protocol: 'TCP' }],
  ['dns-tcp/TCP', { port: 'dns-tcp', protocol: 'TCP' }],
])('port %s', (text, port) => {
  expect(shown(read(`{from: a/b, to: c/d, port: ${text}, expect: allowed}`).port)).toEqual(port);
});

test.each([
  ['{to: a/b, port: 1, expect: denied}', ['the assertion needs from']],
  ['{from: a/b, to:, port: 1, expect: denied}', ['the assertion needs to']],
  ['{from: a/b, to: a/b, port: 0, expect: denied}', ['port cannot be 0: ports are 1 to 65535']],
  ['{from: a/b, to: a/b, port: 65536, expect: denied}', ['port cannot be 65536: ports are 1 to 65535']],
  [
    '{from: a/b, to: a/b, port: 53/udp, expect: denied}',
    ['port cannot be "53/udp": write 8443, 53/UDP or the name of a port'],
  ],
  [
    '{from: a/b, to: a/b, port: [1], expect: denied}',
    ['port must be one port: write 8443, 53/UDP or the name of a port'],
  ],
  ['{from: a/b, to: a/b, port: 1, expect: deny}', ['expect cannot be "deny": write allowed or denied']],
  ['{from: {}, to: a/b, port: 1, expect: denied}', ['from names nobody']],
  [
    '{from: {label: {a: b}}, to: a/b, port: 1, expect: denied}',
    ['"label" is not known in from: it has namespace, labels'],
  ],
  [
    '{from: [a], to: a/b, port: 1, expect: denied}',
    ['from must be namespace/name, internet, a CIDR, or a mapping of namespace and labels'],
  ],
  [
    '{form: a/b, from: a/b, to: a/b, port: 1, expect: denied}',
    ['"form" is not known in an assertion: it has from, to, port, expect, because'],
  ],
  ['web', ['an assertion must be a mapping']],
])('%s is told', (assertion, messages) => {
  expect(read(assertion).problems.map(({ message }) => message)).toEqual(messages);
});

test('what somebody fills in is unknown and nobody’s mistake', () => {
  const { from, port, problems } = read('{from: "$(NAMESPACE)/web", to: a/b, port: "$(PORT)", expect: denied}');
  expect([shown(from), shown(port), problems]).toEqual([UNKNOWN_FIELD, UNKNOWN_FIELD, []]);
});

describe('a test that is no test', () => {
  test.each([
    ['', 'spec is missing'],
    ['spec: {environment: prod}\n', 'assertions is missing'],
    [
      'spec: {environments: [prod], assertions: []}\n',
      '"environments" is not known in spec: it has environment, assertions',
    ],
  ])('%j', (spec, message) => {
    const { problems, assertions } = objectIn('port-test', `${HEAD}${spec}`);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(assertions).toEqual([]);
  });

  test('one assertion that cannot be read leaves the others standing', () => {
    const { assertions } = objectIn(
      'port-test',
      `${HEAD}spec:\n  assertions:\n  - nonsense\n  - {from: a/b, to: c/d, port: 1, expect: denied}\n`,
    );
    expect(assertions.map(({ problems }) => problems.length)).toEqual([1, 0]);
  });

  test('of very many assertions the first are read', () => {
    const many = '  - {from: a/b, to: c/d, port: 1, expect: denied}\n'.repeat(5001);
    const { assertions, problems } = objectIn('port-test', `${HEAD}spec:\n  assertions:\n${many}`);
    expect(assertions).toHaveLength(5000);
    expect(problems.map(({ message }) => message)).toEqual([
      'there are more than 5000 assertions: the rest is not read',
    ]);
  });
});
