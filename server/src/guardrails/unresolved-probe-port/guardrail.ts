import { type Container, isPortName, type Probe, placeOf, valueOr, type Workload } from '../../kubernetes';
import { type ProbeResolution, resolveProbe } from '../../network/resolve';
import type { YamlNode } from '../../yaml';
import { isSlip, nearName } from '../common/evidence/near-miss';
import { usesOfWorkloadPortName } from '../common/fixes/container-port-names';
import { allOf, changeTo } from '../common/fixes/edits';
import { renamePort } from '../common/fixes/rename';
import { declaredTexts, oneLine, placeOfPort, portText, quoted, sentence } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';

interface UnresolvedProbe extends Breach {
  readonly name: string;
  readonly workload: Workload;
  readonly container: Container;
  /** All of the container's probes and hooks that name it: one cause, one finding. */
  readonly uses: readonly ProbeUse[];
  readonly resolution: ProbeResolution;
}

interface ProbeUse {
  readonly kind: Probe['kind'];
  readonly node: YamlNode;
}

export const unresolvedProbePort = defineGuardrail<'workload', UnresolvedProbe>({
  id: 'unresolved-probe-port',
  title: 'A probe or lifecycle hook names a port that its own container does not have',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload) {
      const breaches: UnresolvedProbe[] = [];
      for (const container of workload.template.containers) {
        // An ordinary init container may have no probe at all: invalid-probe's.
        if (container.role !== 'init' && container.role !== 'unknown') addFromContainer(workload, container, breaches);
      }
      return breaches;
    },
  },
  message({ name, container, uses, resolution }) {
    const kinds = [...new Set(uses.map(({ kind }) => kind))].join(' and ');
    const whose = container.name.state === 'known' ? `container ${quoted(container.name.value)}` : 'its container';
    const says = `${kinds} port ${quoted(name)} is not a port of ${whose}`;
    const other = resolution.elsewhere[0]?.container.name;
    if (other?.state === 'known') return oneLine(`${says}; container ${quoted(other.value)} has it`);
    const has = declaredTexts(resolution.declared.ports);
    return has.length === 0
      ? oneLine(`${says} (it declares no ports)`)
      : sentence((list) => `${says} (it has ${list})`, has);
  },
  related({ container, uses, resolution }) {
    const others = uses.slice(1).map(({ kind, node }) => ({ place: placeOf(node), message: `${kind} names it too` }));
    const elsewhere = resolution.elsewhere.slice(0, MOST_RELATED).map((declared) => ({
      place: placeOfPort(declared),
      message: 'Probes do not look for names in other containers of the pod',
    }));
    const own = resolution.declared.ports.slice(0, MOST_RELATED).map((declared) => ({
      place: placeOfPort(declared),
      message: sentence((list) => `The container has ${list}`, declaredTexts([declared])),
    }));
    const ports = elsewhere.length > 0 ? elsewhere : own;
    const none = { place: placeOf(container.name.state === 'known' ? container.name.node : container.node) };
    return [...(ports.length > 0 ? ports : [{ ...none, message: 'The container declares no ports' }]), ...others];
  },
  fixes({ name, workload, container, uses, resolution }, { environment }) {
    const fixes: Fix[] = [];
    for (const reference of replacements(name, resolution)) {
      const edits = allOf(uses.map(({ node }) => changeTo(node, reference)));
      if (edits !== undefined) fixes.push({ title: `Change port to ${portText(reference)}`, safe: false, edits });
    }
    // Perhaps it is the container's own name for the port that is wrong.
    const [only, ...others] = new Set(container.ports.map((port) => valueOr(port.name, undefined)));
    if (only === undefined || others.length > 0 || resolution.elsewhere.length > 0) return fixes;
    // A slip is the probe's: the port's own name stands once, and others may know it.
    if (isSlip(only, name) || workload.template.containers.length > MOST_CONTAINERS) return fixes;
    const { edits } = renamePort(usesOfWorkloadPortName(environment, workload, only), name);
    const title = `Rename the container's port ${quoted(only)} to ${quoted(name)} everywhere`;
    return edits.length === 0 ? fixes : [...fixes, { title, safe: false, edits }];
  },
});

const NONE: readonly never[] = [];
const MOST_RELATED = 3;
/** No pod has so many, and a hostile one would have each renamed for each. */
const MOST_CONTAINERS = 100;
const MOST_FIXES = 5;

function declares({ ports }: Container, name: string): boolean {
  return ports.some((port) => port.name.state === 'known' && port.name.value === name);
}

function addFromContainer(workload: Workload, container: Container, breaches: UnresolvedProbe[]): void {
  let byName: Map<string, { readonly resolution: ProbeResolution; readonly uses: ProbeUse[] }> | undefined;
  for (const probe of container.probes) {
    const { port, kind } = probe;
    if (port.state !== 'known' || typeof port.value !== 'string' || !isPortName(port.value)) continue;
    // Nearly all are, and then there is nothing to look into.
    if (declares(container, port.value)) continue;
    const resolution = resolveProbe(workload, container, probe);
    if (resolution.outcome.kind !== 'missing') continue;
    const use = { kind, node: port.node };
    byName ??= new Map();
    const known = byName.get(port.value);
    if (known === undefined) byName.set(port.value, { resolution, uses: [use] });
    else known.uses.push(use);
  }
  for (const [name, { resolution, uses }] of byName ?? NONE) {
    uses.sort((one, other) => one.node.start - other.node.start);
    const [first] = uses;
    if (first === undefined) continue;
    const where = container.name.state === 'known' ? container.name.value : '';
    breaches.push({
      at: placeOf(first.node),
      subject: `containers[${where}].${first.kind}.port=${name}`,
      name,
      workload,
      container,
      uses,
      resolution,
    });
  }
}

/**
 * The number that the name has in another container: all of them share one address. Then what the container has itself, a
 * name that is a slip away first.
 */
function replacements(name: string, { declared, elsewhere }: ProbeResolution): readonly (number | string)[] {
  const numbers = new Set(elsewhere.map((port) => port.number));
  const own = declared.ports.flatMap((port) => (isTcp(port.protocol) ? [port.name ?? port.number] : []));
  const near = nearName(
    name,
    own.filter((reference) => typeof reference === 'string'),
  );
  const first = [...(numbers.size === 1 ? numbers : []), ...(near === undefined ? [] : [near])];
  return [...new Set([...first, ...own])].slice(0, MOST_FIXES);
}

/** In any case: what is not written right is told by itself. */
function isTcp(protocol: string): boolean {
  return protocol.toUpperCase() === 'TCP';
}
