import { isPortNumber, type ServicePort } from '../../../kubernetes';
import type { YamlNode } from '../../../yaml';
import type { Fix } from '../../define';
import { changeTo, fixOf } from './edits';

/** The numbers of the ports that are meant, or of all; safe only where exactly one is meant. */
export function numbersInstead(
  node: YamlNode,
  ports: readonly ServicePort[],
  meant: readonly ServicePort[],
  safe: boolean,
): readonly Fix[] {
  return portNumbers(meant.length > 0 ? meant : ports).flatMap((number) =>
    fixOf(`Change the port to ${number}`, safe, [changeTo(node, number)]),
  );
}

/** Each once, as many as anybody chooses from. */
export function portNumbers(ports: readonly ServicePort[]): readonly number[] {
  const numbers = new Set<number>();
  for (const { port } of ports) {
    if (port.state === 'known' && isPortNumber(port.value)) numbers.add(port.value);
    if (numbers.size === MOST_FIXES) break;
  }
  return [...numbers];
}

const MOST_FIXES = 5;
