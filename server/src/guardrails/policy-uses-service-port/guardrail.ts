import {
  type Direction,
  directionsOf,
  isHeadless,
  isPortName,
  isPortNumber,
  listed,
  type NetworkPolicy,
  type PolicyPort,
  type PolicyRule,
  placeOf,
  protocolOf,
  usesHostNetwork,
  type Workload,
} from '../../kubernetes';
import {
  type Destinations,
  declaredPorts,
  destinationsOf,
  findPort,
  hasPort,
  resolveServicePort,
  type ServicePortResolution,
  servicePortsBefore,
  subjectsOf,
  targetOf,
} from '../../network/resolve';
import { namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { changeTo } from '../common/fixes/edits';
import { called, oneLine, portText, quoted } from '../common/messages/words';
import { type Breach, type CheckContext, defineGuardrail, type Fix } from '../define';
import { admits, type PacketPort, someAdmits } from './admits';
import { type Budget, newBudget } from './peers';

interface ServicePortInPolicy extends Breach {
  readonly node: YamlNode;
  readonly reference: number | string;
  readonly mapping: ServicePortResolution;
  readonly targets: readonly TargetPort[];
}

/** What packets carry when they reach the pods. */
interface TargetPort extends PacketPort {
  readonly name: string | undefined;
  readonly workload: Workload;
}

export const policyUsesServicePort = defineGuardrail<'network-policy', ServicePortInPolicy>({
  id: 'policy-uses-service-port',
  title: 'A NetworkPolicy names the port of a Service instead of the port of its pods',
  category: 'policy',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['network-policy'],
    find(policy, context) {
      if (policy.incomplete || !(namesPorts(policy.ingress) || namesPorts(policy.egress))) return NONE;
      if (context.environment.hasAlternatives(policy)) return NONE;
      const breaches: ServicePortInPolicy[] = [];
      const budget = newBudget();
      for (const direction of directionsOf(policy) ?? []) {
        // The CNI of AWS compares the Service port too, on the way out (trap 24).
        if (direction === 'egress' && mayCompareServicePorts(context)) continue;
        const rules = policy[direction];
        if (rules.state !== 'known') continue;
        for (const rule of rules.value) addFromRule(policy, rule, direction, context, budget, breaches);
      }
      return breaches;
    },
  },
  message({ reference, mapping, targets }) {
    const first = targets[0];
    const numbers = [...new Set(targets.map((target) => target.number))];
    const carried =
      numbers.length === 1 && first?.name !== undefined ? `${numbers[0]} (${quoted(first.name)})` : numbers.join(', ');
    return oneLine(
      `port ${portText(reference)} is the port of ${called(mapping.service)}; packets to its pods carry ${carried}`,
    );
  },
  related({ mapping, targets }) {
    const places = [
      {
        place: placeOf(mapping.port.port.state === 'known' ? mapping.port.port.node : mapping.port.node),
        message: oneLine(`${called(mapping.service)} has this port; policies see it after translation`),
      },
    ];
    if (mapping.target !== undefined && !mapping.target.implied) {
      const numbers = [...new Set(targets.map((target) => target.number))].join(', ');
      places.push({ place: placeOf(mapping.target.node), message: oneLine(`It leads to ${numbers} of the pods`) });
    }
    return places;
  },
  fixes({ node, reference, targets }) {
    const [first] = targets;
    if (first === undefined) return [];
    const sameNumber = targets.every((target) => target.number === first.number);
    const sameName = first.name !== undefined && targets.every((target) => target.name === first.name);
    const byNumber = sameNumber ? [first.number] : [];
    const byName = sameName && first.name !== undefined ? [first.name] : [];
    const fixes: Fix[] = [];
    for (const port of typeof reference === 'number' ? [...byNumber, ...byName] : [...byName, ...byNumber]) {
      const edit = changeTo(node, port);
      // It opens what is shut now: somebody has to want that.
      if (edit !== undefined) fixes.push({ title: `Change port to ${portText(port)}`, safe: false, edits: [edit] });
    }
    return fixes;
  },
});

const NONE: readonly ServicePortInPolicy[] = [];

function namesPorts(rules: NetworkPolicy['ingress']): boolean {
  return rules.state === 'known' && rules.value.some(({ ports }) => ports.state === 'known' && ports.value.length > 0);
}

function addFromRule(
  policy: NetworkPolicy,
  rule: PolicyRule,
  direction: Direction,
  context: CheckContext,
  budget: Budget,
  breaches: ServicePortInPolicy[],
): void {
  if (rule.ports.state !== 'known' || rule.ports.value.length === 0) return;
  const all = destinationsOf(context.environment, policy, rule, direction);
  // Policies do not reach pods on the host's network (trap 22).
  const workloads = withoutHostNetwork(all.workloads);
  if (workloads.length === 0) return;
  for (const port of rule.ports.value) {
    const breach = judge(policy, rule, port, all, workloads, direction, context, budget);
    if (breach !== undefined) breaches.push(breach);
  }
}

