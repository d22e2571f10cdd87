import {
  type ClusterPeer,
  type ClusterPods,
  type ClusterPolicy,
  type ClusterPort,
  type ClusterRule,
  type Field,
  isProtocol,
  LAST_PORT,
  parseBlock,
} from '../../kubernetes';
import { get, type YamlNode } from '../../yaml';
import type { Notice, Peer, PodTest, Policy, PortTest, Rule, RuleList, Tier } from './cluster';
import { ADMIN_TIER, BASELINE_TIER, type Kind, kindOf } from './cluster-policy-kinds';
import type { CniProfile } from './profiles';
import { selectorProblem } from './selector-problems';

/**
 * A policy of the cluster in the shape of the fold (S100-S128), in both tiers where nobody can tell which is meant. One that the API server refuses may not be there, or be there
 * as it was before: all that it says is doubtful, and that is told.
 */
export function clusterPoliciesOf(policy: ClusterPolicy, profile: CniProfile, notices: Notice[]): readonly Policy[] {
  let refused = false;
  const context: Context = {
    kind: kindOf(policy),
    deniesDomains: kindOf(policy).portsKey === 'protocols' && profile.deniesDomains,
    left: (message, node) => void notices.push({ message, object: policy, node }),
    refused: (message, node) => {
      refused = true;
      notices.push({ message, object: policy, node });
    },
  };
  const places = placesIn(policy, context);
  const subject = policy.subject.state === 'known' ? podTestOf(policy.subject.value, context) : undefined;
  if (policy.subject.state === 'absent') context.refused('It has no subject', policy.node);
  const written = { ingress: rulesOf(policy, 'ingress', context), egress: rulesOf(policy, 'egress', context) };
  const doubtful = refused || subject === undefined || places.some(({ certain }) => !certain);
  const list = (direction: Direction): RuleList | undefined =>
    written[direction] && { ...written[direction], doubtful: doubtful || written[direction].doubtful };
  return places.map(({ tier, priority }) => ({
    kind: policy.kind,
    name: policy.name.state === 'known' ? policy.name.value : '',
    namespace: undefined,
    tier,
    priority,
    subject: subject ?? { namespaces: { kind: 'all' }, pods: undefined },
    ingress: list('ingress'),
    egress: list('egress'),
    object: policy,
  }));
}

type Direction = 'ingress' | 'egress';
type Told = (message: string, node: YamlNode | null) => void;

interface Context {
  readonly kind: Kind;
  readonly deniesDomains: boolean;
  /** Says what is not taken into account. */
  readonly left: Told;
  /** Says why the API server refuses the policy. */
  readonly refused: Told;
}

interface PlaceInOrder {
  readonly tier: Tier;
  readonly priority: number;
  readonly certain: boolean;
}

/** Before all others of its tier: what is doubtful there leaves every other outcome possible. */
const FIRST = { priority: -1, certain: false };
const LAST_PRIORITY = 1000;

function placesIn(policy: ClusterPolicy, { kind, refused, left }: Context): readonly PlaceInOrder[] {
  const { tier: written, priority, name, node } = policy;
  const tier = kind.tier ?? (written.state === 'known' ? TIERS.get(written.value) : undefined);
  if (tier === undefined) {
    if (written.state === 'unknown') left('Its tier cannot be read', node);
    else refused(written.state === 'known' ? `"${written.value}" is no tier` : 'It has no tier', node);
    return [...TIERS.values()].map((each) => ({ ...FIRST, tier: each }));
  }
  if (!kind.hasPriority) {
    if (name.state === 'known' && name.value !== 'default') refused('Its name has to be default', name.node);
    return [{ tier, priority: 0, certain: true }];
  }
  if (priority.state === 'unknown') {
    left('Its priority cannot be read', node);
    return [{ ...FIRST, tier }];
  }
  if (priority.state === 'absent') {
    refused('It has no priority', node);
    return [{ ...FIRST, tier }];
  }
  const isInRange = priority.value >= 0 && priority.value <= LAST_PRIORITY;
  if (isInRange) return [{ tier, priority: priority.value, certain: true }];
  refused(`${priority.value} is no priority: they go from 0 to ${LAST_PRIORITY}`, priority.node);
  return [{ ...FIRST, tier }];
}

const TIERS: ReadonlyMap<string, Tier> = new Map([
  ['Admin', ADMIN_TIER],
  ['Baseline', BASELINE_TIER],
]);

