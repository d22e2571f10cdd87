import {
  addressText,
  blockOf,
  blockText,
  parseAddress,
  parseBlock,
  placeOf,
  type Service,
  serviceTypeOf,
  specialAddress,
} from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import { hasStandInWord } from '../common/evidence/stand-ins';
import { changeTo, fixOf } from '../common/fixes/edits';
import { quoted } from '../common/messages/words';
import type { Rejection } from '../common/spec/rejections';
import { sloppyBlock } from '../common/spec/sloppy-addresses';
import type { CheckContext } from '../define';
import { SOURCE_RANGES_ANNOTATION } from './placement';

type Cluster = CheckContext['cluster'];

/** The addresses of a Service: those it has outside, and the ranges that its load balancer lets in (V11). */
export function addAddresses(service: Service, cluster: Cluster, found: Rejection[]): void {
  addExternal(service, found);
  // Elsewhere the ranges are refused as such.
  if (serviceTypeOf(service) !== 'LoadBalancer') return;
  const { loadBalancerSourceRanges: ranges } = service;
  if (ranges.state === 'known' && ranges.value.length > 0) {
    for (const range of ranges.value) {
      if (range.state === 'known') addRange('loadBalancerSourceRanges', range.value, range.node, cluster, found);
    }
    return;
  }
  if (ranges.state !== 'unknown') addAnnotated(service, cluster, found);
}

function addAnnotated({ annotations }: Service, cluster: Cluster, found: Rejection[]): void {
  const annotation = annotations.entries.get(SOURCE_RANGES_ANNOTATION)?.value;
  if (annotation?.state !== 'known' || annotation.value.trim() === '') return;
  const wrong: Rejection[] = [];
  for (const part of annotation.value.split(',')) {
    addRange('load-balancer-source-ranges', part, annotation.node, cluster, wrong);
  }
  // One place, so one finding: the worst of them, without the fix, which knows only one of the ranges.
  const worst = wrong.find(({ severity }) => severity === undefined) ?? wrong[0];
  if (worst !== undefined) found.push({ ...worst, mend: () => [] });
}

/** Blanks around a range are allowed, since the annotation had them. */
function addRange(field: string, written: string, node: YamlNode, cluster: Cluster, found: Rejection[]): void {
  const text = written.trim();
  const block = parseBlock(text);
  const place = { at: placeOf(node), subject: `${field}=${text}` };
  if (block === undefined) {
    if (isFilledIn(text)) return;
    const address = parseAddress(text);
    const alone = address === undefined ? undefined : blockText(blockOf(address));
    found.push({
      ...place,
      says: `${quoted(text)} in ${field} is no CIDR such as ${alone ?? '10.0.0.0/24'}`,
      mend: () => (alone === undefined ? [] : fixOf(`Change it to ${alone}`, false, [changeTo(node, alone)])),
    });
    return;
  }
  if (block.sloppy !== undefined) {
    found.push({ ...place, ...sloppyBlock('source range', text, node, block, block.sloppy, cluster) });
  }
}

function addExternal({ externalIPs }: Service, found: Rejection[]): void {
  if (externalIPs.state !== 'known') return;
  for (const field of externalIPs.value) {
    if (field.state !== 'known') continue;
    const { value, node } = field;
    const address = parseAddress(value);
    const place = { at: placeOf(node), subject: `externalIPs=${value}` };
    const special = address === undefined ? undefined : specialAddress(address);
    if (address === undefined && isFilledIn(value)) continue;
    if (address === undefined) found.push({ ...place, says: `${quoted(value)} in externalIPs is no IP address` });
    else if (special !== undefined)
      found.push({ ...place, says: `externalIPs cannot hold ${addressText(address)}, ${special}` });
  }
}

/** Somebody puts something else there (trap 16). */
function isFilledIn(text: string): boolean {
  return /[${}<>]/.test(text) || hasStandInWord(text);
}
