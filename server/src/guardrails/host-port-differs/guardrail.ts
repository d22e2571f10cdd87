import { type PodTemplate, placeOf, usesHostNetwork, type Workload } from '../../kubernetes';
import { pairOf, removePair } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { isAtLeast } from '../common/evidence/versions';
import { fixOf } from '../common/fixes/edits';
import { type Rejection, relatedTo, SAYS_ITSELF } from '../common/spec/rejections';
import { type CheckContext, defineGuardrail } from '../define';
import { addClaimedTwice, addDiffering } from './claims';

export const hostPortDiffers = defineGuardrail<'workload', Rejection>({
  id: 'host-port-differs',
  title: 'The host ports of a pod contradict its container ports or each other',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, { cluster }) {
      // A custom resource has rules of its own for the pod template it carries (trap 10).
      return isPlainKind(workload) ? rejectionsOf(workload, cluster) : NONE;
    },
  },
  ...SAYS_ITSELF,
});

const NONE: readonly Rejection[] = [];

function rejectionsOf(workload: Workload, cluster: CheckContext['cluster']): readonly Rejection[] {
  let rejections: Rejection[] | undefined;
  for (const template of workload.templates) {
    if (!usesHost(template)) continue;
    rejections ??= [];
    addUsers(template, cluster, rejections);
    addDiffering(template, rejections);
    addClaimedTwice(template, workload.kind === 'Pod', rejections);
  }
  return rejections ?? NONE;
}

/** A cheap look first: nearly no pod does. */
function usesHost(template: PodTemplate): boolean {
  if (usesHostNetwork(template) === 'yes') return true;
  return template.containers.some(({ ports }) => ports.some(({ hostPort }) => hostPort.state === 'known'));
}

/**
 * Pods with users of their own may not be on the host network. The field counts since 1.33; from 1.36 on a feature may
 * allow the two together.
 */
function addUsers(
  { hostNetwork, hostUsers, spec }: PodTemplate,
  cluster: CheckContext['cluster'],
  found: Rejection[],
): void {
  if (hostNetwork.state !== 'known' || !hostNetwork.value) return;
  if (hostUsers.state !== 'known' || hostUsers.value) return;
  if (isAtLeast(cluster, 33) === false || isAtLeast(cluster, 36) === true) return;
  const key = spec === null ? undefined : pairOf(spec, 'hostNetwork')?.key;
  found.push({
    at: placeOf(hostUsers.node),
    subject: 'hostUsers=false',
    ...(isAtLeast(cluster, 36) === false ? {} : { severity: 'warning' as const, confidence: 'likely' as const }),
    says: 'hostUsers false is refused on the host network: such a pod has the users of its node',
    related: [relatedTo(key ?? hostNetwork.node, 'The pod is on the host network')],
    mend: () =>
      spec === null
        ? []
        : [
            ...fixOf('Remove hostUsers', false, [removePair(spec, 'hostUsers')]),
            ...fixOf('Remove hostNetwork', false, [removePair(spec, 'hostNetwork')]),
          ],
  });
}
