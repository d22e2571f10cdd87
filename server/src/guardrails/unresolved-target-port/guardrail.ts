import {
  isHeadless,
  isPortName,
  placeOf,
  protocolOf,
  type Service,
  type ServicePort,
  type Workload,
} from '../../kubernetes';
import {
  areSomeInjected,
  type Backing,
  type DeclaredPort,
  hasPort,
  isFoundEverywhere,
  isInjectedPortName,
  isRunToCompletion,
  portsOf,
  resolveServicePort,
  type ServicePortResolution,
  type WorkloadTarget,
  workloadsBehind,
} from '../../network/resolve';
import type { YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { changeTo } from '../common/fixes/edits';
import { portKey } from '../common/messages/subjects';
import { called, declaredTexts, placeOfObject, portText, quoted, sentence } from '../common/messages/words';
import { forbiddenOnInit } from '../common/spec/init-containers';
import { type Breach, type CheckContext, defineGuardrail, type Fix } from '../define';

interface UnresolvedTarget extends Breach {
  readonly service: Service;
  readonly port: ServicePort;
  readonly name: string;
  readonly node: YamlNode;
  /** The workloads whose pods have no such port. */
  readonly lacking: readonly WorkloadTarget[];
  /** Those whose pods have it, and shall not lose it. */
  readonly served: readonly WorkloadTarget[];
}

export const unresolvedTargetPort = defineGuardrail<'service', UnresolvedTarget>({
  id: 'unresolved-target-port',
  title: 'A Service names a target port that its pods do not have',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { environment }) {
      const ports = portsOf(service);
      if (ports?.some(isByName) !== true) return NONE;
      const backing = environment.once(workloadsBehind, service);
      if (backing.workloads.length === 0) return NONE;
      const breaches: UnresolvedTarget[] = [];
      for (const port of ports) {
        if (!isByName(port) || isFoundEverywhere(port, backing)) continue;
        const breach = judge(resolveServicePort(environment, service, port, backing), backing, environment);
        if (breach !== undefined) breaches.push(breach);
      }
      return breaches;
    },
  },
  message({ name, lacking }) {
    const first = lacking[0];
    if (first === undefined) return `targetPort ${quoted(name)} is not a port of the selected pods`;
    const others = lacking.length > 1 ? ` and ${lacking.length - 1} more` : '';
    const says = `targetPort ${quoted(name)} is not a port of ${called(first.workload)}${others}`;
    const has = declaredTexts(first.declared.ports);
    if (has.length === 0) return sentence((list) => `${says} (${list})`, ['it declares no ports']);
    return sentence((list) => `${says} (it has ${list})`, has);
  },
  related({ lacking }) {
    return lacking.slice(0, MOST_RELATED).map(({ workload, declared }) => ({
      place: placeOfObject(workload),
      message: relatedMessage(called(workload), declared.ports),
    }));
  },
  fixes: (breach) => replacements(breach),
});

const NONE: readonly UnresolvedTarget[] = [];
const MOST_RELATED = 4;

function isByName({ targetPort }: ServicePort): boolean {
  return targetPort.state === 'known' && typeof targetPort.value === 'string';
}

function relatedMessage(workload: string, ports: readonly DeclaredPort[]): string {
  const has = declaredTexts(ports);
  if (has.length === 0) return `${workload} is selected and declares no ports`;
  return sentence((list) => `${workload} is selected and has ${list}`, has);
}

