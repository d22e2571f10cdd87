import type { Ingress } from '../../kubernetes';
import { get } from '../../yaml';

/**
 * Something beside host and path tells the two apart, or may: the class, an annotation by which controllers choose, a load
 * balancer of its own (trap 32).
 */
export function areToldApart(one: Ingress, other: Ingress): boolean {
  const name = classOf(one);
  if (name === undefined || name !== classOf(other)) return true;
  if (!one.annotations.complete || !other.annotations.complete) return true;
  if (hasOwnLoadBalancer(name, one) || hasOwnLoadBalancer(name, other)) return true;
  // Some controllers keep what is encrypted apart from what is not.
  if (name !== 'nginx' && hasTls(one) !== hasTls(other)) return true;
  return differ(one, other) || differ(other, one);
}

/** Within one Ingress, only an annotation can. */
export function isToldApart({ annotations }: Ingress): boolean {
  if (!annotations.complete) return true;
  for (const key of annotations.entries.keys()) if (CHOOSING_WITHIN.test(key)) return true;
  return false;
}

/** The class, empty where none is named; undefined where nobody can tell. */
function classOf({ className }: Ingress): string | undefined {
  if (className.state === 'known') return className.value;
  return className.state === 'absent' ? '' : undefined;
}

/** AWS's rules with conditions: what else a request must be, beside the path. */
const CHOOSING_WITHIN = /^alb\.ingress\.kubernetes\.io\/(conditions|actions)\./;

/** Canaries, ways in, methods, headers, priorities, and groups that share a load balancer. */
const CHOOSING = new RegExp(
  [
    'canary',
    'entry-?points?$',
    'priority$',
    'router\\.',
    '(^|[./-])(methods|headers|protocols|schemes?|snis)($|[.])',
    '^alb\\.ingress\\.kubernetes\\.io/(conditions\\.|actions\\.|group|scheme|listen-ports|load-balancer-name)',
    'server-(snippet|alias)$',
    'ip-?address|static-ip',
    'mergeable-ingress-type$',
  ].join('|'),
  'i',
);

function differ(one: Ingress, other: Ingress): boolean {
  for (const [key, { value }] of one.annotations.entries) {
    if (!CHOOSING.test(key)) continue;
    // A canary is never meant to be alone on its path.
    if (/canary/i.test(key)) return true;
    const beside = other.annotations.entries.get(key)?.value;
    if (value.state !== 'known' || beside?.state !== 'known' || beside.value !== value.value) return true;
  }
  return false;
}

function hasTls({ spec }: Ingress): boolean {
  return spec !== null && get(spec, 'tls') !== undefined;
}

/** Controllers of clouds make a load balancer for each Ingress, unless a group joins them. */
function hasOwnLoadBalancer(name: string, { annotations }: Ingress): boolean {
  if (name === 'alb') return !annotations.entries.has('alb.ingress.kubernetes.io/group.name');
  return name === 'gce' || name === 'gce-internal' || name === 'tailscale' || name.startsWith('cloudflare');
}