/** Exactly one of both (S104). */
function podTestOf({ namespaces, pods, node }: ClusterPods, context: Context): PodTest | undefined {
  if (namespaces.state === 'known' && pods.state === 'absent') {
    tellSelector(namespaces, context);
    return { namespaces: { kind: 'selected', selector: namespaces.value }, pods: undefined };
  }
  if (namespaces.state === 'unknown' || pods.state === 'unknown') return undefined;
  if (pods.state === 'absent' || namespaces.state === 'known') {
    context.refused('It needs one of "namespaces" and "pods"', node);
    return undefined;
  }
  const { namespaceSelector, podSelector } = pods.value;
  if (namespaceSelector.state === 'unknown' || podSelector.state === 'unknown') return undefined;
  tellSelector(namespaceSelector, context);
  tellSelector(podSelector, context);
  return {
    namespaces:
      namespaceSelector.state === 'known' ? { kind: 'selected', selector: namespaceSelector.value } : { kind: 'all' },
    pods: podSelector.state === 'known' ? podSelector.value : undefined,
  };
}

function tellSelector(field: ClusterPods['namespaces'], { refused }: Context): void {
  const problem = field.state === 'known' ? selectorProblem(field.value) : undefined;
  if (problem !== undefined) refused(problem.message, problem.node);
}

/** Without rules a direction is left alone (S102). */
function rulesOf(policy: ClusterPolicy, direction: Direction, context: Context): RuleList | undefined {
  const rules = policy[direction];
  if (rules.state === 'absent' || (rules.state === 'known' && rules.value.length === 0)) return undefined;
  if (rules.state === 'unknown') return { rules: [], doubtful: true, complete: false };
  tellCount(rules.value.length, 'rules', rules.node, context);
  // It may say anything then, and is not worth thousands of steps.
  if (rules.value.length > context.kind.most) return { rules: [], doubtful: true, complete: false };
  return { rules: rules.value.flatMap((rule) => ruleOf(rule, direction, context)), doubtful: false, complete: true };
}

function tellCount(count: number, what: string, node: YamlNode, { kind, refused }: Context): void {
  if (count > kind.most) refused(`${count} ${what} are more than ${kind.most}`, node);
}

/** One rule; of an action that nobody knows, one for each: it may be any. */
function ruleOf(rule: ClusterRule, direction: Direction, context: Context): readonly Rule[] {
  const { action: written, peers, ports, node } = rule;
  const action = written.state === 'known' ? context.kind.actions.get(written.value) : undefined;
  const own = peersOf(peers, direction, node, context);
  const numbers = portsOf(ports, context);
  tellPortsKey(rule, context);
  const made = { peers: own.items, ports: numbers.items, complete: own.complete && numbers.complete, node };
  if (action !== undefined) {
    const hasDomains = own.items !== 'anyone' && own.items.some(({ kind }) => kind === 'domains');
    if (hasDomains && action !== 'accept' && !context.deniesDomains)
      context.refused('domainNames only go with a rule that accepts', node);
    return [{ ...made, action }];
  }
  if (written.state === 'known') context.refused(`"${written.value}" is no action`, written.node);
  if (written.state === 'absent') context.refused('A rule has no action', node);
  return (['accept', 'deny', 'pass'] as const).map((each) => ({ ...made, action: each, doubtful: true }));
}

/** What the other version calls it the API server does not know. */
function tellPortsKey({ node }: ClusterRule, { kind, refused }: Context): void {
  const other = kind.portsKey === 'ports' ? 'protocols' : 'ports';
  if (get(node, other) !== undefined) refused(`"${other}" is of another version`, node);
}

function peersOf(
  field: Field<readonly ClusterPeer[]>,
  direction: Direction,
  rule: YamlNode,
  context: Context,
): { items: Rule['peers']; complete: boolean } {
  if (field.state === 'unknown') return { items: [], complete: false };
  if (field.state === 'absent' || field.value.length === 0) {
    context.refused(`A rule has no peers in "${direction === 'ingress' ? 'from' : 'to'}"`, rule);
    return { items: [], complete: true };
  }
  tellCount(field.value.length, 'peers', field.node, context);
  if (field.value.length > context.kind.most) return { items: [], complete: false };
  const peers = field.value.map((peer) => peersOfOne(peer, direction, context));
  return { items: peers.flatMap((each) => each ?? []), complete: !peers.includes(undefined) };
}

