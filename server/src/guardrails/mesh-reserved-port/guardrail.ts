import {
  type Container,
  type ContainerPort,
  isPortNumber,
  listening,
  placeOf,
  protocolOf,
  type Workload,
} from '../../kubernetes';
import { type KnownPort, knownPorts, mayBeKnown } from '../../network/ports';
import { certainMeshOf, type Mesh } from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { oneLine } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface Reserved extends Breach {
  readonly port: string;
  readonly row: KnownPort;
  readonly mesh: Mesh;
}

export const meshReservedPort = defineGuardrail<'workload', Reserved>({
  id: 'mesh-reserved-port',
  title: 'A container port that the proxy of the mesh uses in the same pod',
  category: 'collision',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload, { environment }) {
      const taken = takenPorts(workload);
      return taken.length === 0 ? NONE : breachesOf(workload, taken, environment);
    },
  },
  message({ port, row }) {
    return oneLine(`containerPort ${port} is ${row.what}, which runs in this pod`);
  },
  related({ mesh }) {
    return [{ place: placeOf(mesh.node), message: `This puts ${PROXIES[mesh.kind]} into the pod` }];
  },
});

const NONE: readonly never[] = [];

const PROXIES: Record<Mesh['kind'], string> = {
  'istio-sidecar': 'the Istio sidecar',
  'istio-ambient': 'the listeners of ztunnel',
  linkerd: 'the Linkerd proxy',
};

const COMPONENTS: Record<Mesh['kind'], string> = {
  'istio-sidecar': 'Istio sidecar',
  'istio-ambient': 'ztunnel',
  linkerd: 'Linkerd proxy',
};

interface Taken {
  readonly number: number;
  readonly protocol: string;
  readonly node: YamlNode;
  readonly rows: readonly KnownPort[];
}

/** Ports of any mesh, each once: before anybody asks which mesh it is. */
function takenPorts(workload: Workload): readonly Taken[] {
  let found: Map<string, Taken> | undefined;
  for (const container of listening(workload.template)) {
    for (const port of container.ports) {
      const taken = takenPort(port);
      if (taken === undefined || isProxy(container)) continue;
      found ??= new Map();
      const key = `${taken.number}/${taken.protocol}`;
      if (!found.has(key)) found.set(key, taken);
    }
  }
  return found === undefined ? NONE : [...found.values()];
}

function takenPort({ containerPort, protocol: written }: ContainerPort): Taken | undefined {
  if (containerPort.state !== 'known' || !mayBeKnown(containerPort.value)) return undefined;
  const protocol = protocolOf(written);
  if (protocol === undefined || !isPortNumber(containerPort.value)) return undefined;
  const rows = knownPorts(containerPort.value, protocol, 'pod').filter(({ use }) => use === 'mesh');
  if (rows.length === 0) return undefined;
  return { number: containerPort.value, protocol, node: containerPort.node, rows };
}

/** The proxy itself, where a manifest shows it (trap 2). */
function isProxy({ name, image }: Container): boolean {
  if (name.state !== 'known' || image.state === 'unknown') return true;
  if (name.value === 'istio-proxy' || name.value === 'linkerd-proxy') return true;
  return image.state === 'known' && /\/(proxyv2|linkerd\/proxy|l5d\.io\/linkerd\/proxy)\b/.test(image.value);
}

function breachesOf(workload: Workload, taken: readonly Taken[], environment: EnvironmentView): readonly Reserved[] {
  if (!isPlainKind(workload) || environment.hasAlternatives(workload)) return NONE;
  const mesh = certainMeshOf(environment, workload);
  if (mesh === undefined) return NONE;
  return taken.flatMap(({ number, protocol, node, rows }) => {
    const row = rows.find(({ component }) => component === COMPONENTS[mesh.kind]);
    if (row === undefined) return [];
    const port = `${number}/${protocol}`;
    // The DNS proxy listens only where it is switched on.
    const lower = number === DNS_PROXY ? { severity: 'info' as const, confidence: 'possible' as const } : {};
    return [{ at: placeOf(node), subject: `containerPort=${port}`, ...lower, port, row, mesh }];
  });
}

const DNS_PROXY = 15053;
