import { placeOf, type Service } from '../../kubernetes';
import { DEFAULT_NODE_PORTS } from '../../network/ports';
import type { EnvironmentView } from '../../workspace';
import { fixToFreeNodePort, type NodePortClaim, nodePortClaims } from '../common/claims/node-ports';
import { inNamespace, isForTests, liveTogether, mayBeTheSame } from '../common/evidence/together';
import { called, oneLine } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface Collision extends Breach {
  readonly claim: NodePortClaim;
  readonly other: { readonly service: Service; readonly claim: NodePortClaim };
}

export const nodePortCollision = defineGuardrail<'service', Collision>({
  id: 'node-port-collision',
  title: 'Two Services of one environment claim the same node port',
  category: 'collision',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { environment }) {
      const claims = nodePortClaims(service);
      if (claims.length === 0 || environment.hasAlternatives(service)) return NONE;
      return collisionsOf(service, claims, environment);
    },
  },
  message({ claim, other }) {
    const what = other.claim.field === 'nodePort' ? 'taken by' : 'the healthCheckNodePort of';
    return oneLine(`${claim.field} ${claim.number} is ${what} ${called(other.service)}${inNamespace(other.service)}`);
  },
  related({ other }) {
    return [{ place: placeOf(other.claim.node), message: oneLine(`${called(other.service)} claims it here`) }];
  },
  fixes: ({ claim }, { environment, cluster }) =>
    fixToFreeNodePort(claim, cluster.nodePorts ?? DEFAULT_NODE_PORTS, environment),
});

const NONE: readonly never[] = [];

function collisionsOf(
  service: Service,
  claims: readonly NodePortClaim[],
  environment: EnvironmentView,
): readonly Collision[] {
  const breaches: Collision[] = [];
  const seen = new Set<number>();
  for (const claim of claims) {
    // Claims within one Service are duplicate-service-port's.
    if (seen.has(claim.number)) continue;
    seen.add(claim.number);
    const other = earlierClaim(service, claim, environment);
    if (other === undefined) continue;
    breaches.push({
      at: placeOf(claim.node),
      subject: `${claim.field}=${claim.number}`,
      ...(liveTogether(service, other.service, environment)
        ? {}
        : { severity: 'warning' as const, confidence: 'likely' as const }),
      claim,
      other,
    });
  }
  return breaches;
}

/** The first Service before this one that claims the number; the later one is told, so that there is one finding. */
function earlierClaim(
  service: Service,
  claim: NodePortClaim,
  environment: EnvironmentView,
): Collision['other'] | undefined {
  for (const other of environment.servicesOnNodePort(claim.number)) {
    if (other === service) return undefined;
    if (environment.hasAlternatives(other) || mayBeTheSame(service, other)) continue;
    const claims = nodePortClaims(other);
    const found = claims.find((each) => each.number === claim.number);
    if (found === undefined) continue;
    if (!liveTogether(service, other, environment) && mayNeverMeet(service, other, claims)) continue;
    return { service: other, claim: found };
  }
  return undefined;
}

/** Of two folders: one is of tests, or the one Service takes port for port what the other has, in its place. */
function mayNeverMeet(one: Service, other: Service, claims: readonly NodePortClaim[]): boolean {
  if (isForTests(one) || isForTests(other)) return true;
  const own = new Set(nodePortClaims(one).map(({ number }) => number));
  return own.size > 1 && own.size === claims.length && claims.every(({ number }) => own.has(number));
}
