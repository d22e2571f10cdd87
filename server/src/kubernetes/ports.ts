import type { Certainty, Field } from './field';
import type { Container, PodTemplate, PortReference, Service, ServicePort } from './objects';

/** The protocol in force: absent means TCP, unknown gives undefined. */
export function protocolOf(field: Field<string>): string | undefined {
  if (field.state === 'known') return field.value === '' ? 'TCP' : field.value;
  return field.state === 'absent' ? 'TCP' : undefined;
}

/** The protocols of Services, containers, endpoints and policies (V4); upper case alone. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

export type Protocol = (typeof PROTOCOLS)[number];

export function isProtocol(text: string | undefined): text is Protocol {
  return text === 'TCP' || text === 'UDP' || text === 'SCTP';
}

/** What connections to a Service port arrive at: `targetPort`, or `port` where it is absent, 0 or empty. */
export function effectiveTargetPort(port: ServicePort): PortReference {
  const target = port.targetPort;
  if (target.state === 'unknown') return target;
  if (target.state === 'known' && target.value !== 0 && target.value !== '') return target;
  return port.port;
}

/** A number that a port may have (V1); 0, where it means that none is set, is not one. */
export function isPortNumber(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= LAST_PORT;
}

export const LAST_PORT = 65535;

/** The type in force: absent means ClusterIP, unknown gives undefined. */
export function serviceTypeOf(service: Service): string | undefined {
  const type = service.serviceType;
  if (type.state === 'known') return type.value === '' ? 'ClusterIP' : type.value;
  return type.state === 'absent' ? 'ClusterIP' : undefined;
}

/** `clusterIP: None`; undefined where nobody can tell. */
export function isHeadless(service: Service): boolean | undefined {
  if (service.clusterIP.state === 'unknown') return undefined;
  return service.clusterIP.state === 'known' && service.clusterIP.value === 'None';
}

/** The pods share the network of their node: each port of a container is one of the node's. */
export function usesHostNetwork({ hostNetwork }: PodTemplate): Certainty {
  if (hostNetwork.state === 'unknown') return 'unknown';
  return hostNetwork.state === 'known' && hostNetwork.value ? 'yes' : 'no';
}

/** The containers that run beside each other and listen: regular ones and sidecars (trap 2). */
export function listening(template: PodTemplate): readonly Container[] {
  // Nearly always all of them.
  return template.containers.every(listens) ? template.containers : template.containers.filter(listens);
}

function listens({ role }: Container): boolean {
  return role === 'regular' || role === 'sidecar';
}