function judge(
  resolution: ServicePortResolution,
  backing: Backing,
  environment: CheckContext['environment'],
): UnresolvedTarget | undefined {
  const { target, workloads, port, service } = resolution;
  if (target === undefined || typeof target.reference !== 'string') return undefined;
  // An illegal name is one finding of its own, and a name that a sidecar brings along is nobody's mistake (trap 2).
  const name = target.reference;
  if (!isPortName(name) || isInjectedPortName(name)) return undefined;
  // The same name with another protocol is target-port-protocol's: one finding per root cause.
  if (workloads.some(({ outcome }) => outcome.kind === 'other-protocol')) return undefined;

  const resolved = workloads.filter(({ outcome }) => outcome.kind === 'found');
  const missing = workloads.filter(({ outcome }) => outcome.kind === 'missing');
  // Pods that run to an end are often taken in by a wide selector and serve nobody (trap 38).
  const lacking = resolved.length > 0 ? missing.filter(({ workload }) => !isRunToCompletion(workload)) : missing;
  if (lacking.length === 0 || lacking.some(({ workload }) => isOfLostSidecar(workload, name))) return undefined;

  const certain =
    missing.length === workloads.length &&
    !resolution.open &&
    isHeadless(service) === false &&
    !environment.once(areSomeInjected, backing.workloads);
  const { node } = target;
  return {
    at: placeOf(node),
    subject: `ports[${portKey(port)}].targetPort=${name}`,
    ...(certain ? {} : { severity: 'warning' as const, confidence: 'likely' as const }),
    service,
    port,
    name,
    node,
    lacking,
    served: resolved,
  };
}

/** A container that has it is refused as it stands, and listens once it is mended: invalid-probe's. */
function isOfLostSidecar(workload: Workload, name: string): boolean {
  if (!isPlainKind(workload)) return false;
  return workload.template.containers.some(
    (container) =>
      container.ports.some((port) => port.name.state === 'known' && port.name.value === name) &&
      forbiddenOnInit(container).length > 0,
  );
}

/** Each port that all selected pods have, the likeliest first. */
function replacements({ service, port, node, lacking, served, name }: UnresolvedTarget): readonly Fix[] {
  const shared = sharedPorts(service, port, lacking);
  const evident = shared.filter((candidate) => isEvident(service, port, candidate));
  const ordered = [...evident, ...shared.filter((candidate) => !evident.includes(candidate))];
  const fixes: Fix[] = [];
  for (const candidate of ordered.slice(0, MOST_FIXES)) {
    const reference = referenceFor(candidate, [...lacking, ...served]);
    const edit = reference === undefined ? undefined : changeTo(node, reference);
    if (reference === undefined || edit === undefined || reference === name) continue;
    const safe = shared.length === 1 && evident.length === 1;
    fixes.push({ title: `Change targetPort to ${portText(reference)}`, safe, edits: [edit] });
  }
  return fixes;
}

/** What the port is called in all of them: its name, or else its number. */
function referenceFor(
  { name, number, protocol }: DeclaredPort,
  workloads: readonly WorkloadTarget[],
): number | string | undefined {
  const inAll = (reference: number | string) =>
    workloads.every(({ declared }) => hasPort(declared, reference, protocol));
  if (name !== undefined && inAll(name)) return name;
  return inAll(number) ? number : undefined;
}

const MOST_FIXES = 5;

/** The evident ones and a few others: nobody chooses from hundreds. */
function sharedPorts(service: Service, port: ServicePort, lacking: readonly WorkloadTarget[]): readonly DeclaredPort[] {
  const [first, ...rest] = lacking;
  const protocol = protocolOf(port.protocol);
  if (first === undefined || protocol === undefined) return [];
  const seen = new Set<number | string>();
  const evident: DeclaredPort[] = [];
  const others: DeclaredPort[] = [];
  for (const candidate of first.declared.ports) {
    const list = isEvident(service, port, candidate) ? evident : others;
    if (list.length === MOST_FIXES) continue;
    const reference = candidate.name ?? candidate.number;
    if (candidate.protocol !== protocol || seen.has(reference)) continue;
    seen.add(reference);
    if (candidate.name !== undefined && !isPortName(candidate.name)) continue;
    if (rest.every(({ declared }) => hasPort(declared, reference, protocol))) list.push(candidate);
  }
  return [...evident, ...others];
}

/** The Service itself says which one it is: by its port's name or number. */
function isEvident(service: Service, port: ServicePort, candidate: DeclaredPort): boolean {
  const only = service.ports.state === 'known' && service.ports.value.length === 1;
  const sameName = port.name.state === 'known' && port.name.value === candidate.name;
  const sameNumber = port.port.state === 'known' && port.port.value === candidate.number;
  return sameName || (only && sameNumber);
}