function judge(
  policy: NetworkPolicy,
  rule: PolicyRule,
  port: PolicyPort,
  all: Destinations,
  destinations: readonly Workload[],
  direction: Direction,
  { environment }: CheckContext,
  budget: Budget,
): ServicePortInPolicy | undefined {
  if (port.port.state !== 'known' || port.endPort.state !== 'absent') return undefined;
  // What no port may be is told by itself: one finding per root cause.
  if (!isPort(port.port.value) || mayBeRight(port.port.value, port, destinations)) return undefined;
  const found = translated(environment, port.port.value, port, destinations, budget);
  if (found === undefined) return undefined;
  const { mapping, targets } = found;

  // The rule names the pods' own port as well: the other one does no harm (trap 24).
  const sibling = listed(rule.ports);
  if (targets.every((target) => sibling.some((each) => each !== port && admits(each, target, [target.workload]))))
    return undefined;

  const certain = all.complete && isShut(policy, rule, direction, destinations, targets, environment, budget);
  const reference = port.port.value;
  return {
    at: placeOf(port.port.node),
    subject: `${direction}.port=${reference}`,
    ...(certain ? {} : { severity: 'warning' as const, confidence: 'likely' as const }),
    node: port.port.node,
    reference,
    mapping,
    targets,
  };
}

/** Some pod of the rule has the port as it stands, or declares nothing and may listen on anything (S085). */
function mayBeRight(reference: number | string, port: PolicyPort, destinations: readonly Workload[]): boolean {
  const protocol = protocolOf(port.protocol);
  if (protocol === undefined) return true;
  return destinations.some((workload) => {
    const declared = declaredPorts(workload);
    return declared.ports.length === 0 || hasPort(declared, reference, protocol);
  });
}

interface Translation {
  readonly mapping: ServicePortResolution;
  readonly targets: readonly TargetPort[];
}

/**
 * What the port becomes on its way through the Services, for all pods of the rule. Undefined where the rule may be
 * right as it stands: a pod has the port or may have it, a Service leads to it untranslated, or nobody can tell.
 */
function translated(
  environment: CheckContext['environment'],
  reference: number | string,
  port: PolicyPort,
  destinations: readonly Workload[],
  budget: Budget,
): Translation | undefined {
  const protocol = protocolOf(port.protocol);
  if (protocol === undefined) return undefined;
  const pods = new Set<Workload>();
  for (const workload of destinations) {
    const outcome = findPort(declaredPorts(workload), reference, protocol);
    if (outcome.kind !== 'undeclared' && outcome.kind !== 'missing') return undefined;
    pods.add(workload);
  }
  const targets: TargetPort[] = [];
  let first: ServicePortResolution | undefined;
  for (const { service, port: own, backing } of servicePortsBefore(environment, destinations, reference, protocol)) {
    budget.pods -= backing.workloads.length;
    // Without a proxy in between, clients dial whatever number they like (S066).
    if (budget.pods < 0 || isHeadless(service) !== false || targetOf(own)?.reference === reference) return undefined;
    const mapping = resolveServicePort(environment, service, own, backing);
    first ??= mapping;
    for (const { workload, outcome } of mapping.workloads) {
      if (!pods.has(workload)) continue;
      if (outcome.kind !== 'found' && outcome.kind !== 'undeclared') return undefined;
      const number = outcome.kind === 'found' ? outcome.port.number : outcome.number;
      const name = outcome.kind === 'found' ? outcome.port.name : undefined;
      if (number === reference || name === reference) return undefined;
      targets.push({ number, protocol, name, workload });
    }
  }
  return first === undefined || targets.length === 0 ? undefined : { mapping: first, targets };
}

/** No policy about these pods admits the port that packets carry. */
function isShut(
  policy: NetworkPolicy,
  rule: PolicyRule,
  direction: Direction,
  destinations: readonly Workload[],
  targets: readonly TargetPort[],
  environment: CheckContext['environment'],
  budget: Budget,
): boolean {
  const namespace = namespaceOf(policy);
  if (namespace === undefined || environment.mayHoldMore(namespace)) return false;
  // Policies of other kinds may admit it.
  if (environment.ofType('other').some(({ family }) => OTHER_POLICIES.has(family))) return false;
  const subjects = direction === 'ingress' ? destinations : subjectsOf(environment, policy).workloads;
  if (subjects.length === 0) return false;
  // Pods whose packets carry the same are asked about together, so that a port that nothing admits costs one look.
  const alike = new Map<string, TargetPort[]>();
  for (const target of targets) {
    const key = `${target.number}/${target.protocol}`;
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [target]);
    else group.push(target);
  }
  return [...alike.values()].every((group) => {
    const [port] = group;
    const pods = [...new Set(group.map(({ workload }) => workload))];
    const about = direction === 'ingress' ? pods : subjects;
    return (
      port !== undefined &&
      !someAdmits(environment, namespace, {
        policy,
        rule,
        direction,
        port,
        destinations: pods,
        subjects: about,
        budget,
      })
    );
  });
}

const OTHER_POLICIES: ReadonlySet<string> = new Set(['admin-network-policy', 'cilium', 'calico', 'other-policy']);

/** Many policies are about the same pods: the very list where none is left out, and found once where it is long. */
function withoutHostNetwork(workloads: readonly Workload[]): readonly Workload[] {
  const known = workloads.length > FEW ? onPodNetwork.get(workloads) : undefined;
  if (known !== undefined) return known;
  const isOnPodNetwork = (workload: Workload) => usesHostNetwork(workload.template) === 'no';
  const answer = workloads.every(isOnPodNetwork) ? workloads : workloads.filter(isOnPodNetwork);
  if (workloads.length > FEW) onPodNetwork.set(workloads, answer);
  return answer;
}

const FEW = 8;
const onPodNetwork = new WeakMap<readonly Workload[], readonly Workload[]>();

function isPort(reference: number | string): boolean {
  return typeof reference === 'string' ? isPortName(reference) : isPortNumber(reference);
}

function mayCompareServicePorts({ cluster }: CheckContext): boolean {
  if (cluster.cni !== undefined) return /\b(aws|vpc)\b/i.test(cluster.cni);
  return cluster.platform?.toLowerCase() === 'eks';
}
