import {
  type AddressBlock,
  containsBlock,
  type Field,
  isEmptySelector,
  isPortName,
  isPortNumber,
  isProtocol,
  LAST_PORT,
  type LabelSelector,
  type NetworkPolicy,
  type PolicyPeer,
  type PolicyPort,
  type PolicyRule,
  parseBlock,
  protocolOf,
} from '../../kubernetes';
import { namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import type { AddressTest, Notice, Peer, PodTest, Policy, PortTest, Rule, RuleList, Tier } from './cluster';
import type { CniProfile } from './profiles';
import { selectorProblem } from './selector-problems';

const NETWORK_POLICY_TIER: Tier = { name: 'network-policy', order: 100, form: 'isolating' };

/**
 * A NetworkPolicy in the shape of the fold: an allow list that isolates whom it is about (S001-S030). One that the API server
 * refuses may not be there, or be there as it was before: all that it says is doubtful, and that is told.
 */
export function networkPolicyOf(policy: NetworkPolicy, profile: CniProfile, notices: Notice[]): Policy {
  const namespace = namespaceOf(policy);
  let refused = false;
  const told: Told = (message, node) => {
    refused = true;
    notices.push({ message, object: policy, node });
  };
  const { podSelector, policyTypes } = policy;
  if (namespace === undefined) notices.push({ message: 'Its namespace cannot be read', object: policy, node: null });
  if (podSelector.state === 'known') tellSelector(podSelector.value, told);
  tellTypes(policyTypes, told);
  const context: Context = { namespace, profile, told };
  const types = directionsOf(policy, profile);
  const written = { ingress: rulesOf(policy.ingress, context), egress: rulesOf(policy.egress, context) };
  const unreadable = refused || namespace === undefined || podSelector.state === 'unknown';
  const list = (direction: 'ingress' | 'egress'): RuleList | undefined =>
    types[direction] === 'no'
      ? undefined
      : { ...written[direction], doubtful: types[direction] === 'unknown' || unreadable };
  return {
    kind: policy.kind,
    name: policy.name.state === 'known' ? policy.name.value : '',
    namespace,
    tier: NETWORK_POLICY_TIER,
    priority: 0,
    subject: {
      namespaces: namespace === undefined ? { kind: 'all' } : { kind: 'named', name: namespace },
      // Absent is the same as empty: all pods of the namespace (S005).
      pods: podSelector.state === 'known' ? podSelector.value : undefined,
    },
    ingress: list('ingress'),
    egress: list('egress'),
    object: policy,
  };
}

/** Says why the API server refuses the policy. */
type Told = (message: string, node: YamlNode | null) => void;
type Answer = 'yes' | 'no' | 'unknown';

interface Context {
  readonly namespace: string | undefined;
  readonly profile: CniProfile;
  readonly told: Told;
}

function tellSelector(selector: LabelSelector, told: Told): void {
  const problem = selectorProblem(selector);
  if (problem !== undefined) told(problem.message, problem.node);
}

/** Two at most; the same one twice is taken (S004). */
function tellTypes(types: NetworkPolicy['policyTypes'], told: Told): void {
  if (types.state !== 'known') return;
  if (types.value.length > 2) told('There are more than two policyTypes', types.node);
  for (const type of types.value) {
    if (type.state === 'known' && !isDirection(type.value)) told(`"${type.value}" is no direction`, type.node);
  }
}

function isDirection(type: string): boolean {
  return type === 'Ingress' || type === 'Egress';
}

/** S001-S004. Ingress is always meant where no types are written, egress where it has a rule. */
function directionsOf(
  { policyTypes, ingress, egress }: NetworkPolicy,
  profile: CniProfile,
): { readonly ingress: Answer; readonly egress: Answer } {
  const has = (rules: NetworkPolicy['egress']): Answer => {
    if (rules.state === 'unknown') return 'unknown';
    return rules.state === 'known' && rules.value.length > 0 ? 'yes' : 'no';
  };
  if (policyTypes.state === 'unknown') return { ingress: 'unknown', egress: 'unknown' };
  if (policyTypes.state === 'absent' || policyTypes.value.length === 0) return { ingress: 'yes', egress: has(egress) };
  const types = policyTypes.value;
  const listed = (type: string, rules: NetworkPolicy['egress']): Answer => {
    if (types.some((each) => each.state === 'known' && each.value === type)) return 'yes';
    if (types.some((each) => each.state === 'unknown' || (each.state === 'known' && !isDirection(each.value))))
      return 'unknown';
    return profile.policyTypesHonoured ? 'no' : has(rules);
  };
  return { ingress: listed('Ingress', ingress), egress: listed('Egress', egress) };
}

function rulesOf(
  field: Field<readonly PolicyRule[]>,
  context: Context,
): { readonly rules: readonly Rule[]; readonly complete: boolean } {
  if (field.state === 'unknown') return { rules: [], complete: false };
  if (field.state === 'absent') return { rules: [], complete: true };
  return { rules: field.value.map((rule) => ruleOf(rule, context)), complete: true };
}

/** A rule is any of its peers on any of its ports; a list that is empty or missing means all (S010-S013). */
function ruleOf({ peers, ports, node }: PolicyRule, context: Context): Rule {
  const own = peersOf(peers, context);
  const numbers = portsOf(ports, context.told);
  return {
    action: 'accept',
    peers: own.peers,
    ports: numbers.ports,
    complete: own.complete && numbers.complete,
    node,
  };
}

function peersOf(
  field: PolicyRule['peers'],
  context: Context,
): { readonly peers: Rule['peers']; readonly complete: boolean } {
  if (field.state === 'unknown') return { peers: [], complete: false };
  if (field.state === 'absent' || field.value.length === 0) return { peers: 'anyone', complete: true };
  const peers: Peer[] = [];
  let complete = true;
  for (const written of field.value) {
    const found = peerOf(written, context);
    if (found === undefined) complete = false;
    else peers.push(...found);
  }
  return { peers, complete };
}

/** Undefined where it cannot be read, or where the API server refuses it: what is meant, nobody can tell. */
function peerOf(peer: PolicyPeer, { namespace, profile, told }: Context): readonly Peer[] | undefined {
  const { podSelector, namespaceSelector, ipBlock, node } = peer;
  if (podSelector.state === 'unknown' || namespaceSelector.state === 'unknown' || ipBlock.state === 'unknown') {
    return undefined;
  }
  if (ipBlock.state === 'known') {
    if (podSelector.state === 'known' || namespaceSelector.state === 'known') {
      told('A peer has an ipBlock beside a selector', node);
      return undefined;
    }
    const tests = addressTestsIn(ipBlock.value, profile, told);
    return tests?.map((test) => ({ kind: 'addresses', test, node }));
  }
  if (podSelector.state === 'absent' && namespaceSelector.state === 'absent') {
    told('A peer has no member', node);
    return undefined;
  }
  if (namespaceSelector.state === 'absent' && namespace === undefined) return undefined;
  for (const selector of [podSelector, namespaceSelector])
    if (selector.state === 'known') tellSelector(selector.value, told);
  const pods: Peer = { kind: 'pods', test: podTestOf(podSelector, namespaceSelector, namespace), node };
  const everywhere =
    podSelector.state === 'absent' && namespaceSelector.state === 'known' && isEmptySelector(namespaceSelector.value);
  if (!everywhere || !profile.everywhereIsHosts) return [pods];
  return [pods, { kind: 'nodes', selector: namespaceSelector.value, node }];
}

/** A namespaceSelector that is missing means the own namespace; one that is empty means all (S020-S024). */
function podTestOf(
  podSelector: Field<LabelSelector>,
  namespaceSelector: Field<LabelSelector>,
  namespace: string | undefined,
): PodTest {
  const pods = podSelector.state === 'known' ? podSelector.value : undefined;
  if (namespaceSelector.state === 'known') {
    return { namespaces: { kind: 'selected', selector: namespaceSelector.value }, pods };
  }
  return { namespaces: { kind: 'named', name: namespace ?? '' }, pods };
}

function addressTestsIn(
  { cidr, except }: { readonly cidr: Field<string>; readonly except: readonly Field<string>[] },
  profile: CniProfile,
  told: Told,
): readonly AddressTest[] | undefined {
  if (cidr.state !== 'known') return undefined;
  const block = parseBlock(cidr.value);
  if (block === undefined) {
    told(`"${cidr.value}" is no block of addresses`, cidr.node);
    return undefined;
  }
  if (block.sloppy === 'leading-zeros' && profile.leadingZeros === 'everybody') return EVERYBODY;
  const read: AddressBlock[] = [];
  for (const each of except) {
    if (each.state !== 'known') continue;
    const part = parseBlock(each.value);
    // It has to be inside, and smaller (S029).
    if (part === undefined || !containsBlock(block, part) || part.length === block.length)
      told(`"${each.value}" is no part of ${cidr.value}`, each.node);
    if (part !== undefined) read.push(part);
  }
  return [{ block, except: read, complete: read.length === except.length }];
}

/** What a reader that fails open makes of a block it cannot read (S034). */
const EVERYBODY: readonly AddressTest[] = (['0.0.0.0/0', '::/0'] as const).flatMap((text) => {
  const block = parseBlock(text);
  return block === undefined ? [] : [{ block, except: [], complete: true }];
});

function portsOf(
  field: PolicyRule['ports'],
  told: Told,
): { readonly ports: Rule['ports']; readonly complete: boolean } {
  if (field.state === 'unknown') return { ports: [], complete: false };
  if (field.state === 'absent' || field.value.length === 0) return { ports: 'all', complete: true };
  return { ports: field.value.map((port) => portOf(port, told)), complete: true };
}

/** S011, S012, S015, S016, S018. */
function portOf({ port, endPort, protocol: written, node }: PolicyPort, told: Told): PortTest {
  const protocol = protocolOf(written);
  if (protocol !== undefined && !isProtocol(protocol)) {
    told(`"${protocol}" is no protocol`, node);
    return { kind: 'unknown', node };
  }
  if (port.state === 'known' && !isPortOrName(port.value)) {
    told(`${JSON.stringify(port.value)} is no port and no name of one`, port.node);
    return { kind: 'unknown', node };
  }
  if (endPort.state === 'known' && port.state !== 'unknown' && !isNumber(port)) {
    told('endPort needs a port that is a number', endPort.node);
    return { kind: 'unknown', node };
  }
  const isRead = protocol !== undefined && port.state !== 'unknown' && endPort.state !== 'unknown';
  if (!isRead) return { kind: 'unknown', node };
  if (port.state === 'absent') return { kind: 'range', protocol, from: 1, to: LAST_PORT, node };
  if (typeof port.value === 'string') return { kind: 'named', protocol, name: port.value, node };
  const to = endPort.state === 'known' ? endPort.value : port.value;
  if (!isPortOrName(to) || to < port.value) {
    told(`${port.value}-${to} is no range of ports`, node);
    return { kind: 'unknown', node };
  }
  return { kind: 'range', protocol, from: port.value, to, node };
}

function isNumber(port: PolicyPort['port']): boolean {
  return port.state === 'known' && typeof port.value === 'number';
}

function isPortOrName(port: number | string): boolean {
  return typeof port === 'string' ? isPortName(port) : isPortNumber(port);
}
