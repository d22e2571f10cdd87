import {
  backendsOf,
  type Endpoints,
  type Field,
  type Ingress,
  labelNameProblem,
  type NameProblem,
  type NetworkPolicy,
  type PortReference,
  placeOf,
  portNameProblem,
  type Service,
  USE_ANNOTATION,
  type Workload,
} from '../../kubernetes';
import { portsOf, resolveIngressBackend } from '../../network/resolve';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { isStandIn } from '../common/evidence/stand-ins';
import { usesOfContainerPortName } from '../common/fixes/container-port-names';
import { changeTo, changeToNumber } from '../common/fixes/edits';
import { type NameUses, renamePort } from '../common/fixes/rename';
import { usesOfServicePortName } from '../common/fixes/service-port-names';
import { called, oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { legalName, type NameRule } from './legal';

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

type Found = Generator<InvalidName, undefined>;
type Named = 'service' | 'workload' | 'ingress' | 'network-policy' | 'endpoints';

export const invalidPortName = defineGuardrail<Named, InvalidName>({
  id: 'invalid-port-name',
  title: 'A port name that Kubernetes does not take',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service', 'workload', 'ingress', 'network-policy', 'endpoints'],
    // One after the other: where each is costly, nobody waits for more than are told.
    find(object, { environment }) {
      if (object.type === 'service') return inService(object, environment);
      if (object.type === 'workload') return inWorkload(object, environment);
      if (object.type === 'ingress') return inIngress(object, environment);
      if (object.type === 'network-policy') return inPolicy(object, environment);
      return inEndpoints(object, environment);
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
    if (fresh === undefined) return fixes;
    const { edits, complete } = renamePort(uses, fresh);
    const own = changeTo(node, fresh);
    if (own === undefined) return fixes;
    const everywhere = edits.length > 1 ? ' everywhere' : '';
    // No cluster holds an object with this name, so no one else can refer to it: all uses are here. A Service may have it.
    const title = `Rename it to ${quoted(fresh)}${everywhere}`;
    fixes.push({ title, safe: complete && number === undefined, edits: edits.length > 0 ? edits : [own] });
    return fixes;
  },
});

const MOST_RELATED = 5;

function* inService(service: Service, environment: EnvironmentView): Found {
  if (service.ports.state !== 'known') return;
  const namespace = namespaceOf(service);
  const ports = service.ports.value;
  let taken: ReadonlySet<string> | undefined;
  for (const port of ports) {
    const { name } = port;
    const problem = name.state === 'known' ? declaredProblem(name.value, labelNameProblem) : undefined;
    if (name.state === 'known' && problem !== undefined) {
      const uses = usesOfServicePortName(environment, service, port);
      const says = `port name ${quoted(name.value)} is not legal: ${problem.reason}`;
      taken ??= namesOf(ports);
      yield breachOf(name, 'label', says, taken, uses);
    }
    if (mayBeIllegal(port.targetPort)) yield* inReference(port.targetPort, 'targetPort', namespace, environment);
  }
}

function* inWorkload(workload: Workload, environment: EnvironmentView): Found {
  // A custom resource has rules of its own for the pod template it carries (trap 10).
  if (!isPlainKind(workload)) return;
  const namespace = namespaceOf(workload);
  for (const { ports, probes } of workload.template.containers) {
    let taken: ReadonlySet<string> | undefined;
    for (const { name } of ports) {
      const problem = name.state === 'known' ? declaredProblem(name.value, portNameProblem) : undefined;
      if (name.state !== 'known' || problem === undefined) continue;
      const uses =
        namespace === undefined ? ownOnly(name.node) : usesOfContainerPortName(environment, namespace, name.value);
      const says = `port name ${quoted(name.value)} is not legal: ${problem.reason}`;
      taken ??= namesOf(ports);
      yield breachOf(name, 'port', says, taken, uses);
    }
    for (const { kind, port } of probes) {
      // Its own container is where a probe looks; what is declared there is told there.
      if (port.state !== 'known' || !mayBeIllegal(port)) continue;
      if (ports.some(({ name }) => name.state === 'known' && name.value === port.value)) continue;
      yield* inReference(port, `${kind} port`, namespace, environment);
    }
  }
}

function* inPolicy(policy: NetworkPolicy, environment: EnvironmentView): Found {
  for (const rules of [policy.ingress, policy.egress]) {
    if (rules.state !== 'known') continue;
    for (const rule of rules.value) {
      if (rule.ports.state !== 'known') continue;
      for (const { port } of rule.ports.value) {
        if (mayBeIllegal(port)) yield* inReference(port, 'port', namespaceOf(policy), environment);
      }
    }
  }
}

function* inIngress(ingress: Ingress, environment: EnvironmentView): Found {
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
    const isHere = found !== undefined && outcome.kind === 'found';
    const uses = isHere ? usesOfServicePortName(environment, outcome.service, found) : ownOnly(port.node);
    const taken = isHere ? namesOf(portsOf(outcome.service) ?? []) : new Set<string>();
    yield { ...breachOf({ ...port, value: port.value }, 'port', says, taken, uses), number };
  }
}

