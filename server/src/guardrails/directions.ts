import type { NetworkPolicy } from '../kubernetes';
import type { Direction } from '../network/resolve';

/**
 * The directions a policy is about: those it lists, else ingress, and egress where it has egress rules (S001-S003).
 * Undefined where nobody can tell.
 */
export function directionsOf(policy: NetworkPolicy): readonly Direction[] | undefined {
  if (policy.policyTypes.state === 'unknown') return undefined;
  const listed = policy.policyTypes.state === 'known' ? policy.policyTypes.value : [];
  if (listed.length === 0) {
    if (policy.egress.state === 'unknown') return undefined;
    return policy.egress.state === 'known' && policy.egress.value.length > 0 ? ['ingress', 'egress'] : ['ingress'];
  }
  const directions: Direction[] = [];
  for (const type of listed) {
    if (type.state !== 'known') return undefined;
    if (type.value === 'Ingress') directions.push('ingress');
    else if (type.value === 'Egress') directions.push('egress');
    // Any other value is refused as a whole: what was meant, nobody can tell.
    else return undefined;
  }
  return directions;
}
