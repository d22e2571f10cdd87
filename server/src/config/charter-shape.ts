import { choice, flag, list, map, openRecord, port, portRange, record, size, text } from './shape';

export const CHARTER_API_VERSION = 'portcullis.dev/v1alpha1';
export const CHARTER_KIND = 'PortGuardrails';

const labels = map('Labels as they stand on the pods.', 'label', text('Value of the label.'));

const profile = choice(
  'How much is demanded.',
  {
    default: 'What is proved wrong or very likely wrong.',
    strict: 'Least privilege demanded: default deny, ports on every rule, no wide peer without a reason.',
    audit: 'Everything.',
  },
  'default',
);

const guardrails = map(
  'Severity by guardrail id; `off` switches one off.',
  'guardrail id',
  choice('Severity.', {
    error: 'Fails a run by default.',
    warning: 'Very likely wrong or risky.',
    info: 'Worth knowing.',
    off: 'Not looked for.',
  }),
);

const firstPort = port('The port, or the first one of a range.');
const lastPort = port('The last port of a range.');

const ports = record('Which ports may be used.', {
  approved: list(
    'Internal ports that may be used. Absent: anything goes.',
    record(
      'A port or a range of ports that may be used.',
      {
        port: firstPort,
        endPort: lastPort,
        protocol: choice('Absent: any protocol.', { TCP: 'TCP', UDP: 'UDP', SCTP: 'SCTP' }),
        purpose: text('What the port is for.'),
        namespaces: list('Only there. Absent: in every namespace.', text('Name of a namespace.')),
        appliesTo: list(
          'Which uses of a port it speaks of.',
          choice('A use of a port.', {
            service: '`port` of a Service.',
            target: '`targetPort` of a Service, where it is a number.',
            container: '`containerPort` of a container.',
          }),
          { byDefault: ['service'] },
        ),
      },
      ['port'],
    ),
  ),
  reserved: list(
    'Ports that nobody uses but who is named.',
    record(
      'A port or a range of ports that is kept for someone.',
      { port: firstPort, endPort: lastPort, for: text('The namespace that may use it. Absent: nobody.') },
      ['port'],
    ),
  ),
  documentation: choice(
    'Whether every port needs a purpose.',
    { optional: 'A purpose is welcome.', required: 'A port without a purpose is a finding.' },
    'optional',
  ),
});

const exposure = record('How far ports may be seen.', {
  allowed: list(
    'Ways of exposure that need no exception. Absent: any.',
    choice('A way of exposure.', {
      ClusterIP: 'Services inside the cluster.',
      ExternalName: 'Services that are names of outside hosts.',
      NodePort: 'A port of every node.',
      LoadBalancer: 'A load balancer of the provider.',
      externalIPs: 'Services with addresses of their own.',
      Ingress: 'Behind an Ingress.',
      Gateway: 'Behind a Gateway.',
      Route: 'Behind an OpenShift Route.',
      hostPort: 'A port of the node, held by a container.',
      hostNetwork: 'Pods in the network of the node.',
    }),
  ),
});

const needs = record('Connections that workloads declare.', {
  required: flag('Whether a connection that no need declares is a finding.', false),
});

const cluster = record('Facts about the cluster that manifests do not hold. What is absent is unknown.', {
  version: text('Version of Kubernetes, such as "1.34".', { format: 'version' }),
  platform: text('Who runs the cluster.', {
    suggestions: ['aks', 'eks', 'gke', 'k3s', 'kind', 'kubeadm', 'openshift', 'rke2', 'talos'],
  }),
  cni: text('The network plugin, which decides what a NetworkPolicy does.', {
    suggestions: [
      'antrea',
      'aws-vpc-cni',
      'azure',
      'calico',
      'cilium',
      'flannel',
      'kindnet',
      'kube-router',
      'ovn-kubernetes',
    ],
  }),
  nodePorts: portRange('Node ports that the API server hands out, such as 30000-32767.'),
  dns: record('Where the DNS server of the cluster runs.', { namespace: text('Its namespace.'), labels }, [
    'namespace',
  ]),
});

/** Every file is held against all of them. */
const MOST_PATTERNS = 200;
/** A file may be in all of them, and is judged in each. */
const MOST_ENVIRONMENTS = 200;

const spec = record('What the team wants.', {
  profile,
  files: record('Which files are read.', {
    exclude: list(
      'Files and folders that are not read, beside those of `.gitignore`.',
      text('Pattern of paths, relative to the folder of this file.', { format: 'glob' }),
      { most: MOST_PATTERNS },
    ),
    maxSize: size('Larger files are skipped and listed.', '8Mi'),
  }),
  ports,
  exposure,
  needs,
  cluster,
  ingressControllers: list(
    'Ingress controllers that run in the cluster.',
    record(
      'An ingress controller.',
      { class: text('Its ingress class.'), namespace: text('The namespace it runs in.'), labels },
      ['class', 'namespace'],
    ),
  ),
  environments: list(
    'What lives together in one cluster. Absent: told by kustomizations, charts and folders.',
    record(
      'An environment.',
      {
        name: text('Its name.'),
        include: list(
          'Files that belong to it.',
          text('Pattern of paths, relative to the folder of this file.', { format: 'glob' }),
          { most: MOST_PATTERNS },
        ),
        exclude: list(
          'Files that do not, although `include` takes them in.',
          text('Pattern of paths.', { format: 'glob' }),
          { most: MOST_PATTERNS },
        ),
        overrides: record('What is different in it.', { profile, ports, exposure, needs, cluster, guardrails }),
      },
      ['name', 'include'],
    ),
    { most: MOST_ENVIRONMENTS },
  ),
  guardrails,
  exceptions: list(
    'Findings that are accepted.',
    record(
      'An accepted finding, with the reason.',
      {
        guardrail: text('Id of the guardrail.'),
        object: text('`Kind/namespace/name` or `Kind/name`; `*` stands for any characters. Absent: any object.', {
          format: 'object',
        }),
        path: text('Pattern of paths. Absent: any file.', { format: 'glob' }),
        reason: text('Why it is accepted.'),
        expires: text('Last day it holds, such as 2027-06-30. Absent: for ever.', { format: 'date' }),
      },
      ['guardrail', 'reason'],
      // Without the part that is wrong it might silence more than anybody meant.
      { whole: true },
    ),
  ),
});

/** The whole of `portcullis.yaml`: Kubernetes-shaped, so that admission in the cluster can read the same document. */
export const CHARTER_SHAPE = record('The port guardrails of a workspace.', {
  apiVersion: choice('Version of this form.', { [CHARTER_API_VERSION]: 'The only one so far.' }),
  kind: choice('Kind of this document.', { [CHARTER_KIND]: 'A charter.' }),
  metadata: openRecord('Name and labels, as of any object.', { name: text('Name of the charter.') }),
  spec,
});
