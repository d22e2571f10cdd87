import { isBroken, listed, placeOf, type Service } from '../../kubernetes';
import { DEFAULT_NODE_PORTS, type PortRange } from '../../network/ports';
import { get, removePair } from '../../yaml';
import { fixToFreeNodePort, type NodePortClaim, nodePortClaims } from '../common/claims/node-ports';
import { fixOf } from '../common/fixes/edits';
import { oneLine } from '../common/messages/words';
import { type Breach, type CheckContext, defineGuardrail } from '../define';

interface OutOfRange extends Breach {
  readonly service: Service;
  readonly claim: NodePortClaim;
  readonly range: PortRange;
  /** The charter says so; otherwise it is the range of a cluster that nobody set up otherwise. */
  readonly stated: boolean;
}

export const nodePortRange = defineGuardrail<'service', OutOfRange>({
  id: 'node-port-range',
  title: 'A node port outside the range that the cluster hands out',
  category: 'collision',
  severity: 'warning',
  confidence: 'likely',
  check: { kind: 'object', appliesTo: ['service'], find: (service, context) => breachesOf(service, context) },
  message({ claim, range, stated }) {
    const what = stated ? 'the node ports of this cluster' : 'the node ports of a cluster by default';
    return oneLine(`${claim.field} ${claim.number} is outside ${range.from}-${range.to}, ${what}`);
  },
  fixes: ({ service, claim, range }, { environment }) => [
    ...fixToFreeNodePort(claim, range, environment),
    ...fixOf(`Leave ${claim.field} out, and the cluster chooses one`, false, [removal(service, claim)]),
  ],
});

const NONE: readonly never[] = [];

function breachesOf(service: Service, { cluster }: CheckContext): readonly OutOfRange[] {
  // The end of a broken document may be the beginning of a number.
  if (service.serviceType.state !== 'known' || isBroken(service.document)) return NONE;
  const range = cluster.nodePorts ?? DEFAULT_NODE_PORTS;
  const stated = cluster.nodePorts !== undefined;
  return nodePortClaims(service)
    .filter((claim) => (claim.number < range.from || claim.number > range.to) && isHandedOut(service, claim))
    .map((claim) => ({
      at: placeOf(claim.node),
      subject: `${claim.field}=${claim.number}`,
      ...(stated ? { severity: 'error' as const, confidence: 'certain' as const } : {}),
      service,
      claim,
      range,
      stated,
    }));
}

/** A healthCheckNodePort is legal with the policy Local only; elsewhere it is told by itself (V11). */
function isHandedOut({ externalTrafficPolicy }: Service, { field }: NodePortClaim): boolean {
  if (field === 'nodePort') return true;
  return externalTrafficPolicy.state === 'known' && externalTrafficPolicy.value === 'Local';
}

function removal(service: Service, claim: NodePortClaim) {
  if (claim.field === 'healthCheckNodePort')
    return service.spec === null ? undefined : removePair(service.spec, claim.field);
  const port = listed(service.ports).find(({ node }) => get(node, 'nodePort') === claim.node);
  return port && removePair(port.node, 'nodePort');
}
