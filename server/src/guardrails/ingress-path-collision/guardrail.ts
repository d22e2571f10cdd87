import { type Ingress, placeOf } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import { inNamespace, liveTogether, mayBeTheSame } from '../common/evidence/together';
import { called, oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';
import { areToldApart, isToldApart } from './apart';
import { type Claim, claimsByKey, claimsOf } from './claims';

interface Collision extends Breach {
  readonly claim: Claim;
  readonly other: {
    readonly ingress: Ingress;
    readonly claim: Claim;
    /** Both are of one Ingress. */
    readonly own: boolean;
  };
  /** Further paths that the two Ingresses share. */
  readonly more: number;
}

export const ingressPathCollision = defineGuardrail<'ingress', Collision>({
  id: 'ingress-path-collision',
  title: 'Two rules of one Ingress class claim the same host and path',
  category: 'collision',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['ingress'],
    find(ingress, { environment }) {
      const claims = claimsOf(ingress);
      if (claims.length === 0) return NONE;
      const own = twice(ingress, claims);
      const others = inOthers(ingress, claims, environment);
      if (own.length === 0 && others.length === 0) return NONE;
      return environment.hasAlternatives(ingress) ? NONE : [...own, ...others];
    },
  },
  message({ claim, other, more }) {
    const what = `path ${quoted(claim.path)} of ${claim.host === '' ? 'every host' : quoted(claim.host)}`;
    const whom = other.own ? 'this Ingress' : `${called(other.ingress)}${inNamespace(other.ingress)}`;
    const rest = more === 0 ? '' : `, and ${more} more`;
    return oneLine(`${what} is taken by ${whom}${rest}`);
  },
  related({ other }) {
    const message = other.own ? 'The first rule claims it here' : `${called(other.ingress)} claims it here`;
    return [{ place: placeOf(other.claim.node), message: oneLine(message) }];
  },
});

const NONE: readonly never[] = [];

/** The same path twice in one Ingress: the later one is told, at the first of both. */
function twice(ingress: Ingress, claims: readonly Claim[]): readonly Collision[] {
  const first = claimsByKey(ingress);
  if (first.size === claims.length || isToldApart(ingress)) return NONE;
  const found: Collision[] = [];
  for (const claim of claims) {
    const before = first.get(claim.key);
    if (before === undefined || before === claim) continue;
    found.push({
      at: placeOf(claim.node),
      subject: subjectOf(claim),
      claim,
      other: { ingress, claim: before, own: true },
      more: 0,
    });
  }
  return found;
}

/** The first Ingress before this one that claims a path of it; one finding for the two, however many paths they share. */
function inOthers(ingress: Ingress, claims: readonly Claim[], environment: EnvironmentView): readonly Collision[] {
  const found = new Map<Ingress, Collision>();
  // Each path is told once, beside the first that claims it.
  const own = new Map(claimsByKey(ingress));
  let looked = 0;
  for (const host of new Set(claims.map((claim) => claim.host))) {
    // Without host and class, each may well be an address of its own, as Ingresses of clouds are.
    if (host === '' && ingress.className.state !== 'known') continue;
    for (const other of environment.ingressesOnHost(host)) {
      looked += 1;
      if (other === ingress || looked > MOST_LOOKED_AT) break;
      if (found.has(other) || !mayMeet(ingress, other, environment)) continue;
      const collision = collisionWith(own, other, claimsByKey(other));
      if (collision === undefined || environment.hasAlternatives(other)) continue;
      found.set(other, collision);
      for (const key of claimsByKey(other).keys()) own.delete(key);
    }
  }
  return [...found.values()];
}

/** Thousands of Ingresses may share a host. */
const MOST_LOOKED_AT = 500;

function collisionWith(
  own: ReadonlyMap<string, Claim>,
  other: Ingress,
  theirs: ReadonlyMap<string, Claim>,
): Collision | undefined {
  let first: { readonly claim: Claim; readonly taken: Claim } | undefined;
  let shared = 0;
  // Through the shorter of the two.
  for (const key of (own.size <= theirs.size ? own : theirs).keys()) {
    const [claim, taken] = [own.get(key), theirs.get(key)];
    if (claim === undefined || taken === undefined) continue;
    shared += 1;
    if (first === undefined || claim.node.start < first.claim.node.start) first = { claim, taken };
  }
  if (first === undefined) return undefined;
  const { claim, taken } = first;
  return {
    at: placeOf(claim.node),
    subject: subjectOf(claim),
    claim,
    other: { ingress: other, claim: taken, own: false },
    more: shared - 1,
  };
}

function mayMeet(one: Ingress, other: Ingress, environment: EnvironmentView): boolean {
  // One for old clusters and one for new ones: since Kubernetes 1.22 none takes both.
  if (one.apiVersion !== other.apiVersion) return false;
  return !mayBeTheSame(one, other) && !areToldApart(one, other) && liveTogether(one, other, environment);
}

function subjectOf({ host, path }: Claim): string {
  return `rules[${host}${path}]`;
}
