import { type PodTemplate, placeOf, type Workload } from '../../kubernetes';
import { namespaceOf } from '../../workspace';
import { get, insertKey } from '../../yaml';
import { changeTo, fixOf } from '../common/fixes/edits';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';
import { clusterNameDialled, type Dialled } from './dialled';

interface NoClusterDns extends Breach {
  readonly template: PodTemplate;
  readonly dialled: Dialled;
}

export const hostNetworkDns = defineGuardrail<'workload', NoClusterDns>({
  id: 'host-network-dns',
  title: 'A pod on the host network dials a cluster name that its DNS policy cannot resolve',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, { environment }) {
      const { template } = workload;
      const { hostNetwork, dnsPolicy } = template;
      if (hostNetwork.state !== 'known' || !hostNetwork.value || !fallsBack(template)) return NONE;
      if (namespaceOf(workload) === undefined || environment.hasAlternatives(workload)) return NONE;
      const dialled = clusterNameDialled(environment, workload);
      if (dialled === undefined) return NONE;
      const at = placeOf(dnsPolicy.state === 'known' ? dnsPolicy.node : hostNetwork.node);
      return [{ at, subject: 'dnsPolicy', template, dialled }];
    },
  },
  message({ template: { dnsPolicy }, dialled }) {
    const policy = dnsPolicy.state === 'known' ? 'dnsPolicy ClusterFirst' : 'hostNetwork without dnsPolicy';
    return oneLine(`${policy} asks the node's DNS, which does not know ${quoted(dialled.name)}`);
  },
  related({ dialled }) {
    return [{ place: placeOf(dialled.node), message: oneLine(`${quoted(dialled.name)} is dialled here`) }];
  },
  fixes({ template: { dnsPolicy, spec } }) {
    const edit =
      dnsPolicy.state === 'known'
        ? changeTo(dnsPolicy.node, FITTING)
        : spec === null
          ? undefined
          : insertKey(spec, 'dnsPolicy', FITTING, 'hostNetwork');
    const verb = dnsPolicy.state === 'known' ? 'Change dnsPolicy to' : 'Add dnsPolicy:';
    return fixOf(`${verb} ${FITTING}`, true, [edit]);
  },
});

const NONE: readonly never[] = [];
const FITTING = 'ClusterFirstWithHostNet';

/** On the host network ClusterFirst is Default: the kubelet hands on the resolver of the node. */
function fallsBack({ dnsPolicy, spec, placement }: PodTemplate): boolean {
  if (dnsPolicy.state === 'unknown' || (dnsPolicy.state === 'known' && dnsPolicy.value !== 'ClusterFirst'))
    return false;
  // Resolvers and names of its own.
  if (spec === null || get(spec, 'dnsConfig') !== undefined || get(spec, 'hostAliases') !== undefined) return false;
  return !mayBeWindows(placement);
}

/** Windows knows no ClusterFirstWithHostNet. */
function mayBeWindows({ system, nodeSelector }: Workload['template']['placement']): boolean {
  if (system.state === 'unknown' || (system.state === 'known' && system.value === 'windows')) return true;
  const selected = nodeSelector.entries.get('kubernetes.io/os')?.value;
  return selected !== undefined && (selected.state !== 'known' || selected.value === 'windows');
}
