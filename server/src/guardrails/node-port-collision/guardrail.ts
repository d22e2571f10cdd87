import { isPortNumber, placeOf, type Service, serviceTypeOf } from '../../kubernetes';
import { type EnvironmentView, folderOf, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { changeTo } from '../edits';
import { called, oneLine } from '../words';

interface Collision extends Breach {
  readonly claim: Claim;
  readonly other: { readonly service: Service; readonly claim: Claim };
}

/** A node port that a Service asks for. */
interface Claim {
  readonly field: 'nodePort' | 'healthCheckNodePort';
  readonly number: number;
  readonly node: YamlNode;
}

const DEFAULT_RANGE = { from: 30000, to: 32767 };

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
      const claims = claimsOf(service);
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
  fixes({ claim }, { environment, cluster }) {
    const free = nextFree(claim.number, cluster.nodePorts ?? DEFAULT_RANGE, environment);
    const edit = free === undefined ? undefined : changeTo(claim.node, free);
    if (free === undefined || edit === undefined) return [];
    // Free in these files; the cluster may use it, and clients know the old one.
    const fix: Fix = {
      title: `Change ${claim.field} to ${free}, which no Service here claims`,
      safe: false,
      edits: [edit],
    };
    return [fix];
  },
});

const NONE: readonly never[] = [];

function collisionsOf(service: Service, claims: readonly Claim[], environment: EnvironmentView): readonly Collision[] {
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

function claimsOf(service: Service): readonly Claim[] {
  const type = serviceTypeOf(service);
  if (type !== 'NodePort' && type !== 'LoadBalancer') return NONE;
  const claims: Claim[] = [];
  const ports = service.ports.state === 'known' ? service.ports.value : [];
  for (const { nodePort } of ports) {
    // 0 asks for any free one (trap 5); other numbers that are none are told by themselves.
    if (nodePort.state === 'known' && isPortNumber(nodePort.value)) {
      claims.push({ field: 'nodePort', number: nodePort.value, node: nodePort.node });
    }
  }
  const check = service.healthCheckNodePort;
  if (type === 'LoadBalancer' && check.state === 'known' && isPortNumber(check.value)) {
    claims.push({ field: 'healthCheckNodePort', number: check.value, node: check.node });
  }
  return claims;
}

/** The first Service before this one that claims the number; the later one is told, so that there is one finding. */
function earlierClaim(service: Service, claim: Claim, environment: EnvironmentView): Collision['other'] | undefined {
  for (const other of environment.servicesOnNodePort(claim.number)) {
    if (other === service) return undefined;
    if (environment.hasAlternatives(other) || mayBeTheSame(service, other)) continue;
    const claims = claimsOf(other);
    const found = claims.find((each) => each.number === claim.number);
    if (found === undefined) continue;
    if (!liveTogether(service, other, environment) && mayNeverMeet(service, other, claims)) continue;
    return { service: other, claim: found };
  }
  return undefined;
}

/** One name in a known and in an unsaid namespace may be one object. */
function mayBeTheSame(one: Service, other: Service): boolean {
  if (one.name.state !== 'known' || other.name.state !== 'known') return true;
  if (one.name.value !== other.name.value) return false;
  const namespaces = [namespaceOf(one), namespaceOf(other)];
  return namespaces.some((name) => name === undefined || name === '') || namespaces[0] === namespaces[1];
}

/**
 * Somebody said that the two go to one cluster, or they stand side by side. Folders of a repository that nothing ties
 * together are most likely one environment, and may as well be two tests that never meet (trap 13).
 */
function liveTogether(one: Service, other: Service, { environment }: EnvironmentView): boolean {
  if (environment.source !== 'workspace' && environment.source !== 'copies') return true;
  return folderOf(one.document.path) === folderOf(other.document.path);
}

/** Of two folders: one is of tests, or the one Service takes port for port what the other has, in its place. */
function mayNeverMeet(one: Service, other: Service, claims: readonly Claim[]): boolean {
  if (isForTests(one) || isForTests(other)) return true;
  const own = new Set(claimsOf(one).map(({ number }) => number));
  return own.size > 1 && own.size === claims.length && claims.every(({ number }) => own.has(number));
}

function isForTests({ document }: Service): boolean {
  return /(^|\/)(tests?|testdata|test-data|e2e)\//i.test(document.path);
}

function inNamespace(service: Service): string {
  const namespace = namespaceOf(service);
  return namespace === undefined || namespace === '' ? '' : ` in namespace ${namespace}`;
}

function nextFree(taken: number, range: typeof DEFAULT_RANGE, environment: EnvironmentView): number | undefined {
  const start = taken >= range.from && taken < range.to ? taken + 1 : range.from;
  for (let tried = 0; tried < MOST_TRIED; tried += 1) {
    const candidate = start + tried <= range.to ? start + tried : range.from + (start + tried - range.to - 1);
    if (candidate > range.to || candidate === taken) return undefined;
    if (environment.servicesOnNodePort(candidate).length === 0) return candidate;
  }
  return undefined;
}

/** A look for a free number has to end, also where thousands are taken. */
const MOST_TRIED = 500;
