import {
  backendsOf,
  type Field,
  type Ingress,
  labelNameProblem,
  type NameProblem,
  type NetworkPolicy,
  placeOf,
  portNameProblem,
  type Service,
  type Workload,
} from '../../kubernetes';
import { resolveIngressBackend } from '../../network/resolve';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import type { TextEdit, YamlNode } from '../../yaml';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { changeTo, changeToNumber } from '../edits';
import { isPlainKind } from '../plain-kinds';
import { isStandIn } from '../stand-ins';
import { called, oneLine, quoted } from '../words';
import { legalName, type NameRule } from './legal';
import { type NameUses, usesOfContainerPortName, usesOfServicePortName } from './uses';

interface InvalidName extends Breach {
  readonly name: string;
  readonly rule: NameRule;
  readonly says: string;
  readonly node: YamlNode;
  /** Names that the new one must not clash with. */
  readonly taken: ReadonlySet<string>;
  readonly uses: NameUses;
  /** An Ingress may use the number of the port instead. */
  readonly number: number | undefined;
}

export const invalidPortName = defineGuardrail<'service' | 'workload' | 'ingress' | 'network-policy', InvalidName>({
  id: 'invalid-port-name',
  title: 'A port name that Kubernetes does not take',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service', 'workload', 'ingress', 'network-policy'],
    find(object, { environment }) {
      const breaches: InvalidName[] = [];
      if (object.type === 'service') addFromService(object, environment, breaches);
      else if (object.type === 'workload') addFromWorkload(object, environment, breaches);
      else if (object.type === 'ingress') addFromIngress(object, environment, breaches);
      else addFromPolicy(object, environment, breaches);
      return breaches;
    },
  },
  message: ({ says }) => oneLine(says),
  related({ node, uses }) {
    return uses.nodes
      .filter((use) => use !== node)
      .slice(0, MOST_RELATED)
      .map((use) => ({ place: placeOf(use), message: 'The name is also used here' }));
  },
  fixes({ name, rule, node, taken, uses, number }) {
    const fixes: Fix[] = [];
    if (number !== undefined) {
      const edits = changeToNumber(node, number);
      if (edits !== undefined) fixes.push({ title: `Use port number ${number}`, safe: true, edits });
    }
    const fresh = legalName(name, rule, taken);
    if (fresh === undefined || number !== undefined) return fixes;
    const made = uses.nodes.map((use) => changeTo(use, fresh));
    const own = changeTo(node, fresh);
    if (own === undefined) return fixes;
    const edits = made.filter((edit): edit is TextEdit => edit !== undefined);
    const everywhere = uses.nodes.length > 1 ? ' everywhere' : '';
    // No cluster holds an object with this name, so no one else can refer to it: all uses are here.
    const safe = uses.complete && edits.length === made.length;
    fixes.push({ title: `Rename it to ${quoted(fresh)}${everywhere}`, safe, edits: edits.length > 0 ? edits : [own] });
    return fixes;
  },
});

const MOST_RELATED = 5;

function addFromService(service: Service, environment: EnvironmentView, breaches: InvalidName[]): void {
  if (service.ports.state !== 'known') return;
  const namespace = namespaceOf(service);
  const ports = service.ports.value;
  for (const port of ports) {
    const { name } = port;
    const problem = name.state === 'known' ? declaredProblem(name.value, labelNameProblem) : undefined;
    if (name.state === 'known' && problem !== undefined) {
      const uses =
        namespace === undefined ? ownOnly(name.node) : usesOfServicePortName(environment, namespace, service, port);
      const says = `port name ${quoted(name.value)} is not legal: ${problem.reason}`;
      breaches.push(breachOf(name, 'label', says, namesOf(ports), uses));
    }
    addReference(port.targetPort, 'targetPort', namespace, environment, breaches);
  }
}

function addFromWorkload(workload: Workload, environment: EnvironmentView, breaches: InvalidName[]): void {
  // A custom resource has rules of its own for the pod template it carries (trap 10).
  if (!isPlainKind(workload)) return;
  const namespace = namespaceOf(workload);
  for (const { ports, probes } of workload.template.containers) {
    for (const { name } of ports) {
      const problem = name.state === 'known' ? declaredProblem(name.value, portNameProblem) : undefined;
      if (name.state !== 'known' || problem === undefined) continue;
      const uses =
        namespace === undefined ? ownOnly(name.node) : usesOfContainerPortName(environment, namespace, name.value);
      const says = `port name ${quoted(name.value)} is not legal: ${problem.reason}`;
      breaches.push(breachOf(name, 'port', says, namesOf(ports), uses));
    }
    for (const { kind, port } of probes) {
      // Its own container is where a probe looks; what is declared there is told there.
      if (port.state !== 'known' || ports.some(({ name }) => name.state === 'known' && name.value === port.value)) {
        continue;
      }
      addReference(port, `${kind} port`, namespace, environment, breaches);
    }
  }
}

