import {
  areEqualPorts,
  differenceOf,
  type Intervals,
  isNoPort,
  LAST_PORT,
  type PortSet,
} from '../../network/sets/ports';

/** In the order of the alphabet, as other tools print them. */
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const;

export const ALL_CONNECTIONS = 'All Connections';
export const NO_CONNECTIONS = 'No Connections';

/** `TCP 80,443,UDP 53`; `others` stands for ICMP and every other protocol without ports. */
export function portsText(set: PortSet): string {
  if (isNoPort(set)) return NO_CONNECTIONS;
  if (set.others && PROTOCOLS.every((protocol) => isWhole(set[protocol]))) return ALL_CONNECTIONS;
  const parts = PROTOCOLS.filter((protocol) => set[protocol].length > 0).map(
    (protocol) => `${protocol} ${intervalTexts(set[protocol]).join(',')}`,
  );
  if (set.others) parts.push('others');
  return parts.join(',');
}

/** Another tool counts TCP, UDP and SCTP alone. */
export function portsTextOfCompat(set: PortSet): string {
  const everything = PROTOCOLS.every((protocol) => isWhole(set[protocol]));
  return everything ? ALL_CONNECTIONS : portsText({ ...set, others: false });
}

/** What is open, and what may be: `TCP 80; maybe UDP 53`. */
export function verdictText({ open, possible }: { readonly open: PortSet; readonly possible: PortSet }): string {
  if (areEqualPorts(open, possible)) return portsText(open);
  // All of it reads better than all of it but a few.
  const more = portsText(possible) === ALL_CONNECTIONS ? ALL_CONNECTIONS : portsText(differenceOf(possible, open));
  return isNoPort(open) ? `maybe ${more}` : `${portsText(open)}; maybe ${more}`;
}

function intervalTexts(intervals: Intervals): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < intervals.length; at += 2) {
    const [from, to] = [intervals[at] ?? 0, intervals[at + 1] ?? 0];
    texts.push(from === to ? String(from) : `${from}-${to}`);
  }
  return texts;
}

function isWhole(intervals: Intervals): boolean {
  return intervals.length === 2 && intervals[0] === 1 && intervals[1] === LAST_PORT;
}
