/**
 * Do two hostnames of the Gateway API have one in common? `*.` stands for one or more labels, so that `*.example.com` takes
 * in `a.b.example.com` and not `example.com`.
 */
export function intersects(one: string, other: string): boolean {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  if (first === second) return true;
  return takesIn(first, second) || takesIn(second, first);
}

/** Of two wildcards the wider one takes in the other's part. */
function takesIn(wildcard: string, hostname: string): boolean {
  if (!wildcard.startsWith('*.')) return false;
  const rest = hostname.startsWith('*.') ? hostname.slice(1) : hostname;
  const suffix = wildcard.slice(1);
  return rest.endsWith(suffix) && (rest.length > suffix.length || hostname.startsWith('*.'));
}
