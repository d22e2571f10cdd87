import { describe, expect, it } from 'vitest';
import { readFile } from '../yaml';
import { charterFor, defaultCharter, isBroken, keepLastGood, readCharter } from '.';

const HEAD = 'apiVersion: portcullis.dev/v1alpha1\nkind: PortGuardrails\nmetadata: {name: default}\n';

const COMPLETE = `${HEAD}spec:
  profile: strict
  files: {exclude: [vendor/**], maxSize: 4Mi}
  ports:
    approved:                       # a comment
    - {port: 8080, purpose: http}
    - {port: 9090, endPort: 9100, purpose: metrics, namespaces: [monitoring], appliesTo: [target]}
    reserved:
    - {port: 10250, endPort: 10259, for: kube-system}
    documentation: required
  exposure:
    allowed: [ClusterIP, Ingress]
  needs: {required: true}
  cluster:
    {version: "1.34", platform: eks, cni: cilium, nodePorts: 30000-32767, dns: {namespace: kube-system, labels: {k8s-app: kube-dns}}}
  ingressControllers: [{class: nginx, namespace: ingress-nginx, labels: {app.kubernetes.io/name: ingress-nginx}}]
  environments:
  - name: prod
    include: [deploy/prod/**, deploy/base/**]
    overrides: {exposure: {allowed: [ClusterIP]}, guardrails: {host-port: error}, ports: {approved: [{port: 443}]}}
  guardrails: {privileged-container-port: off, public-load-balancer: error}
  exceptions:
  - {guardrail: host-network, object: DaemonSet/monitoring/node-exporter, reason: reads host counters, expires: 2027-06-30}
`;

function read(text: string) {
  return readCharter(readFile('portcullis.yaml', text));
}

/** Each problem with the text that it underlines. */
function problemsOf(text: string): string[] {
  return read(text).problems.map(
    ({ message, place: { document, start, end } }) => `${document.text.slice(start, end)} | ${message}`,
  );
}

describe('a charter is read as it is written', () => {
  const charter = read(COMPLETE);

  it('without a problem', () => {
    expect(charter.problems).toEqual([]);
    expect(charter.path).toBe('portcullis.yaml');
  });

  it('with its profile, files, ports and exposure', () => {
    expect(charter.profile).toBe('strict');
    expect(charter.files).toEqual({ exclude: ['vendor/**'], maxBytes: 4 * 1024 * 1024 });
    expect(charter.ports.approved).toMatchObject([
      { port: 8080, endPort: 8080, purpose: 'http', namespaces: undefined, appliesTo: ['service'] },
      { port: 9090, endPort: 9100, purpose: 'metrics', namespaces: ['monitoring'], appliesTo: ['target'] },
    ]);
    expect(charter.ports.reserved).toEqual([{ port: 10250, endPort: 10259, for: 'kube-system' }]);
    expect(charter.ports.documentation).toBe('required');
    expect(charter.exposure.allowed).toEqual(['ClusterIP', 'Ingress']);
    expect(charter.needs.required).toBe(true);
  });

  it('with the facts of the cluster', () => {
    expect(charter.cluster).toEqual({
      version: '1.34',
      platform: 'eks',
      cni: 'cilium',
      nodePorts: { from: 30000, to: 32767 },
      dns: { namespace: 'kube-system', labels: new Map([['k8s-app', 'kube-dns']]) },
    });
    expect(charter.ingressControllers).toEqual([
      { class: 'nginx', namespace: 'ingress-nginx', labels: new Map([['app.kubernetes.io/name', 'ingress-nginx']]) },
    ]);
  });

  it('with severities (a plain off is no boolean here) and exceptions, each with its place', () => {
    const setting = charter.guardrails.get('privileged-container-port');
    expect(setting?.severity).toBe('off');
    expect(setting?.place.document.text.slice(setting.place.start, setting.place.end)).toBe(
      'privileged-container-port',
    );
    const [exception] = charter.exceptions;
    expect(exception).toMatchObject({
      guardrail: 'host-network',
      object: 'DaemonSet/monitoring/node-exporter',
      path: undefined,
      reason: 'reads host counters',
      expires: '2027-06-30',
    });
  });

  it('with overrides that hold in their environment only', () => {
    const prod = charterFor(charter, 'prod');
    expect(prod.exposure.allowed).toEqual(['ClusterIP']);
    expect(prod.ports.approved?.map((entry) => entry.port)).toEqual([443]);
    expect(prod.ports.reserved).toBe(charter.ports.reserved);
    expect([...prod.guardrails.keys()]).toEqual(['privileged-container-port', 'public-load-balancer', 'host-port']);
    expect(charterFor(charter, 'dev')).toBe(charter);
  });
});

