import { isPortName, isPortNumber, type PolicyPort, placeOf } from '../../kubernetes';
import { pairOf, type YamlNode } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { changeTo, fixOf } from '../common/fixes/edits';
import { quoted } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';

/** A range has a numeric `port` and ends at it or above (S016). Numbers and names that are none are told by themselves. */
export function addEndPort({ port, endPort, node }: PolicyPort, path: string, rejections: Rejection[]): void {
  if (endPort.state !== 'known' || !isPortNumber(endPort.value)) return;
  const add = (says: string, more: Partial<Rejection> = {}) =>
    rejections.push({ at: placeOf(endPort.node), subject: `${path}.endPort=${endPort.value}`, says, ...more });
  if (port.state === 'absent') {
    if (node.type !== 'mapping' || hasOpenKey(node)) return;
    add(`endPort ${endPort.value} has no port that its range starts at`, {
      mend: () => onlyThatPort(node),
    });
    return;
  }
  if (port.state !== 'known') return;
  if (typeof port.value === 'string') {
    if (!isPortName(port.value)) return;
    const name = quoted(port.value);
    add(`endPort ${endPort.value} needs a numeric port, and port is the name ${name}`, {
      related: [relatedTo(port.node, 'The range starts here, at a name')],
    });
    return;
  }
  if (!isPortNumber(port.value) || endPort.value >= port.value) return;
  const first = port.value;
  add(`endPort ${endPort.value} is below port ${first}`, {
    related: [relatedTo(port.node, 'The range starts here')],
    mend: () =>
      fixOf(`Swap them: ${endPort.value} to ${first}`, false, [
        changeTo(port.node, endPort.value),
        changeTo(endPort.node, first),
      ]),
  });
}

function onlyThatPort(node: YamlNode) {
  const key = node.type === 'mapping' ? pairOf(node, 'endPort')?.key : undefined;
  // A port without a value is a key that is there already.
  const isFree = node.type === 'mapping' && pairOf(node, 'port') === undefined;
  return key === undefined || !isFree ? [] : fixOf('Make it the port itself', false, [changeTo(key, 'port')]);
}
