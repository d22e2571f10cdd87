import type { ClusterFacts } from '../../config';
import { isPortNumber, type PodTemplate, placeOf, type Workload } from '../../kubernetes';
import { type MappingNode, removePair, type YamlNode } from '../../yaml';
import { isAtLeast } from '../common/evidence/versions';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, oneLine, quoted, sentence } from '../common/messages/words';
import { type Enforced, enforcedFor } from '../common/spec/pod-security';
import { relatedTo } from '../common/spec/rejections';
import { type Breach, defineGuardrail, type Fix } from '../define';

interface Forbidden extends Breach {
  readonly workload: Workload;
  readonly enforced: Enforced;
  readonly offences: readonly Offence[];
}

/** A field that the level forbids. */
interface Offence {
  readonly field: 'hostNetwork' | 'hostPort' | 'host';
  readonly says: string;
  readonly node: YamlNode;
  readonly owner: MappingNode | null;
}

export const forbiddenByPodSecurity = defineGuardrail<'workload', Forbidden>({
  id: 'forbidden-by-pod-security',
  title: 'A pod asks for a port of its node in a namespace whose pod security level forbids it',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, { environment, cluster }) {
      const all = offencesOf(workload.template);
      if (all.length === 0) return NONE;
      const enforced = enforcedFor(workload, environment);
      if (enforced === undefined) return NONE;
      const offences = checksHosts(enforced, cluster) ? all : all.filter(({ field }) => field !== 'host');
      const [first] = offences;
      if (first === undefined) return NONE;
      return [{ at: placeOf(first.node), subject: `template.${first.says}`, workload, enforced, offences }];
    },
  },
  message({ workload, enforced, offences }) {
    const name = enforced.namespace.name.state === 'known' ? quoted(enforced.namespace.name.value) : '';
    const says = listed(offences);
    const what = workload.kind === 'Pod' ? 'the pod is refused' : `no pod of ${called(workload)} starts`;
    const verb = says.length === 1 ? 'is' : 'are';
    return sentence(
      (list) => `${list} ${verb} forbidden in namespace ${name} (it enforces ${enforced.level}): ${what}`,
      says,
    );
  },
  related({ enforced, offences }) {
    return [
      relatedTo(enforced.node, `${called(enforced.namespace)} enforces ${enforced.level} here`),
      ...offences.slice(1, MOST_RELATED).map(({ node, says }) => relatedTo(node, `${says} is forbidden as well`)),
    ];
  },
  fixes({ enforced, offences }) {
    const fields = [...new Set(offences.map(({ field }) => field))];
    // Whether the node's port or the level of the namespace was meant, somebody has to say.
    const removed: readonly Fix[] = fixOf(`Remove ${fields.join(' and ')}`, false, offences.map(removal));
    const title = oneLine(`Enforce privileged in ${called(enforced.namespace)}`);
    return [...removed, ...fixOf(title, false, [changeTo(enforced.node, 'privileged')])];
  },
});

const NONE: readonly Forbidden[] = [];
const MOST_RELATED = 5;

/** `hostNetwork`, `hostPort 80`, `443`: what is said once is not repeated. */
function listed(offences: readonly Offence[]): readonly string[] {
  const texts = [...new Set(offences.map(({ says }) => says))];
  const firstPort = texts.findIndex((text) => text.startsWith('hostPort'));
  return texts.map((text, index) => (index > firstPort ? text.replace(/^hostPort /, '') : text));
}

function removal({ owner, field }: Offence) {
  return owner === null ? undefined : removePair(owner, field);
}

function offencesOf(template: PodTemplate): readonly Offence[] {
  const { hostNetwork, spec } = template;
  const offences: Offence[] = [];
  if (hostNetwork.state === 'known' && hostNetwork.value) {
    offences.push({ field: 'hostNetwork', says: 'hostNetwork', node: hostNetwork.node, owner: spec });
  }
  for (const { ports, probes } of template.containers) {
    for (const { hostPort, node } of ports) {
      // 0 is unset (trap 5); other numbers that are none are told by themselves.
      if (hostPort.state !== 'known' || !isPortNumber(hostPort.value)) continue;
      if (offences.length >= MOST_OFFENCES) return offences;
      offences.push({ field: 'hostPort', says: `hostPort ${hostPort.value}`, node: hostPort.node, owner: node });
    }
    for (const { kind, host, node } of probes) {
      if (host.state !== 'known' || host.value === '') continue;
      if (offences.length >= MOST_OFFENCES) return offences;
      offences.push({ field: 'host', says: `host of ${kind}`, node: host.node, owner: node });
    }
  }
  return offences;
}

/** One would do; nobody reads hundreds. */
const MOST_OFFENCES = 100;

/** Hosts of probes and hooks count since 1.34; a namespace may be pinned to the rules of an earlier version. */
function checksHosts({ version, namespace }: Enforced, cluster: ClusterFacts): boolean {
  if (version === undefined || (version === 'latest' && !namespace.labels.complete)) return false;
  if (isAtLeast(cluster, HOSTS_SINCE) === false) return false;
  const pinned = /^v1\.([0-9]{1,3})$/.exec(version)?.[1];
  if (pinned !== undefined) return Number(pinned) >= HOSTS_SINCE;
  return version === 'latest' && isAtLeast(cluster, HOSTS_SINCE) === true;
}

const HOSTS_SINCE = 34;
