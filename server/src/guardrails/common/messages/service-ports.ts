import { placeOf, type Service, type ServicePort } from '../../../kubernetes';
import type { RelatedPlace } from '../../define';
import { called, MOST_ITEMS, oneLine, placeOfObject, portText, quoted, sentence } from './words';

/** `"http" 80`. */
export function servicePortText(port: ServicePort): string {
  const number = port.port.state === 'known' ? String(port.port.value) : 'an unknown port';
  return port.name.state === 'known' && port.name.value !== '' ? `${quoted(port.name.value)} ${number}` : number;
}

/** A message with a list of ports in it: of thousands, only those are put into words that may be shown. */
export function portsSentence(build: (list: string) => string, ports: readonly ServicePort[]): string {
  return sentence(build, ports.slice(0, MOST_ITEMS).map(servicePortText), ports.length);
}

/** A port that the Service does not have; said specially where it is the target of one that it has (G13). */
export function noSuchPort(
  reference: number | string,
  service: Service,
  ports: readonly ServicePort[],
  [target]: readonly ServicePort[],
): string {
  const port = portText(reference);
  if (target !== undefined) {
    const own = servicePortText(target);
    return oneLine(`port ${port} is the target port of ${called(service)}; its Service port is ${own}`);
  }
  return portsSentence((list) => `port ${port} is not a port of ${called(service)} (it has ${list})`, ports);
}

/** The other end of a reference to a Service port: the port that is meant, or the Service where nobody knows which. */
export function otherEnd(
  service: Service,
  ports: readonly ServicePort[],
  meant: readonly ServicePort[],
): readonly RelatedPlace[] {
  const shown = meant.length > 0 ? meant : ports;
  const first = shown[0];
  const place = shown.length === 1 && first?.port.state === 'known' ? placeOf(first.port.node) : placeOfObject(service);
  return [{ place, message: portsSentence((list) => `${called(service)} has ${list}`, ports) }];
}
