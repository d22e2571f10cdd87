import type { ClusterFacts } from '../../config';
import {
  type AddressBlock,
  blockOf,
  blockText,
  containsBlock,
  type Field,
  type PolicyPeer,
  parseAddress,
  parseBlock,
  placeOf,
} from '../../kubernetes';
import { pairOf, removeItem, type YamlNode } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { changeTo, fixOf } from '../common/fixes/edits';
import { quoted } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';
import { sloppyBlock } from '../common/spec/sloppy-addresses';

type Block = Extract<PolicyPeer['ipBlock'], { state: 'known' }>['value'];

/** A CIDR, and smaller ones inside it that do not count (S029). */
export function addBlock(
  { cidr, except }: Block,
  node: YamlNode,
  peer: YamlNode,
  path: string,
  cluster: ClusterFacts,
  rejections: Rejection[],
): void {
  if (cidr.state === 'absent' || (cidr.state === 'known' && cidr.value === '')) {
    if (node.type !== 'mapping' || hasOpenKey(node)) return;
    const key = peer.type === 'mapping' ? pairOf(peer, 'ipBlock')?.key : undefined;
    const at = cidr.state === 'known' ? cidr.node : (key ?? node);
    rejections.push({ at: placeOf(at), subject: `${path}.ipBlock`, says: 'ipBlock has no cidr' });
    return;
  }
  const outer = readBlock(cidr, 'cidr', path, cluster, rejections);
  for (const each of except) {
    const inner = readBlock(each, 'except', path, cluster, rejections);
    if (outer === undefined || inner === undefined || each.state !== 'known' || cidr.state !== 'known') continue;
    const says = exceptProblem(outer, inner, each.value, cidr.value);
    if (says === undefined) continue;
    rejections.push({
      at: placeOf(each.node),
      subject: `${path}.ipBlock.except=${each.value}`,
      says,
      related: [relatedTo(cidr.node, 'It has to be a part of these addresses')],
      mend: () => (containsBlock(inner, outer) ? [] : leftOut(node, each.node)),
    });
  }
}

/** Addresses that are not in the block need no exception from it. */
function leftOut(block: YamlNode, item: YamlNode) {
  const list = block.type === 'mapping' ? pairOf(block, 'except')?.value : undefined;
  if (list?.type !== 'sequence') return [];
  return fixOf('Remove it: those addresses are not in cidr', false, [removeItem(list, list.items.indexOf(item))]);
}

function exceptProblem(outer: AddressBlock, inner: AddressBlock, text: string, outerText: string): string | undefined {
  const both = `except ${quoted(text)} is`;
  if (containsBlock(outer, inner)) {
    return inner.length > outer.length
      ? undefined
      : `${both} all of cidr ${quoted(outerText)}; it must be a part of it`;
  }
  if (containsBlock(inner, outer)) return `${both} wider than cidr ${quoted(outerText)}; it must be a part of it`;
  return `${both} outside of cidr ${quoted(outerText)}`;
}

function readBlock(
  field: Field<string>,
  name: 'cidr' | 'except',
  path: string,
  cluster: ClusterFacts,
  rejections: Rejection[],
): AddressBlock | undefined {
  if (field.state !== 'known') return undefined;
  const { value, node } = field;
  const block = parseBlock(value);
  const subject = `${path}.ipBlock.${name}=${value}`;
  if (block === undefined) {
    const address = parseAddress(value.trim());
    const alone = address === undefined ? undefined : blockText(blockOf(address));
    const trimmed = parseBlock(value.trim()) === undefined ? alone : value.trim();
    rejections.push({
      at: placeOf(node),
      subject,
      says: `${name} ${quoted(value)} is no CIDR${alone === undefined ? '' : `: it lacks the length, as in ${alone}`}`,
      mend: () => (trimmed === undefined ? [] : fixOf(`Write it as ${trimmed}`, false, [changeTo(node, trimmed)])),
    });
    return undefined;
  }
  if (block.sloppy !== undefined) {
    rejections.push({ at: placeOf(node), subject, ...sloppyBlock(name, value, node, block, block.sloppy, cluster) });
  }
  return block;
}
