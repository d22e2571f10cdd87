import { backendsOf, isHeadless, isPortNumber, placeOf, type Service, type ServicePort } from '../../kubernetes';
import { portsOf, resolveServicePort, type ServicePortResolution, workloadsBehind } from '../../network/resolve';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { changeTo, fixOf } from '../common/fixes/edits';
import { portKey } from '../common/messages/subjects';
import { called, oneLine, placeOfObject } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface Remap extends Breach {
  readonly ports: readonly ServicePort[];
  readonly port: ServicePort;
  readonly number: number;
  readonly node: YamlNode;
  /** What the pods listen on, the same in all of them or the first of several. */
  readonly listens: number;
  readonly agree: boolean;
  readonly resolution: ServicePortResolution;
}

export const headlessPortRemap = defineGuardrail<'service', Remap>({
  id: 'headless-port-remap',
  title: 'A headless Service has a port that is not the port of its pods',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { environment }) {
      if (isHeadless(service) !== true) return NONE;
      const ports = portsOf(service);
      if (ports === undefined || ports.length === 0 || ports.length > MOST_PORTS) return NONE;
      if (ports.every(isSame)) return NONE;
      const backing = environment.once(workloadsBehind, service);
      if (backing.workloads.length === 0 || environment.hasAlternatives(service)) return NONE;
      const translated = environment.once(translatedPorts, environment.environment);
      return ports
        .filter((port) => !isTranslated(service, port, translated))
        .flatMap((port) => judge(resolveServicePort(environment, service, port, backing), ports) ?? []);
    },
  },
  message({ number, listens, resolution }) {
    const [first] = resolution.workloads;
    const who = first === undefined ? 'its pods' : called(first.workload);
    return oneLine(
      `port ${number} leads nowhere: without a cluster IP clients reach ${who}, which listens on ${listens}`,
    );
  },
  related({ resolution, listens }) {
    return resolution.workloads.slice(0, MOST_RELATED).map(({ workload, outcome }) => ({
      place: outcome.kind === 'found' ? placeOf(outcome.port.port.node) : placeOfObject(workload),
      message: oneLine(`${called(workload)} listens on ${outcome.kind === 'found' ? outcome.port.number : listens}`),
    }));
  },
  fixes({ ports, port, node, listens, agree }) {
    const taken = ports.some(
      (other) => other !== port && (other.port.state !== 'known' || other.port.value === listens),
    );
    const edit = agree && !taken ? changeTo(node, listens) : undefined;
    // Whoever names the port of the Service (an Ingress, a route, a monitor) has to change with it.
    return fixOf(`Change port to ${listens}`, false, [edit]);
  },
});

const NONE: readonly Remap[] = [];
const MOST_PORTS = 100;
const MOST_RELATED = 4;

/** No target of its own, or the very number. */
function isSame({ port, targetPort }: ServicePort): boolean {
  if (targetPort.state !== 'known') return true;
  return (
    targetPort.value === 0 || targetPort.value === '' || (port.state === 'known' && port.value === targetPort.value)
  );
}

/** What Ingresses and routes lead to: their controllers read the endpoints, and dial the port of the pods. */
function translatedPorts(environment: EnvironmentView): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const ingress of environment.ofType('ingress')) {
    for (const { serviceName, port } of backendsOf(ingress)) {
      if (serviceName.state !== 'known' || port.state !== 'known') continue;
      keys.add(keyOf(namespaceOf(ingress), serviceName.value, port.value));
    }
  }
  for (const route of environment.ofType('route')) {
    for (const { name, namespace, port } of route.backends) {
      if (name.state !== 'known' || port.state !== 'known') continue;
      const own = namespace.state === 'known' ? namespace.value : namespaceOf(route);
      keys.add(keyOf(own, name.value, port.value));
    }
  }
  return keys;
}

function isTranslated(service: Service, { name, port }: ServicePort, translated: ReadonlySet<string>): boolean {
  if (service.name.state !== 'known') return false;
  const own = service.name.value;
  const named = [port, name].flatMap((field) => (field.state === 'known' ? [field.value] : []));
  return named.some((reference) => translated.has(keyOf(namespaceOf(service), own, reference)));
}

function keyOf(namespace: string | undefined, service: string, port: number | string): string {
  return JSON.stringify([namespace, service, port]);
}

function judge(resolution: ServicePortResolution, ports: readonly ServicePort[]): Remap | undefined {
  const { port, target, workloads } = resolution;
  if (target === undefined || port.port.state !== 'known' || !isPortNumber(port.port.value)) return undefined;
  const number = port.port.value;
  const numbers = new Set<number>();
  for (const { outcome, declared } of workloads) {
    if (outcome.kind === 'found') numbers.add(outcome.port.number);
    // A number that pods without any declaration have is theirs; beside declared ones it may be a mistake of its own.
    else if (outcome.kind === 'undeclared' && declared.ports.length === 0) numbers.add(outcome.number);
    else return undefined;
  }
  const [listens] = numbers;
  if (listens === undefined || numbers.has(number)) return undefined;
  return {
    at: placeOf(port.port.node),
    subject: `ports[${portKey(port)}].port=${number}`,
    ports,
    port,
    number,
    node: port.port.node,
    listens,
    agree: numbers.size === 1,
    resolution,
  };
}
