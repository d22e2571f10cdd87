import { isProtocol, protocolOf, type Service } from '../../kubernetes';
import { type PodFacts, type Protocol, passageBetween, type ReachEngine, type Surroundings } from '../../network/reach';
import { hasPort, NO_PORTS, type PortSet, portRange, unionOf } from '../../network/sets/ports';
import { workloadEnd } from './connections';
import type { ReachConnection, ReachEnd } from './model';
import { objectText } from './ways';

/** Which workloads get through to a Service, by its own ports: they end at the target ports of the pods behind it (S069). */
export function* serviceConnections(
  engine: ReachEngine,
  surroundings: Surroundings,
  froms: readonly (readonly PodFacts[])[],
  service: Service,
  ports: PortSet | undefined,
): Generator<ReachConnection, undefined> {
  const to = serviceEnd(service);
  const own = portsOf(service).filter(({ protocol, port }) => ports === undefined || hasPort(ports, protocol, port));
  for (const pods of froms) {
    const from = workloadEnd(pods.map((each) => ({ kind: 'pods', pods: each })));
    let [open, possible] = [NO_PORTS, NO_PORTS];
    const notes: string[] = [];
    for (const { protocol, port } of own) {
      const named = [{ kind: 'workload', pods } as const, { kind: 'service', service } as const] as const;
      const { outcome, reachable } = passageBetween(engine, surroundings, ...named, protocol, port);
      if (outcome === 'denied') continue;
      const set = portRange(protocol, port, port);
      possible = unionOf(possible, set);
      if (outcome === 'allowed' || outcome === 'partial') open = unionOf(open, set);
      // The client is handed one of the endpoints: where only some are open, some attempts fail.
      if (outcome !== 'unknown' && reachable.certain < reachable.of)
        notes.push(`${protocol} ${port} reaches ${reachable.certain} of ${reachable.of} workloads behind it`);
    }
    if (possible !== NO_PORTS) yield { from, to, open, possible, notes };
  }
}

function serviceEnd(service: Service): ReachEnd {
  const [, name = ''] = objectText(service).split(/ (.*)/s);
  const namespace = service.namespace.state === 'known' ? service.namespace.value : undefined;
  return { label: `${name}[Service]`, kind: 'service', namespace, marks: [] };
}

function portsOf({ ports }: Service): readonly { readonly protocol: Protocol; readonly port: number }[] {
  if (ports.state !== 'known') return [];
  return ports.value.flatMap((each) => {
    const protocol = protocolOf(each.protocol);
    if (each.port.state !== 'known' || !isProtocol(protocol)) return [];
    return [{ protocol, port: each.port.value }];
  });
}
