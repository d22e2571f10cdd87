import type { ClusterFacts } from '../../config';
import { type Field, type NetworkPolicy, type PolicyRule, placeOf } from '../../kubernetes';
import { deref, removeItem } from '../../yaml';
import { fixOf } from '../common/fixes/edits';
import { meantWord, writeItAs } from '../common/fixes/legal-words';
import { quoted } from '../common/messages/words';
import { distinct, type Rejection, SAYS_ITSELF } from '../common/spec/rejections';
import { defineGuardrail } from '../define';
import { addEndPort } from './end-ports';
import { addPeer } from './peers';
import { addSelector } from './requirements';

export const invalidNetworkPolicy = defineGuardrail<'network-policy', Rejection>({
  id: 'invalid-network-policy',
  title: 'A NetworkPolicy that the API server refuses',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['network-policy'],
    find(policy, { cluster }) {
      if (policy.group !== 'networking.k8s.io' || policy.version !== 'v1') return NONE;
      const rejections: Rejection[] = [];
      addTypes(policy, rejections);
      if (policy.podSelector.state === 'known') addSelector(policy.podSelector.value, 'spec.podSelector', rejections);
      addRules(policy.ingress, 'ingress', cluster, rejections);
      addRules(policy.egress, 'egress', cluster, rejections);
      return distinct(rejections);
    },
  },
  ...SAYS_ITSELF,
});

const NONE: readonly Rejection[] = [];
const TYPES = ['Ingress', 'Egress'];

function addTypes({ policyTypes }: NetworkPolicy, rejections: Rejection[]): void {
  if (policyTypes.state !== 'known') return;
  const types = policyTypes.value;
  const unknown = types.filter((type) => type.state === 'known' && !TYPES.includes(type.value));
  for (const type of unknown) {
    if (type.state !== 'known') continue;
    const { node, value } = type;
    rejections.push({
      at: placeOf(node),
      subject: `spec.policyTypes=${value}`,
      says: `policyTypes has ${quoted(value)}, and only Ingress and Egress are legal (case matters)`,
      mend: () => writeItAs(node, meantWord(value, TYPES)),
    });
  }
  if (unknown.length > 0 || types.length <= TYPES.length) return;
  const values = types.map((type) => (type.state === 'known' ? type.value : undefined));
  const again = values.findIndex((value, index) => values.indexOf(value) < index);
  const twice = types[again];
  if (twice?.state !== 'known' || values.includes(undefined)) return;
  const list = deref(policyTypes.node);
  rejections.push({
    at: placeOf(twice.node),
    subject: 'spec.policyTypes',
    says: `policyTypes has ${types.length} items, and two are the most: ${quoted(twice.value)} is there twice`,
    // It is there already, so one more changes nothing.
    mend: () =>
      list.type === 'sequence' && types.length === TYPES.length + 1
        ? fixOf(`Remove the second ${quoted(twice.value)}`, true, [removeItem(list, again)])
        : [],
  });
}

function addRules(
  rules: Field<readonly PolicyRule[]>,
  direction: 'ingress' | 'egress',
  cluster: ClusterFacts,
  rejections: Rejection[],
): void {
  if (rules.state !== 'known') return;
  for (const [index, { peers, ports }] of rules.value.entries()) {
    const path = `${direction}[${index}]`;
    if (peers.state === 'known') {
      for (const peer of peers.value)
        addPeer(peer, peers.node, `${path}.${direction === 'ingress' ? 'from' : 'to'}`, cluster, rejections);
    }
    if (ports.state === 'known') for (const port of ports.value) addEndPort(port, path, rejections);
  }
}
