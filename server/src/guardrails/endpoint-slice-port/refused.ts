import { type EndpointPort, type Endpoints, parseAddress, placeOf, specialAddress, valueOr } from '../../kubernetes';
import { get } from '../../yaml';
import { quoted } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';

/** What the API server refuses: an address that is nobody's on the network, two ports of one name in one EndpointSlice. */
export function rejections(endpoints: Endpoints): readonly Rejection[] {
  const found: Rejection[] = [];
  for (const address of mayBeNames(endpoints) ? [] : endpoints.addresses) {
    if (address.state !== 'known') continue;
    const parsed = parseAddress(address.value);
    const what = parsed && specialAddress(parsed);
    if (what === undefined) continue;
    found.push({
      at: placeOf(address.node),
      subject: `addresses=${address.value}`,
      ...CERTAIN,
      says: `address ${quoted(address.value)} is ${what}, which no endpoint may have`,
    });
  }
  if (endpoints.kind === 'EndpointSlice') found.push(...duplicates(endpoints.ports));
  return found;
}

/** The addresses of a slice are of the type that it states: an IP address, or a name that may look like one. */
function mayBeNames({ kind, node }: Endpoints): boolean {
  if (kind !== 'EndpointSlice') return false;
  const type = get(node, 'addressType');
  return type?.type !== 'scalar' || (type.value !== 'IPv4' && type.value !== 'IPv6');
}

const CERTAIN = { severity: 'error', confidence: 'certain' } as const;

/** Whatever their protocols: `dns` for UDP and `dns` for TCP need two names here. */
function duplicates(ports: readonly EndpointPort[]): readonly Rejection[] {
  if (ports.length < 2) return [];
  const firsts = new Map<string, EndpointPort>();
  const found: Rejection[] = [];
  for (const port of ports) {
    const name = valueOr(port.name, '');
    if (name === undefined) continue;
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, port);
      continue;
    }
    const at = port.name.state === 'known' ? port.name.node : port.port.state === 'known' ? port.port.node : port.node;
    found.push({
      at: placeOf(at),
      subject: `ports[${name}]`,
      ...CERTAIN,
      says:
        name === ''
          ? 'two ports of one EndpointSlice have no name; only one may'
          : `port name ${quoted(name)} is used twice in one EndpointSlice`,
      related: [relatedTo(first.node, 'The first port of that name')],
    });
  }
  return found;
}
