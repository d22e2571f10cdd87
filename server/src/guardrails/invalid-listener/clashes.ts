import { type Listener, placeOf } from '../../kubernetes';
import { changeTo, fixOf } from '../common/fixes/edits';
import { quoted } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';

/** Names once, and port, protocol and hostname once together (V16). */
export function addTwins(listeners: readonly Listener[], rejections: Rejection[]): void {
  const byName = new Map<string, Listener>();
  const byPlace = new Map<string, Listener>();
  for (const [index, listener] of listeners.entries()) {
    const { name } = listener;
    if (name.state === 'known') {
      const first = byName.get(name.value);
      if (first === undefined) byName.set(name.value, listener);
      else {
        rejections.push({
          at: placeOf(name.node),
          subject: `spec.listeners[${index}].name=${name.value}`,
          says: `two listeners have the name ${quoted(name.value)}`,
          related: [relatedTo(nodeOf(first), 'The first one stands here')],
          mend: () => renamed(listener, listeners),
        });
      }
    }
    const place = placeOfTraffic(listener);
    if (place === undefined) continue;
    const twin = byPlace.get(place);
    if (twin === undefined) byPlace.set(place, listener);
    else addTwin(listener, twin, index, rejections);
  }
}

/** Routes that name it have to say which of the two they mean. */
function renamed({ name, port }: Listener, listeners: readonly Listener[]) {
  if (name.state !== 'known' || port.state !== 'known') return [];
  const fresh = `${name.value}-${port.value}`;
  if (listeners.some((each) => each.name.state === 'known' && each.name.value === fresh)) return [];
  return fixOf(`Rename it to ${quoted(fresh)}`, false, [changeTo(name.node, fresh)]);
}

function addTwin(listener: Listener, twin: Listener, index: number, rejections: Rejection[]): void {
  const { port, protocol, hostname, name } = listener;
  if (port.state !== 'known' || protocol.state !== 'known') return;
  const host = hostname.state === 'known' ? `hostname ${quoted(hostname.value)}` : 'no hostname';
  const other = twin.name.state === 'known' ? `listener ${quoted(twin.name.value)}` : 'another listener';
  // Copied whole, its name included: one mistake.
  if (name.state === 'known' && twin.name.state === 'known' && name.value === twin.name.value) return;
  rejections.push({
    at: placeOf(port.node),
    subject: `spec.listeners[${index}].port=${port.value}`,
    says: `${other} has port ${port.value}, protocol ${protocol.value} and ${host} already`,
    related: [relatedTo(nodeOf(twin), 'It stands here')],
  });
}

function nodeOf({ name, node }: Listener) {
  return name.state === 'known' ? name.node : node;
}

/** What tells the connections of listeners apart; undefined where a part of it is unknown. */
function placeOfTraffic({ port, protocol, hostname }: Listener): string | undefined {
  if (port.state !== 'known' || protocol.state !== 'known' || hostname.state === 'unknown') return undefined;
  // Two empty hostnames are refused for being empty.
  if (hostname.state === 'known' && hostname.value === '') return undefined;
  return `${port.value} ${protocol.value} ${hostname.state === 'known' ? hostname.value : ''}`;
}

/** One port with protocols that no implementation can tell apart: accepted, and then none of the listeners works. */
export function addConflicts(listeners: readonly Listener[], rejections: Rejection[]): void {
  const firstOn = new Map<number, Listener[]>();
  for (const [index, listener] of listeners.entries()) {
    const { port, protocol } = listener;
    if (port.state !== 'known' || protocol.state !== 'known') continue;
    const earlier = firstOn.get(port.value) ?? [];
    firstOn.set(port.value, [...earlier, listener]);
    const other = earlier.find(
      (each) => each.protocol.state === 'known' && conflict(each.protocol.value, protocol.value),
    );
    if (other?.protocol.state !== 'known') continue;
    rejections.push({
      at: placeOf(protocol.node),
      subject: `spec.listeners[${index}].protocol=${protocol.value}`,
      severity: 'warning',
      confidence: 'likely',
      says: `port ${port.value} has listeners with protocols ${other.protocol.value} and ${protocol.value}: both are in conflict`,
      related: [relatedTo(nodeOf(other), `This one has port ${port.value} with protocol ${other.protocol.value}`)],
    });
    return;
  }
}

/** TLS and HTTPS may share a port, told apart by the host; UDP is another world. */
function conflict(one: string, other: string): boolean {
  if (one === other) return false;
  const kinds = [groupOf(one), groupOf(other)];
  return !kinds.includes(undefined) && kinds[0] !== kinds[1];
}

function groupOf(protocol: string): 'clear' | 'secure' | 'raw' | undefined {
  if (protocol === 'HTTP') return 'clear';
  if (protocol === 'HTTPS' || protocol === 'TLS') return 'secure';
  return protocol === 'TCP' ? 'raw' : undefined;
}
