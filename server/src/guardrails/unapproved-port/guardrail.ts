import type { ApprovedPort, PortUse } from '../../config';
import { placeOf, protocolOf, type Service, type Workload } from '../../kubernetes';
import {
  declaredPorts,
  portsOf,
  resolveServicePort,
  type ServicePortResolution,
  workloadsBehind,
} from '../../network/resolve';
import { namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { portKey } from '../common/messages/subjects';
import { called, oneLine, placeOfObject, sentence } from '../common/messages/words';
import { type Breach, type CheckContext, defineGuardrail } from '../define';

interface UnapprovedPort extends Breach {
  readonly use: PortUse;
  readonly number: number;
  readonly protocol: string;
  /** What the team approved for this use, here. */
  readonly approved: readonly string[];
  /** The workload through which a named target got its number. */
  readonly through: Workload | undefined;
}

export const unapprovedPort = defineGuardrail<'service' | 'workload', UnapprovedPort>({
  id: 'unapproved-port',
  title: 'A port that the charter does not approve',
  category: 'charter',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['service', 'workload'],
    find(object, context) {
      const approved = context.charter.ports.approved;
      if (approved === undefined) return NONE;
      const namespace = namespaceOf(object);
      const rules: Rules = { approved, namespace };
      return object.type === 'workload' ? inWorkload(object, rules) : inService(object, rules, context);
    },
  },
  message({ use, number, protocol, approved }) {
    const says = `${number}/${protocol} is not an approved ${WORDS[use]}`;
    if (approved.length === 0) return oneLine(`${says}: none is approved here`);
    return sentence((list) => `${says} (approved: ${list})`, approved);
  },
  related({ through, number }) {
    if (through === undefined) return [];
    return [{ place: placeOfObject(through), message: oneLine(`It is ${number} in ${called(through)}`) }];
  },
});

const NONE: readonly never[] = [];

const WORDS: Readonly<Record<PortUse, string>> = {
  service: 'Service port',
  target: 'target port',
  container: 'container port',
};

interface Rules {
  readonly approved: readonly ApprovedPort[];
  readonly namespace: string | undefined;
}

function* inWorkload(workload: Workload, rules: Rules): Generator<UnapprovedPort> {
  if (!governs(rules, 'container')) return;
  for (const { port, number, protocol } of declaredPorts(workload).ports) {
    if (port.containerPort.state !== 'known') continue;
    yield* judge(rules, 'container', number, protocol, port.containerPort.node, `containerPort=${number}/${protocol}`);
  }
}

function* inService(service: Service, rules: Rules, context: CheckContext): Generator<UnapprovedPort> {
  if (service.serviceType.state === 'known' && service.serviceType.value === 'ExternalName') return;
  const targets = governs(rules, 'target');
  const backing = targets ? context.environment.once(workloadsBehind, service) : { workloads: [], open: true };
  for (const port of portsOf(service) ?? []) {
    const protocol = protocolOf(port.protocol);
    if (protocol === undefined || port.port.state !== 'known') continue;
    const key = `ports[${portKey(port)}]`;
    const own = governs(rules, 'service')
      ? [...judge(rules, 'service', port.port.value, protocol, port.port.node, `${key}.port=${port.port.value}`)]
      : [];
    yield* own;
    if (!targets) continue;
    yield* inTarget(resolveServicePort(context.environment, service, port, backing), rules, key, own.length > 0);
  }
}

/** A target without a line of its own is the Service port over again: one finding per root cause. */
function* inTarget(
  { target, protocol, workloads }: ServicePortResolution,
  rules: Rules,
  key: string,
  portIsTold: boolean,
): Generator<UnapprovedPort> {
  if (target === undefined || protocol === undefined || (target.implied && portIsTold)) return;
  if (typeof target.reference === 'number') {
    yield* judge(rules, 'target', target.reference, protocol, target.node, `${key}.targetPort=${target.reference}`);
    return;
  }
  // The container that gives the name its number is told itself.
  if (governs(rules, 'container')) return;
  const seen = new Set<number>();
  for (const { workload, outcome } of workloads) {
    if (outcome.kind !== 'found' || seen.has(outcome.port.number)) continue;
    seen.add(outcome.port.number);
    const subject = `${key}.targetPort=${target.reference}`;
    for (const breach of judge(rules, 'target', outcome.port.number, protocol, target.node, subject)) {
      yield { ...breach, through: workload };
    }
  }
}

/** The team says something about this use of ports; what it does not speak of, anything goes. An empty list approves none. */
function governs({ approved }: Rules, use: PortUse): boolean {
  if (approved.length === 0) return use === 'service';
  return approved.some((rule) => rule.appliesTo.includes(use));
}

function* judge(
  { approved, namespace }: Rules,
  use: PortUse,
  number: number,
  protocol: string,
  node: YamlNode,
  subject: string,
): Generator<UnapprovedPort> {
  const rules = approved.filter((rule) => rule.appliesTo.includes(use));
  const here = rules.filter((rule) => appliesIn(rule, namespace) !== false);
  // A namespace that nobody can tell may be one of those that the rule is for.
  if (here.some((rule) => takesIn(rule, number, protocol))) return;
  yield {
    at: placeOf(node),
    subject,
    use,
    number,
    protocol,
    approved: here.filter((rule) => appliesIn(rule, namespace) === true).map(rangeText),
    through: undefined,
  };
}

function takesIn(rule: ApprovedPort, number: number, protocol: string): boolean {
  return rule.port <= number && number <= rule.endPort && (rule.protocol === undefined || rule.protocol === protocol);
}

/** Undefined where the manifest leaves the namespace unsaid. */
function appliesIn({ namespaces }: ApprovedPort, namespace: string | undefined): boolean | undefined {
  if (namespaces === undefined) return true;
  return namespace === undefined || namespace === '' ? undefined : namespaces.includes(namespace);
}

function rangeText({ port, endPort, protocol }: ApprovedPort): string {
  const range = port === endPort ? String(port) : `${port}-${endPort}`;
  return protocol === undefined ? range : `${range}/${protocol}`;
}
