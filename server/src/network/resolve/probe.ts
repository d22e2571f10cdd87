import type { Container, Probe, Workload } from '../../kubernetes';
import { type DeclaredPort, type DeclaredPorts, declaredByContainer, type PortOutcome, portsCalled } from './declared';
import { unknown } from './doubt';

/** What the port of a probe or lifecycle hook leads to in the container it belongs to. */
export interface ProbeResolution {
  readonly outcome: PortOutcome;
  /** The ports of its own container. */
  readonly declared: DeclaredPorts;
  /** Ports of that name (or number) in other containers of the pod; the kubelet does not look there for a name. */
  readonly elsewhere: readonly DeclaredPort[];
}

/**
 * The kubelet looks a name up in the ports of the same container, whatever their protocol; a number it takes as it is
 * (G15). With `host` set it is another address that is dialled, but a name is still looked up here.
 */
export function resolveProbe(workload: Workload, container: Container, probe: Probe): ProbeResolution {
  const declared = declaredByContainer(workload, container);
  return new Resolution(outcomeOf(declared, probe), declared, workload, container, probe);
}

/** A class, for a getter of an object by itself is slow to make, and each scan makes tens of thousands. */
class Resolution implements ProbeResolution {
  constructor(
    readonly outcome: PortOutcome,
    readonly declared: DeclaredPorts,
    private readonly workload: Workload,
    private readonly container: Container,
    private readonly probe: Probe,
  ) {}

  get elsewhere(): readonly DeclaredPort[] {
    const { port } = this.probe;
    if (port.state !== 'known') return [];
    return portsCalled(declaredInAny(this.workload), port.value).filter((other) => other.container !== this.container);
  }
}

/** All ports of all containers, whether they listen for long or not. Gathered once: each container may have probes. */
function declaredInAny(workload: Workload): DeclaredPorts {
  const known = inAny.get(workload);
  if (known !== undefined) return known;
  const ports = workload.template.containers.flatMap((container) => declaredByContainer(workload, container).ports);
  const declared = { ports, complete: false };
  inAny.set(workload, declared);
  return declared;
}

const inAny = new WeakMap<Workload, DeclaredPorts>();

function outcomeOf(declared: DeclaredPorts, { port, host }: Probe): PortOutcome {
  if (port.state === 'absent') return unknown('not-written');
  if (port.state === 'unknown') return unknown('unreadable');
  // A number is for the other address; a name would still have to be found here, which nobody means.
  if (host.state === 'unknown' || (host.state === 'known' && host.value !== '')) return unknown('other-address');
  const reference = port.value;
  const [first, ...others] = portsCalled(declared, reference);
  if (first !== undefined) {
    return { kind: 'found', port: first, ambiguous: others.filter(({ number }) => number !== first.number) };
  }
  if (!declared.complete) return unknown('unreadable');
  return typeof reference === 'number'
    ? { kind: 'undeclared', number: reference }
    : { kind: 'missing', name: reference };
}
