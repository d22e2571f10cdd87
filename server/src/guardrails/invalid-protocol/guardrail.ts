import {
  type Field,
  isProtocol,
  type KubernetesObject,
  type NetworkPolicy,
  type PolicyRule,
  placeOf,
  type Workload,
} from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { hasStandInWord } from '../common/evidence/stand-ins';
import { changeTo, fixOf } from '../common/fixes/edits';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface InvalidProtocol extends Breach {
  readonly value: string;
  readonly node: YamlNode;
}

/** Kinds whose protocols are these three; Gateways, meshes and CNIs have lists of their own. */
type Checked = 'service' | 'workload' | 'endpoints' | 'network-policy';

export const invalidProtocol = defineGuardrail<Checked, InvalidProtocol>({
  id: 'invalid-protocol',
  title: 'A protocol is not TCP, UDP or SCTP',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service', 'workload', 'endpoints', 'network-policy'],
    find(object) {
      // Once for each node: what aliases repeat is one mistake.
      const breaches = new Map<YamlNode, InvalidProtocol>();
      visitProtocols(object, (field, path) => {
        if (field.state !== 'known' || isProtocol(field.value)) return;
        const { value, node } = field;
        // An empty one is set to TCP; what tools fill in later is nobody's mistake (trap 16).
        if (value === '' || hasStandInWord(value) || value.includes('PROTO')) return;
        breaches.set(node, { at: placeOf(node), subject: `${path}.protocol=${value}`, value, node });
      });
      return breaches.values();
    },
  },
  message({ value }) {
    const meant = meantBy(value);
    if (meant?.certain === true) return oneLine(`protocol ${quoted(value)} has to be ${meant.protocol} (case matters)`);
    return oneLine(`protocol ${quoted(value)} is not TCP, UDP or SCTP`);
  },
  fixes({ value, node }) {
    const meant = meantBy(value);
    const edit = meant === undefined ? undefined : changeTo(node, meant.protocol);
    if (meant === undefined) return [];
    return fixOf(`Change protocol to ${meant.protocol}`, meant.certain, [edit]);
  },
});

type Visit = (field: Field<string>, path: string) => void;

function visitProtocols(object: Extract<KubernetesObject, { type: Checked }>, visit: Visit): void {
  switch (object.type) {
    case 'service':
      if (object.ports.state === 'known') visitPorts(object.ports.value, visit);
      return;
    case 'endpoints':
      visitPorts(object.ports, visit);
      return;
    case 'workload':
      visitWorkload(object, visit);
      return;
    case 'network-policy':
      visitPolicy(object, visit);
  }
}

function visitPorts(ports: readonly { readonly protocol: Field<string> }[], visit: Visit): void {
  for (const { protocol } of ports) visit(protocol, 'ports');
}

function visitWorkload(workload: Workload, visit: Visit): void {
  // A custom resource has rules of its own for the pod template it carries (trap 10).
  if (!isPlainKind(workload)) return;
  for (const template of workload.templates) {
    for (const container of template.containers) {
      for (const { protocol } of container.ports) visit(protocol, 'containers');
    }
  }
}

function visitPolicy({ ingress, egress }: NetworkPolicy, visit: Visit): void {
  visitRules(ingress, 'ingress', visit);
  visitRules(egress, 'egress', visit);
}

function visitRules(rules: Field<readonly PolicyRule[]>, path: string, visit: Visit): void {
  if (rules.state !== 'known') return;
  for (const { ports } of rules.value) {
    if (ports.state === 'known') for (const { protocol } of ports.value) visit(protocol, path);
  }
}

/** What runs over TCP is TCP, most of the time; `tcp` is TCP for sure. */
function meantBy(value: string): { readonly protocol: string; readonly certain: boolean } | undefined {
  const upper = value.trim().toUpperCase();
  if (isProtocol(upper)) return { protocol: upper, certain: true };
  if (OVER_TCP.has(upper)) return { protocol: 'TCP', certain: false };
  return OVER_UDP.has(upper) ? { protocol: 'UDP', certain: false } : undefined;
}

const OVER_TCP: ReadonlySet<string> = new Set([
  'HTTP',
  'HTTPS',
  'HTTP2',
  'GRPC',
  'TLS',
  'WS',
  'WSS',
  'TCP4',
  'TCP6',
  'H2C',
]);
const OVER_UDP: ReadonlySet<string> = new Set(['QUIC', 'UDP4', 'UDP6', 'DTLS', 'HTTP3']);
