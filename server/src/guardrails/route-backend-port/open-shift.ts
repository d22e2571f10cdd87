import { isPortName, type ServicePort } from '../../kubernetes';
import { type BackendOutcome, targetOf } from '../../network/resolve';
import type { YamlNode } from '../../yaml';
import { changeTo } from '../common/fixes/edits';
import { servicePortText } from '../common/messages/service-ports';
import { called, oneLine, portText, sentence } from '../common/messages/words';
import type { Fix } from '../define';

type Lacking = Extract<BackendOutcome, { kind: 'no-such-port' }>;

/** A Route takes the number of the pods' port, or the name of the Service port. */
export function lackingForOpenShift({ reference, service, ports, meant: [meant] }: Lacking): string {
  const says = `targetPort ${portText(reference)}`;
  const instead = meant === undefined ? undefined : referenceFor(meant);
  const takes = instead === undefined ? '' : `, ${portText(instead)}`;
  if (typeof reference === 'number') {
    if (meant !== undefined)
      return oneLine(`${says} is the port of ${called(service)}; a Route takes its target${takes}`);
    const targets = ports.flatMap((port) => targetOf(port)?.reference ?? []);
    return sentence(
      (list) => `${says} is not a target of ${called(service)} (it leads to ${list})`,
      targets.map(portText),
    );
  }
  if (meant !== undefined) {
    return oneLine(`${says} is a port of the pods; a Route takes a number or the name in ${called(service)}${takes}`);
  }
  return sentence(
    (list) => `${says} is not the name of a port of ${called(service)} (it has ${list})`,
    ports.map(servicePortText),
  );
}

export function fixesForOpenShift(node: YamlNode, { ports, meant, copies }: Lacking): readonly Fix[] {
  const fixes: Fix[] = [];
  const references = (meant.length > 0 ? meant : ports).flatMap((port) => referenceFor(port) ?? []);
  for (const reference of [...new Set(references)].slice(0, MOST_FIXES)) {
    const edit = changeTo(node, reference);
    const safe = meant.length === 1 && copies === 1;
    if (edit !== undefined) fixes.push({ title: `Change targetPort to ${portText(reference)}`, safe, edits: [edit] });
  }
  return fixes;
}

const MOST_FIXES = 5;

/** As a Route refers to a Service port: by its name, else by the number that it leads to. */
function referenceFor(port: ServicePort): number | string | undefined {
  if (port.name.state === 'known' && isPortName(port.name.value)) return port.name.value;
  const target = targetOf(port)?.reference;
  return typeof target === 'number' ? target : undefined;
}
