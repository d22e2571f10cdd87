import type { ClusterFacts } from '../../config';
import { type LabelSelector, type PolicyPeer, placeOf } from '../../kubernetes';
import {
  deref,
  keyName,
  type MappingNode,
  type Pair,
  type Place,
  pairOf,
  type TextEdit,
  type YamlNode,
} from '../../yaml';
import { nearName } from '../common/evidence/near-miss';
import { hasOpenKey } from '../common/evidence/open-keys';
import { changeTo, fixOf } from '../common/fixes/edits';
import { type Rejection, relatedTo } from '../common/spec/rejections';
import { addBlock } from './blocks';
import { addSelector } from './requirements';

const MEMBERS = ['podSelector', 'namespaceSelector', 'ipBlock'] as const;

/** One item of `from` or `to`: pods, or a block of addresses (S020-S024). */
export function addPeer(
  peer: PolicyPeer,
  list: YamlNode,
  path: string,
  cluster: ClusterFacts,
  rejections: Rejection[],
): void {
  const { podSelector, namespaceSelector, ipBlock, node } = peer;
  if (MEMBERS.every((member) => peer[member].state === 'absent')) {
    addNobody(node, list, path, rejections);
    return;
  }
  if (podSelector.state === 'known') addSelector(podSelector.value, `${path}.podSelector`, rejections);
  if (namespaceSelector.state === 'known')
    addSelector(namespaceSelector.value, `${path}.namespaceSelector`, rejections);
  if (ipBlock.state !== 'known') return;
  addBlock(ipBlock.value, ipBlock.node, node, path, cluster, rejections);
  addMixed(peer, path, rejections);
}

/** A member that is null is none: `- podSelector:` names nobody, and `- podSelector: {}` every pod (G5). */
function addNobody(node: YamlNode, list: YamlNode, path: string, rejections: Rejection[]): void {
  const pairs = node.type === 'mapping' ? node.pairs : [];
  // A key that somebody fills in may be any of them.
  if (node.type === 'mapping' && hasOpenKey(node)) return;
  const empty = pairs.find(({ key }) => isMember(keyName(key)));
  const add = (at: Place, says: string, mend?: Rejection['mend']) =>
    rejections.push({ at, subject: path, says, ...(mend === undefined ? {} : { mend }) });
  if (empty !== undefined) {
    const name = keyName(empty.key) ?? '';
    const everything = name === 'ipBlock' ? '' : `; {} means all ${name === 'podSelector' ? 'pods' : 'namespaces'}`;
    const says = `${name} has no value here, so this peer names nobody${everything}`;
    add(placeOf(empty.key), says, () => fill(empty, name));
    return;
  }
  const [first] = pairs;
  add(first === undefined ? visible(node, list) : placeOf(first.key), NOBODY, () => misspelt(pairs));
}

const NOBODY = `this peer names nobody: it needs one of ${MEMBERS.join(', ')}`;

/** An item of nothing but its dash. */
function visible(node: YamlNode, list: YamlNode): Place {
  const { document, start, end } = node;
  if (end > start) return { document, start, end };
  return document.text[start - 1] === '-' ? { document, start: start - 1, end } : placeOf(list);
}

function isMember(name: string | undefined): boolean {
  return MEMBERS.some((member) => member === name);
}

/** All pods may be far more than was meant. */
function fill({ value }: Pair, name: string) {
  const edit = name === 'ipBlock' ? undefined : changeTo(value, true);
  if (edit === undefined) return [];
  return fixOf(`Write ${name}: {}, which means all`, false, [{ ...edit, text: edit.text.replace('true', '{}') }]);
}

function misspelt(pairs: readonly Pair[]) {
  for (const { key } of pairs) {
    const meant = nearName(keyName(key) ?? '', MEMBERS);
    if (meant !== undefined) return fixOf(`Write it as ${meant}`, true, [changeTo(key, meant)]);
  }
  return [];
}

function addMixed({ podSelector, namespaceSelector, node }: PolicyPeer, path: string, rejections: Rejection[]): void {
  if (node.type !== 'mapping') return;
  const selectors = [podSelector, namespaceSelector].filter((field) => field.state === 'known');
  const block = pairOf(node, 'ipBlock');
  if (selectors.length === 0 || block === undefined) return;
  const name = podSelector.state === 'known' ? 'podSelector' : 'namespaceSelector';
  rejections.push({
    at: placeOf(block.key),
    subject: `${path}.ipBlock`,
    says: `ipBlock stands beside ${name} in one peer, and a peer is either addresses or pods`,
    mend: () => fixOf('Make it a peer of its own: either is then allowed', false, [apart(node, block)]),
    related: selectors.flatMap((field) =>
      field.state === 'known' ? [relatedTo(keyOf(node, field), 'The pods of this peer')] : [],
    ),
  });
}

/** The one edit that makes two items of one, where the block stands first or last in it. */
function apart(node: MappingNode, block: Pair): TextEdit | undefined {
  const index = node.pairs.indexOf(block);
  const at = index === 0 ? 1 : index === node.pairs.length - 1 ? index : -1;
  const [before, after] = [node.pairs[at - 1], node.pairs[at]];
  if (before === undefined || after === undefined || changeTo(after.key, keyName(after.key) ?? '') === undefined) {
    return undefined;
  }
  const { document, start } = after.key;
  const { text } = document;
  if (node.style === 'flow') {
    const from = before.value.end;
    return /^\s*,\s*$/.test(text.slice(from, start)) ? { document, start: from, end: start, text: '}, {' } : undefined;
  }
  const dashed = text.slice(node.start - 2, node.start) === '- ';
  return dashed && text.slice(start - 2, start) === '  '
    ? { document, start: start - 2, end: start, text: '- ' }
    : undefined;
}

function keyOf(node: MappingNode, field: { readonly value: LabelSelector; readonly node: YamlNode }): YamlNode {
  return node.pairs.find(({ value }) => deref(value) === field.node)?.key ?? field.node;
}