describe('what is left out has its default', () => {
  it.each(['', '# nothing yet\n', HEAD, `${HEAD}spec: {}\n`])('%j', (text) => {
    const { path, problems, source, ...rest } = read(text);
    const { path: _path, problems: none, source: _source, ...defaults } = defaultCharter();
    expect(source?.path).toBe(path);
    expect(problems).toEqual(none);
    expect(path).toBe('portcullis.yaml');
    expect(rest).toEqual(defaults);
  });
});

describe('what is wrong is said at its place', () => {
  it.each([
    ['profil: strict', 'profil | "profil" is not known in spec: did you mean profile?'],
    ['zebra: 1', 'zebra | "zebra" is not known in spec: it has profile, files, ports, exposure, needs, cluster, …'],
    ['profile: stric', 'stric | spec.profile cannot be "stric": did you mean strict?'],
    ['profile: [strict]', '[strict] | spec.profile must be one of default, strict, audit, not a list'],
    ['profile:', ' | spec.profile is empty: it must be one of default, strict, audit'],
    ['files: {exclude: vendor}', 'vendor | spec.files.exclude must be a list, not a single value'],
    [
      'files: {exclude: [/vendor]}',
      '/vendor | spec.files.exclude[0] starts with "/": patterns are relative to the folder of this file',
    ],
    ['files: {exclude: ["a{b"]}', '"a{b" | spec.files.exclude[0] has braces that do not match'],
    ['files: {maxSize: 8MB}', '8MB | spec.files.maxSize cannot be "8MB": write a size such as 8Mi'],
    ['ports: {approved: [{port: 0}]}', '0 | spec.ports.approved[0].port cannot be 0: ports are 1 to 65535'],
    ['ports: {approved: [{port: 65536}]}', '65536 | spec.ports.approved[0].port cannot be 65536: ports are 1 to 65535'],
    ['ports: {approved: [{port: 80.5}]}', '80.5 | spec.ports.approved[0].port must be a whole number'],
    [
      'ports: {approved: [{port: "80"}]}',
      '"80" | spec.ports.approved[0].port must be a number: write 80 without quotes',
    ],
    ['ports: {approved: [{purpose: x}]}', 'purpose | spec.ports.approved[0] needs port'],
    ['ports: {approved: [{port: 90, endPort: 80}]}', '80 | endPort 80 is below port 90'],
    [
      'ports: {approved: [{port: 90, appliesTo: [pod]}]}',
      'pod | spec.ports.approved[0].appliesTo[0] cannot be "pod": must be one of service, target, container',
    ],
    [
      'ports: {approved: [{port: 90, protocol: tcp}]}',
      'tcp | spec.ports.approved[0].protocol cannot be "tcp": did you mean TCP?',
    ],
    ['needs: {required: 1}', '1 | spec.needs.required must be true or false'],
    [
      'cluster: {nodePorts: 32767-30000}',
      '32767-30000 | spec.cluster.nodePorts cannot be 32767-30000: it ends before it begins',
    ],
    ['cluster: {nodePorts: all}', 'all | spec.cluster.nodePorts cannot be "all": write a range such as 30000-32767'],
    ['cluster: {version: latest}', 'latest | spec.cluster.version cannot be "latest": write a version such as "1.34"'],
    ['guardrails: {host-port: warn}', 'warn | spec.guardrails.host-port cannot be "warn": did you mean warning?'],
    ['guardrails: [host-port]', '[host-port] | spec.guardrails must be a mapping, not a list'],
    ['exceptions: [{guardrail: host-port}]', 'guardrail | spec.exceptions[0] needs reason'],
    ['exceptions: [{guardrail: host-port, reason: ""}]', '"" | spec.exceptions[0].reason is empty'],
    [
      'exceptions: [{guardrail: a, reason: b, expires: 2027-02-29}]',
      '2027-02-29 | spec.exceptions[0].expires cannot be "2027-02-29": there is no such day',
    ],
    [
      'exceptions: [{guardrail: a, reason: b, expires: soon}]',
      'soon | spec.exceptions[0].expires cannot be "soon": write a day such as 2027-06-30',
    ],
    [
      'exceptions: [{guardrail: a, reason: b, object: web}]',
      'web | spec.exceptions[0].object cannot be "web": write Kind/namespace/name or Kind/name',
    ],
    ['environments: [{name: a, include: [a]}, {name: a, include: [b]}]', 'a | the environment "a" is there already'],
    ['environments: [{name: a}]', 'name | spec.environments[0] needs include'],
    [
      'profile: "{{ .Values.profile }}"',
      '"{{ .Values.profile }}" | spec.profile holds a placeholder, which nothing fills in here',
    ],
    ['profile: strict\n  profile: audit', 'profile | '],
  ])('%s', (line, expected) => {
    const problems = problemsOf(`${HEAD}spec:\n  ${line}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it('keeps what is right beside what is wrong', () => {
    const charter = read(`${HEAD}spec:\n  profile: strict\n  ports: {approved: [{port: 80}, {port: x}]}\n  needs: 7\n`);
    expect(charter.profile).toBe('strict');
    expect(charter.ports.approved?.map((entry) => entry.port)).toEqual([80]);
    expect(charter.problems).toHaveLength(2);
  });

  it('at the top: version, kind, further documents', () => {
    expect(problemsOf('spec: {}\n')).toEqual([
      'spec | apiVersion is missing: write apiVersion: portcullis.dev/v1alpha1',
      'spec | kind is missing: write kind: PortGuardrails',
    ]);
    expect(problemsOf('apiVersion: portcullis.dev/v2\nkind: PortGuardrail\n')).toEqual([
      'portcullis.dev/v2 | apiVersion cannot be "portcullis.dev/v2": must be portcullis.dev/v1alpha1',
      'PortGuardrail | kind cannot be "PortGuardrail": did you mean PortGuardrails?',
    ]);
    expect(problemsOf(`${HEAD}---\n${HEAD}`)).toEqual([
      'apiVersion | portcullis.yaml is one document of kind PortGuardrails: this one is not read',
    ]);
    expect(problemsOf(`${HEAD}---\napiVersion: portcullis.dev/v1alpha1\nkind: PortTest\n`)).toEqual([]);
    expect(problemsOf('- a\n')).toHaveLength(1);
    expect(problemsOf('just text\n')).toHaveLength(1);
  });

  it('where it is no YAML, and never throws', () => {
    for (const text of ['a: [', '{', '"', 'a: b: c', '\tx: y', '&a [*a]', '? [a]\n: b\n', '!!binary x']) {
      expect(() => read(text)).not.toThrow();
      expect(isBroken(read(text))).toBe(true);
    }
  });
});

describe('a broken charter keeps the last good one', () => {
  const good = read(COMPLETE);
  const broken = read(`${HEAD}spec:\n  profile: nonsense\n`);

  it('with the problems of the broken one', () => {
    const kept = keepLastGood(good, broken);
    expect(kept.profile).toBe('strict');
    expect(kept.problems).toBe(broken.problems);
  });

  it('unless there is none, or nothing is broken', () => {
    expect(keepLastGood(undefined, broken)).toBe(broken);
    const next = read(HEAD);
    expect(keepLastGood(good, next)).toBe(next);
  });
});

describe('an exception with anything wrong in it', () => {
  const GOOD = '  - {guardrail: host-port, reason: known}\n';
  it.each([
    ['an unknown key', '{guardrail: host-network, reason: r, pth: a/**}'],
    ['a day that is none', '{guardrail: host-network, reason: r, expires: 2027-02-30}'],
    ['a broken object', '{guardrail: host-network, reason: r, object: Service}'],
    ['a broken path', '{guardrail: host-network, reason: r, path: ../a}'],
    ['a key twice', '{guardrail: host-network, reason: r, path: a, path: b}'],
    ['no reason', '{guardrail: host-network}'],
  ])('silences nothing: %s', (_, exception) => {
    const charter = read(`${HEAD}spec:\n  exceptions:\n${GOOD}  - ${exception}\n`);
    expect(charter.problems.length).toBeGreaterThan(0);
    expect(charter.exceptions.map(({ guardrail }) => guardrail)).toEqual(['host-port']);
  });

  it('silences nothing where the YAML itself is broken', () => {
    const charter = read(`${HEAD}spec:\n  exceptions:\n${GOOD}  - {guardrail: host-network, reason: r\n`);
    expect(charter.problems.length).toBeGreaterThan(0);
    expect(charter.exceptions).toEqual([]);
  });
});

it('says that there are too many environments and patterns, and reads the first of them', () => {
  const environments = Array.from({ length: 201 }, (_, index) => `  - {name: e${index}, include: ["**"]}\n`).join('');
  expect(problemsOf(`${HEAD}spec:\n  environments:\n${environments}`)).toEqual([
    '- {name: e0, include: ["**"]} | spec.environments has more than 200 entries: the rest is not read',
  ]);
  expect(read(`${HEAD}spec:\n  environments:\n${environments}`).environments).toHaveLength(200);
  const patterns = `[${'a,'.repeat(201)}]`;
  expect(problemsOf(`${HEAD}spec:\n  files: {exclude: ${patterns}}\n`)[0]).toContain('more than 200 entries');
});