function addFromPolicy(policy: NetworkPolicy, environment: EnvironmentView, breaches: InvalidName[]): void {
  for (const rules of [policy.ingress, policy.egress]) {
    if (rules.state !== 'known') continue;
    for (const rule of rules.value) {
      if (rule.ports.state !== 'known') continue;
      for (const { port } of rule.ports.value) addReference(port, 'port', namespaceOf(policy), environment, breaches);
    }
  }
}

function addFromIngress(ingress: Ingress, environment: EnvironmentView, breaches: InvalidName[]): void {
  for (const backend of backendsOf(ingress)) {
    const { port } = backend;
    if (backend.resource || port.state !== 'known' || typeof port.value !== 'string') continue;
    const problem = referenceProblem(port.value);
    if (problem === undefined) continue;
    const outcome = resolveIngressBackend(environment, ingress, backend);
    const found = outcome.kind === 'found' ? outcome.ports[0]?.port : undefined;
    // The Service has an illegal name itself: it is told there, and the fix there renames this one too.
    if (found?.name.state === 'known' && labelNameProblem(found.name.value) !== undefined) continue;
    const number = found?.port.state === 'known' ? found.port.value : undefined;
    const whose = outcome.kind === 'found' ? ` of ${called(outcome.service)}` : '';
    const says = `an Ingress cannot use port name ${quoted(port.value)}${whose}: ${problem.reason}`;
    const breach = breachOf({ ...port, value: port.value }, 'port', says, new Set(), ownOnly(port.node));
    breaches.push({ ...breach, number });
  }
}

/** A reference to a container's port by name; where a container declares the name, it is told there. */
function addReference(
  reference: Field<number | string>,
  field: string,
  namespace: string | undefined,
  environment: EnvironmentView,
  breaches: InvalidName[],
): void {
  if (reference.state !== 'known' || typeof reference.value !== 'string') return;
  const { value, node } = reference;
  const problem = referenceProblem(value);
  if (problem === undefined) return;
  if (namespace !== undefined && isDeclared(environment, namespace, value)) return;
  const uses = namespace === undefined ? ownOnly(node) : usesOfContainerPortName(environment, namespace, value);
  // What the name is meant to find, nobody can tell: a legal name may still lead nowhere.
  const guess = { nodes: uses.nodes, complete: false };
  const says = `${field} ${quoted(value)} is not legal: ${problem.reason}`;
  breaches.push(breachOf({ value, node }, 'port', says, new Set(), guess));
}

/** A name left empty is no name, and a word that stands for one is not the name yet. */
function declaredProblem(name: string, problemOf: (name: string) => NameProblem | undefined): NameProblem | undefined {
  return name === '' || isStandIn(name) ? undefined : problemOf(name);
}

function namesOf(ports: readonly { readonly name: Field<string> }[]): ReadonlySet<string> {
  return new Set(ports.flatMap(({ name }) => (name.state === 'known' ? [name.value] : [])));
}

/** Names of digits alone are numbers in quotes: invalid-port-number's. */
function referenceProblem(name: string): NameProblem | undefined {
  const problem = portNameProblem(name);
  if (problem === undefined || name === '' || name === 'use-annotation') return undefined;
  return isStandIn(name) || /^[0-9]+$/.test(name) ? undefined : problem;
}

function isDeclared(environment: EnvironmentView, namespace: string, name: string): boolean {
  return environment
    .inNamespace('workload', namespace)
    .some(
      (workload) =>
        isPlainKind(workload) &&
        workload.template.containers.some(({ ports }) =>
          ports.some((port) => port.name.state === 'known' && port.name.value === name),
        ),
    );
}

function breachOf(
  field: { readonly value: string; readonly node: YamlNode },
  rule: NameRule,
  says: string,
  taken: ReadonlySet<string>,
  uses: NameUses,
): InvalidName {
  const { value, node } = field;
  return { at: placeOf(node), subject: `name=${value}`, name: value, rule, says, node, taken, uses, number: undefined };
}

function ownOnly(node: YamlNode): NameUses {
  return { nodes: [node], complete: false };
}