/** One peer, or one for each of its networks; undefined where it cannot be read. */
function peersOfOne(peer: ClusterPeer, direction: Direction, context: Context): readonly Peer[] | undefined {
  const { nodes, networks, domainNames, namespaces, pods, unknown, node } = peer;
  const strange = strangeMembers(peer, direction, context);
  if (strange !== undefined) {
    context.left(strange, node);
    return [{ kind: 'unknown', node }];
  }
  const members = [nodes, networks, domainNames, namespaces, pods].filter(({ state }) => state !== 'absent');
  if (members.length + unknown.length > 1) {
    context.refused('A peer has several members', node);
    return undefined;
  }
  if (networks.state === 'known') {
    tellCount(networks.value.length, 'networks', networks.node, context);
    const blocks = networks.value.map((text) => blockIn(text, context));
    if (blocks.includes(undefined)) return undefined;
    return blocks.flatMap((block) =>
      block === undefined ? [] : [{ kind: 'addresses' as const, test: { block, except: [], complete: true }, node }],
    );
  }
  if (nodes.state === 'known') {
    tellSelector(nodes, context);
    return [{ kind: 'nodes', selector: nodes.value, node }];
  }
  if (domainNames.state === 'known') {
    const names = domainNames.value.flatMap((name) => (name.state === 'known' ? [name.value] : []));
    return names.length < domainNames.value.length ? undefined : [{ kind: 'domains', names, node }];
  }
  if (networks.state === 'unknown' || nodes.state === 'unknown' || domainNames.state === 'unknown') return undefined;
  const test = podTestOf(peer, context);
  return test === undefined ? undefined : [{ kind: 'pods', test, node }];
}

/**
 * A peer with no member that this version knows has one of another version (S125); ingress has none for what is outside of the
 * cluster (S108).
 */
function strangeMembers(peer: ClusterPeer, direction: Direction, { kind }: Context): string | undefined {
  const { nodes, networks, domainNames, namespaces, pods, unknown } = peer;
  if (unknown.length > 0)
    return `A peer has ${unknown.map((key) => `"${key}"`).join(', ')}, which this version does not know`;
  const inside = [namespaces, pods].some(({ state }) => state !== 'absent');
  const outside = [nodes, networks, domainNames].some(({ state }) => state !== 'absent');
  if (!inside && !outside) return 'A peer has no member';
  if (!inside && direction === 'ingress') return 'A peer of an ingress rule is outside of the cluster';
  if (domainNames.state !== 'absent' && !kind.hasDomains) return 'A baseline has no domainNames';
  return undefined;
}

function blockIn(text: Field<string>, { refused }: Context) {
  if (text.state !== 'known') return undefined;
  const block = parseBlock(text.value);
  if (block === undefined) refused(`"${text.value}" is no block of addresses`, text.node);
  return block;
}

function portsOf(field: Field<readonly ClusterPort[]>, context: Context): { items: Rule['ports']; complete: boolean } {
  if (field.state === 'unknown') return { items: [], complete: false };
  if (field.state === 'absent' || field.value.length === 0) return { items: 'all', complete: true };
  tellCount(field.value.length, context.kind.portsKey, field.node, context);
  if (field.value.length > context.kind.most) return { items: [], complete: false };
  return { items: field.value.map((port) => portOf(port, context)), complete: true };
}

function portOf({ protocol: written, from, to, name, node }: ClusterPort, { kind, refused }: Context): PortTest {
  if (name.state === 'known') return { kind: 'named', protocol: undefined, name: name.value, node };
  if (name.state === 'unknown') return { kind: 'unknown', node };
  if (from.state === 'absent' || to.state === 'absent') {
    refused('A port has no number', node);
    return { kind: 'unknown', node };
  }
  const protocol = written.state === 'absent' ? 'TCP' : written.state === 'known' ? written.value : undefined;
  if (protocol !== undefined && !isProtocol(protocol)) {
    refused(`"${protocol}" is no protocol`, node);
    return { kind: 'unknown', node };
  }
  if (from.state !== 'known' || to.state !== 'known' || protocol === undefined) return { kind: 'unknown', node };
  const isOne = from === to;
  const isRange = kind.portsKey === 'ports' ? from.value <= to.value : from.value < to.value;
  if (from.value < 1 || to.value > LAST_PORT || !(isOne || isRange)) {
    refused(`${protocol} ${from.value}${isOne ? '' : `-${to.value}`} is no port or range of ports`, node);
    return { kind: 'unknown', node };
  }
  return { kind: 'range', protocol, from: from.value, to: to.value, node };
}
