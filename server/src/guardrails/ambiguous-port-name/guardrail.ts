import { type KubernetesObject, listed, placeOf, protocolOf, type Workload } from '../../kubernetes';
import { type DeclaredPort, declaredPorts, monitoredBy, subjectsOf } from '../../network/resolve';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { called, declaredTexts, oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface Ambiguous extends Breach {
  readonly name: string;
  /** The one that Kubernetes takes, and the one that it passes over. */
  readonly first: DeclaredPort;
  readonly other: DeclaredPort;
  readonly user: User;
}

/** Who looks the port up by its name, and where it says so. */
interface User {
  readonly object: KubernetesObject;
  readonly node: YamlNode;
}

export const ambiguousPortName = defineGuardrail<'workload', Ambiguous>({
  id: 'ambiguous-port-name',
  title: 'One port name stands for several ports of a pod, and something looks it up',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, { environment }) {
      if (workload.template.containers.length < 2) return NONE;
      const { ports } = declaredPorts(workload);
      if (ports.length < 2) return NONE;
      const pairs = ambiguousPairs(ports);
      if (pairs.length === 0 || environment.hasAlternatives(workload) || environment.countsAsOwner(workload))
        return NONE;
      const users = usersOf(workload, environment);
      return pairs.flatMap((pair) => breachOf(pair, users) ?? []);
    },
  },
  message({ name, first, other, user }) {
    const container = first.container.name;
    const where = container.state === 'known' ? ` in container ${quoted(container.value)}` : '';
    const numbers = `${first.number}${where} and ${other.number} here`;
    return oneLine(`port name ${quoted(name)} is ${numbers}; ${called(user.object)} gets ${first.number}`);
  },
  related({ first, user, name }) {
    const [text = ''] = declaredTexts([first]);
    return [
      { place: placeOf(first.port.node), message: oneLine(`The first port of that name is ${text}`) },
      { place: placeOf(user.node), message: oneLine(`${called(user.object)} looks ${quoted(name)} up here`) },
    ];
  },
});

const NONE: readonly Ambiguous[] = [];

/** Of each kind; one is enough to tell. */
const MOST_USERS = 200;

interface Pair {
  readonly name: string;
  readonly first: DeclaredPort;
  readonly other: DeclaredPort;
}

/** One for each name and protocol: the first port, and the first one of another number in another container. */
function ambiguousPairs(ports: readonly DeclaredPort[]): readonly Pair[] {
  const firsts = new Map<string, DeclaredPort>();
  const pairs = new Map<string, Pair>();
  for (const port of ports) {
    if (port.name === undefined) continue;
    // The lookup knows protocols: `dns` for UDP and `dns` for TCP never meet.
    const key = `${port.protocol}/${port.name}`;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, port);
    // Twice in one container is refused, and told by itself.
    else if (first.container !== port.container && first.number !== port.number && !pairs.has(key)) {
      pairs.set(key, { name: port.name, first, other: port });
    }
  }
  return [...pairs.values()];
}

function breachOf({ name, first, other }: Pair, users: ReadonlyMap<string, User>): Ambiguous | undefined {
  const user = users.get(`${first.protocol}/${name}`) ?? users.get(`*/${name}`);
  if (user === undefined || other.port.name.state !== 'known') return undefined;
  return { at: placeOf(other.port.name.node), subject: `ports[${name}]=${other.number}`, name, first, other, user };
}

/** The first user of each name: `protocol/name`, and `*` where no protocol is asked for. */
function usersOf(workload: Workload, environment: EnvironmentView): ReadonlyMap<string, User> {
  const users = new Map<string, User>();
  const add = (protocol: string | undefined, name: unknown, user: User) => {
    const key = `${protocol ?? ''}/${String(name)}`;
    if (protocol !== undefined && typeof name === 'string' && !users.has(key)) users.set(key, user);
  };
  for (const { service, certainty } of environment.servicesSelecting(workload).slice(0, MOST_USERS)) {
    if (certainty !== 'yes' || environment.hasAlternatives(service)) continue;
    for (const { protocol, targetPort } of listed(service.ports)) {
      if (targetPort.state === 'known')
        add(protocolOf(protocol), targetPort.value, { object: service, node: targetPort.node });
    }
  }
  const namespace = namespaceOf(workload);
  if (namespace === undefined) return users;
  for (const monitor of environment.inNamespace('monitor', namespace).slice(0, MOST_USERS)) {
    if (monitor.selects !== 'pods' || environment.once(monitoredBy, monitor)?.workloads.includes(workload) !== true) {
      continue;
    }
    for (const { port } of monitor.endpoints)
      if (port.state === 'known') add('*', port.value, { object: monitor, node: port.node });
  }
  for (const policy of environment.inNamespace('network-policy', namespace).slice(0, MOST_USERS)) {
    const named = listed(policy.ingress).flatMap(({ ports }) => listed(ports));
    if (!named.some(({ port }) => port.state === 'known' && typeof port.value === 'string')) continue;
    if (!subjectsOf(environment, policy).workloads.includes(workload)) continue;
    for (const { port, protocol } of named) {
      if (port.state === 'known') add(protocolOf(protocol), port.value, { object: policy, node: port.node });
    }
  }
  return users;
}
