import { type Ingress, type IngressPath, PATH_TYPES, USE_ANNOTATION, valueOr } from '../../kubernetes';
import type { YamlNode } from '../../yaml';

/** One path of one host, as an Ingress claims it. */
export interface Claim {
  /** Host, path and type of path, the same for claims that collide. */
  readonly key: string;
  readonly host: string;
  readonly path: string;
  readonly node: YamlNode;
}

/** What an Ingress claims, each path in order; those that nobody can read are left out. */
export function claimsOf(ingress: Ingress): readonly Claim[] {
  const known = claimsIn.get(ingress);
  if (known !== undefined) return known;
  const claims: Claim[] = [];
  for (const rule of ingress.rules) {
    const host = valueOr(rule.host, '');
    if (host === undefined) continue;
    for (const path of rule.paths) {
      const claim = claimOf(host.toLowerCase(), path);
      if (claim !== undefined) claims.push(claim);
    }
  }
  claimsIn.set(ingress, claims);
  return claims;
}

const claimsIn = new WeakMap<Ingress, readonly Claim[]>();

/** The first claim of each key, for looking up. */
export function claimsByKey(ingress: Ingress): ReadonlyMap<string, Claim> {
  const known = keysIn.get(ingress);
  if (known !== undefined) return known;
  const keys = new Map<string, Claim>();
  for (const claim of claimsOf(ingress)) if (!keys.has(claim.key)) keys.set(claim.key, claim);
  keysIn.set(ingress, keys);
  return keys;
}

const keysIn = new WeakMap<Ingress, ReadonlyMap<string, Claim>>();

function claimOf(host: string, { path: field, pathType, backend, node }: IngressPath): Claim | undefined {
  const path = valueOr(field, '');
  const type = valueOr(pathType, 'ImplementationSpecific');
  if (path === undefined || type === undefined || path.startsWith(ACME)) return undefined;
  // What is no path of its type is refused, and told by itself.
  if (!PATH_TYPES.includes(type) || (type !== 'ImplementationSpecific' && !path.startsWith('/'))) return undefined;
  // AWS's controller goes through such backends one after the other (trap 33).
  if (backend?.port.state === 'unknown' || (backend?.port.state === 'known' && backend.port.value === USE_ANNOTATION))
    return undefined;
  return {
    key: `${host}\u0000${sameAs(path, type)}\u0000${type}`,
    host,
    path: path === '' ? '/' : path,
    node: field.state === 'known' ? field.node : node,
  };
}

/** A slash at the end of a prefix changes nothing. */
function sameAs(path: string, type: string): string {
  const ended = type === 'Prefix' && path.endsWith('/') ? path.slice(0, -1) : path;
  return ended === '' ? '/' : ended;
}

/** Where cert-manager's solvers come and go (trap 32). */
const ACME = '/.well-known/acme-challenge/';