/** Endpoints made by hand have the names of their Service's ports; where that has the name too, it is told there. */
function* inEndpoints(endpoints: Endpoints, environment: EnvironmentView): Found {
  let taken: ReadonlySet<string> | undefined;
  for (const { name } of endpoints.ports) {
    const problem = name.state === 'known' ? declaredProblem(name.value, labelNameProblem) : undefined;
    if (name.state !== 'known' || problem === undefined || isOfService(endpoints, name.value, environment)) continue;
    const says = `port name ${quoted(name.value)} is not legal: ${problem.reason}`;
    taken ??= namesOf(endpoints.ports);
    yield breachOf(name, 'label', says, taken, ownOnly(name.node));
  }
}

function isOfService(endpoints: Endpoints, name: string, environment: EnvironmentView): boolean {
  const namespace = namespaceOf(endpoints);
  if (namespace === undefined || endpoints.serviceName.state !== 'known') return false;
  return environment
    .named('service', namespace, endpoints.serviceName.value)
    .some((service) => namesOf(portsOf(service) ?? []).has(name));
}

/** Nearly all are not, and passed by at once. */
function mayBeIllegal(reference: PortReference): boolean {
  return (
    reference.state === 'known' &&
    typeof reference.value === 'string' &&
    referenceProblem(reference.value) !== undefined
  );
}

/** A reference to a container's port by name; where a container declares the name, it is told there. */
function* inReference(
  reference: PortReference,
  field: string,
  namespace: string | undefined,
  environment: EnvironmentView,
): Found {
  if (reference.state !== 'known' || typeof reference.value !== 'string') return;
  const { value, node } = reference;
  const problem = referenceProblem(value);
  if (problem === undefined) return;
  if (namespace !== undefined && isDeclared(environment, namespace, value)) return;
  const uses = namespace === undefined ? ownOnly(node) : usesOfContainerPortName(environment, namespace, value);
  // What the name is meant to find, nobody can tell: a legal name may still lead nowhere.
  const guess = { nodes: uses.nodes, complete: false };
  const says = `${field} ${quoted(value)} is not legal: ${problem.reason}`;
  yield breachOf({ value, node }, 'port', says, new Set(), guess);
}

/** A name left empty is no name, and a word that stands for one is not the name yet. */
function declaredProblem(name: string, problemOf: (name: string) => NameProblem | undefined): NameProblem | undefined {
  if (name === '') return undefined;
  const problem = problemOf(name);
  return problem === undefined || isStandIn(name) ? undefined : problem;
}

function namesOf(ports: readonly { readonly name: Field<string> }[]): ReadonlySet<string> {
  return new Set(ports.flatMap(({ name }) => (name.state === 'known' ? [name.value] : [])));
}

/** Names of digits alone are numbers in quotes: invalid-port-number's. */
function referenceProblem(name: string): NameProblem | undefined {
  const problem = portNameProblem(name);
  if (problem === undefined || name === '' || name === USE_ANNOTATION) return undefined;
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
