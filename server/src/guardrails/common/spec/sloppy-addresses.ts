import type { ClusterFacts } from '../../../config';
import { type AddressBlock, blockText, type Sloppiness } from '../../../kubernetes';
import type { YamlNode } from '../../../yaml';
import { isAtLeast } from '../evidence/versions';
import { changeTo, fixOf } from '../fixes/edits';
import { quoted } from '../messages/words';
import type { Rejection } from './rejections';

/** What the API server accepts up to 1.35 and refuses from 1.36 on: host bits, leading zeros, IPv4 written as IPv6 (V14). */
export function sloppyBlock(
  name: string,
  text: string,
  node: YamlNode,
  block: AddressBlock,
  kind: Sloppiness,
  cluster: ClusterFacts,
): Omit<Rejection, 'at' | 'subject'> {
  const refused = isAtLeast(cluster, STRICT_SINCE) === true;
  const until = refused ? 'Kubernetes 1.36 and later refuse it' : 'refused from Kubernetes 1.36 on';
  const meant = blockText(block);
  return {
    ...(refused ? {} : { severity: 'warning' as const }),
    says: `${name} ${quoted(text)} ${WORDS[kind]}; ${until} (it means ${meant})`,
    // That is what every cluster makes of it.
    mend: () => fixOf(`Write it as ${meant}`, kind !== 'leading-zeros', [changeTo(node, meant)]),
  };
}

const STRICT_SINCE = 36;

const WORDS: Readonly<Record<Sloppiness, string>> = {
  'host-bits': 'has bits beyond its length',
  'leading-zeros': 'has leading zeros',
  'ipv4-mapped': 'is an IPv4-mapped address',
};
