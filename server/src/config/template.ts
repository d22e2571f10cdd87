import { CHARTER_API_VERSION, CHARTER_KIND } from './charter-shape';

/** What a workspace uses today, for a first charter. */
export interface CharterFacts {
  /** Ports of Services, ascending. */
  readonly servicePorts: readonly UsedPort[];
}

export interface UsedPort {
  readonly port: number;
  readonly protocol: string;
  /** Port names in use for it. */
  readonly names: readonly string[];
}

/**
 * A commented `portcullis.yaml` that demands nothing yet: what is used today stands there as a comment, ready to be
 * made a rule.
 */
export function charterTemplate(facts: CharterFacts): string {
  return `# What this team wants of its ports. The editor, the command line and CI read this one file.
apiVersion: ${CHARTER_API_VERSION}
kind: ${CHARTER_KIND}
metadata:
  name: default
spec:
  # One of default (what is proved wrong or very likely wrong), strict (least privilege demanded) and audit (everything).
  profile: default

  # Files that are not read, beside those of .gitignore.
  # files:
  #   exclude: [vendor/**]
  #   maxSize: 8Mi

  # Internal ports that Services may use; without this list, anything goes.
${approvedPorts(facts)}
  #   reserved:
  #   - {port: 10250, endPort: 10259, for: kube-system}

  # Ways to be seen that need no exception.
  # exposure:
  #   allowed: [ClusterIP, Ingress]

  # Facts that manifests do not hold; what is left out is unknown.
  # cluster:
  #   version: "1.34"
  #   cni: cilium
  #   nodePorts: 30000-32767
  #   dns: {namespace: kube-system, labels: {k8s-app: kube-dns}}

  # What lives together in one cluster, where kustomizations, charts and folders do not tell.
  # environments:
  # - name: prod
  #   include: [deploy/prod/**, deploy/base/**]
  #   overrides: {profile: strict}

  # Severity by guardrail: error, warning, info or off.
  # guardrails:
  #   unapproved-port: error

  # Findings that are accepted, with a reason and the last day that holds.
  # exceptions:
  # - guardrail: node-port-collision
  #   object: Service/shop/legacy
  #   reason: moves to an Ingress this quarter
  #   expires: 2030-12-31
`;
}

/** More than this is a register, not a list that somebody approves by hand. */
const MOST_PORTS = 100;

function approvedPorts({ servicePorts }: CharterFacts): string {
  const lines = servicePorts.slice(0, MOST_PORTS).map(approvedPort);
  const isUsed = lines.length > 0;
  if (!isUsed) lines.push('  #   - {port: 8080, purpose: http}');
  const left = servicePorts.length - MOST_PORTS;
  if (left > 0) lines.push(`  #   # and ${left} more`);
  const says = isUsed
    ? 'These are in use today: remove the leading "# " to let nobody use another one.'
    : 'No Service uses a port yet; such a list looks like this, for example:';
  return [`  # ${says}`, '  # ports:', '  #   approved:', ...lines].join('\n');
}

function approvedPort({ port, protocol, names }: UsedPort): string {
  const purpose = names.filter((name) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)).slice(0, 3);
  const fields = [`port: ${port}`];
  if (['UDP', 'SCTP'].includes(protocol)) fields.push(`protocol: ${protocol}`);
  if (purpose.length > 0) fields.push(`purpose: ${JSON.stringify(purpose.join(', '))}`);
  return `  #   - {${fields.join(', ')}}`;
}
