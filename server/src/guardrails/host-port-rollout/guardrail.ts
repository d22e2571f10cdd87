import { placeOf, type Workload } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import { claimSubject, claimText, type HostPortClaim, hostPortClaims } from '../common/claims/host-ports';
import { oneLine } from '../common/messages/words';
import { enforcedFor } from '../common/spec/pod-security';
import { type Breach, type CheckContext, defineGuardrail } from '../define';
import { type Pace, paceOf, surgeOf } from './amounts';
import { fixesOfDaemonSet, fixesOfDeployment } from './fixes';
import { isOnOneNode, probedClaims } from './pods';

interface Blocked extends Breach {
  readonly workload: Workload;
  readonly claim: HostPortClaim;
  readonly why: Why;
}

type Why =
  /** A DaemonSet starts the new pod beside the old one. */
  | { readonly kind: 'surge'; readonly maxSurge: number | string }
  /** No old pod goes before a new one is ready. */
  | { readonly kind: 'none-away'; readonly pace: Pace; readonly oneNode: boolean }
  /** The scheduler does not know of the port. */
  | { readonly kind: 'undeclared' };

export const hostPortRollout = defineGuardrail<'workload', Blocked>({
  id: 'host-port-rollout',
  title: 'A rolling update waits for a port of the node that the old pod holds',
  category: 'collision',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, context) {
      if (workload.group !== 'apps') return NONE;
      if (workload.kind === 'DaemonSet') return ofDaemonSet(workload, context);
      return workload.kind === 'Deployment' ? ofDeployment(workload, context) : NONE;
    },
  },
  message({ claim, why }) {
    const port = claimText(claim);
    switch (why.kind) {
      case 'surge':
        return oneLine(`maxSurge ${why.maxSurge} starts a pod where the old one holds ${port}: the update never ends`);
      case 'none-away': {
        const { maxUnavailable, replicas } = why.pace;
        const part = typeof maxUnavailable === 'string' ? `${maxUnavailable} of ${replicas} is 0` : `${maxUnavailable}`;
        const end = why.oneNode ? 'and the update never ends' : 'and an update needs a spare node';
        return oneLine(`${port} stays with the old pod (maxUnavailable ${part}), ${end}`);
      }
      case 'undeclared':
        return oneLine(`${port} is not declared, so a rolling update may put two pods on one node`);
    }
  },
  fixes({ workload, why }) {
    switch (why.kind) {
      case 'surge':
        return fixesOfDaemonSet(workload);
      case 'none-away':
        return fixesOfDeployment(workload, why.pace);
      case 'undeclared':
        return [];
    }
  },
});

const NONE: readonly never[] = [];

/** Each node already runs a pod of the set: the second one can never be scheduled there (k8s #106417). */
function ofDaemonSet(workload: Workload, { environment }: CheckContext): readonly Blocked[] {
  const maxSurge = surgeOf(workload);
  if (maxSurge === undefined) return NONE;
  // Without a declared port it is scheduled, and cannot listen.
  const [claim] = [...hostPortClaims(workload), ...probedClaims(workload)];
  if (claim === undefined || environment.hasAlternatives(workload) || isRefused(workload, environment)) return NONE;
  const why: Why = { kind: 'surge', maxSurge: maxSurge.value };
  return [{ at: placeOf(maxSurge.node), subject: 'maxSurge', confidence: 'certain', workload, claim, why }];
}

function ofDeployment(workload: Workload, { environment }: CheckContext): readonly Blocked[] {
  const [claim] = hostPortClaims(workload);
  const [probed] = claim === undefined ? probedClaims(workload) : NONE;
  const held = claim ?? probed;
  const pace = held && paceOf(workload);
  if (held === undefined || pace === undefined || pace.surge === 0 || environment.hasAlternatives(workload))
    return NONE;
  if (isRefused(workload, environment)) return NONE;
  const found = { at: placeOf(held.node), subject: claimSubject(held), workload, claim: held };
  if (claim === undefined) {
    return [{ ...found, severity: 'info', confidence: 'possible', why: { kind: 'undeclared' } }];
  }
  if (pace.unavailable > 0) return NONE;
  const oneNode = isOnOneNode(workload);
  const why: Why = { kind: 'none-away', pace, oneNode };
  // Bound to one node the update never ends; else it does wherever one more node has the port free.
  return [oneNode ? { ...found, confidence: 'certain', why } : { ...found, severity: 'info', why }];
}

/** The namespace takes no port of the node, so there is no pod that could roll: forbidden-by-pod-security's. */
function isRefused(workload: Workload, environment: EnvironmentView): boolean {
  return enforcedFor(workload, environment) !== undefined;
}
