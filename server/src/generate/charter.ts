import type { CharterFacts, UsedPort } from '../config';
import { isPortNumber, protocolOf, type ServicePort } from '../kubernetes';
import type { Snapshot } from '../workspace';

/** What a workspace uses today: the ports of its Services, ascending, each with the names it goes by. */
export function charterFacts(snapshot: Snapshot): CharterFacts {
  const used = new Map<string, { readonly port: number; readonly protocol: string; readonly names: Set<string> }>();
  for (const servicePort of servicePorts(snapshot)) {
    const { port, name } = servicePort;
    const protocol = protocolOf(servicePort.protocol);
    // What the API server would refuse is nothing to approve.
    if (port.state !== 'known' || protocol === undefined || !isPortNumber(port.value)) continue;
    const key = `${port.value}/${protocol}`;
    const entry = used.get(key) ?? { port: port.value, protocol, names: new Set() };
    if (name.state === 'known') entry.names.add(name.value);
    used.set(key, entry);
  }
  const ports = [...used.values()].map(
    ({ port, protocol, names }): UsedPort => ({ port, protocol, names: [...names].sort() }),
  );
  return { servicePorts: ports.sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1)) };
}

function* servicePorts(snapshot: Snapshot): Generator<ServicePort> {
  for (const environment of snapshot.environments) {
    for (const service of snapshot.view(environment, () => undefined).ofType('service')) {
      if (service.ports.state === 'known') yield* service.ports.value;
    }
  }
}
