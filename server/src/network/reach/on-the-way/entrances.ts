import {
  type AddressBlock,
  isProtocol,
  listening,
  parseBlock,
  protocolOf,
  type Service,
  type ServicePort,
  serviceTypeOf,
} from '../../../kubernetes';
import { isExternalName, portsOf } from '../../resolve';
import type { End } from '../answer';
import type { AddressRange, PodFacts, Protocol } from '../cluster';
import type { ReachEngine } from '../engine';
import type { Surroundings } from '../surroundings';
import { backendsOfPort } from './backends';
import { common, PUBLIC } from './public';
import type { Hop, Way } from './ways';

/** A way in before anybody asked the policies. */
export interface Entrance extends Pick<Way, 'through' | 'to' | 'protocol' | 'port' | 'exists' | 'notes'> {
  readonly packetsFrom:
    | { readonly kind: 'client'; readonly addresses: readonly AddressRange[] }
    /** Whoever dials from these. */
    | { readonly kind: 'node'; readonly addresses: readonly AddressRange[] }
    | { readonly kind: 'controller'; readonly ends: readonly End[]; readonly known: boolean };
}

/** Through load balancers, ports of nodes and external addresses of Services (S070, S071). */
export function* serviceEntrances(
  { cluster }: ReachEngine,
  surroundings: Surroundings,
): Generator<Entrance, undefined> {
  for (const service of surroundings.services) {
    const doors = doorsOf(service);
    if (doors.length === 0) continue;
    for (const port of portsOf(service) ?? []) {
      const protocol = protocolIn(port);
      if (protocol === undefined) continue;
      const { backends, complete, notes } = backendsOfPort(cluster, surroundings, service, port, protocol);
      for (const door of doors) {
        const hop: Hop = {
          kind: 'service',
          service,
          entrance: door.entrance,
          port: numberOf(port.port),
          nodePort: numberOf(port.nodePort),
        };
        const { addresses } = door;
        const packetsFrom = { kind: keepsSource(service) ? 'client' : 'node', addresses } as const;
        for (const { end, port: target, certainty } of backends) {
          const exists = door.certain && keepsSource(service) !== undefined ? certainty : 'unknown';
          yield {
            through: [hop],
            packetsFrom,
            to: end,
            protocol,
            port: target,
            exists,
            notes: [...door.notes, ...(complete ? [] : notes)],
          };
        }
      }
    }
  }
}

interface Door {
  readonly entrance: 'node-port' | 'load-balancer' | 'external-address';
  readonly addresses: readonly AddressRange[];
  readonly certain: boolean;
  readonly notes: readonly string[];
}

function doorsOf(service: Service): readonly Door[] {
  if (isExternalName(service)) return [];
  const doors: Door[] = [];
  const type = serviceTypeOf(service);
  const certain = type !== undefined;
  if (type === 'NodePort') doors.push({ entrance: 'node-port', addresses: PUBLIC, certain, notes: [] });
  if (type === 'LoadBalancer' || type === undefined) {
    const door = loadBalancerOf(service);
    if (door !== undefined) doors.push(type === undefined ? { ...door, certain } : door);
  }
  const { externalIPs } = service;
  if (externalIPs.state === 'known' && externalIPs.value.length > 0)
    doors.push({ entrance: 'external-address', addresses: PUBLIC, certain, notes: [] });
  return doors;
}

/** Undefined: it is inside of the company's network, where no public address comes in. */
function loadBalancerOf(service: Service): Door | undefined {
  if (isInternal(service)) return undefined;
  const blocks = sourceRangesOf(service);
  if (blocks === undefined) {
    const notes = ['loadBalancerSourceRanges cannot be read'];
    return { entrance: 'load-balancer', addresses: PUBLIC, certain: false, notes };
  }
  if (blocks.length === 0) return { entrance: 'load-balancer', addresses: PUBLIC, certain: true, notes: [] };
  const notes = ['loadBalancerSourceRanges lets in nobody else'];
  return { entrance: 'load-balancer', addresses: common(PUBLIC, blocks), certain: true, notes };
}

const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** Empty: from everywhere. The field, else the older annotation. */
function sourceRangesOf({ loadBalancerSourceRanges, annotations }: Service): readonly AddressBlock[] | undefined {
  if (loadBalancerSourceRanges.state === 'unknown') return undefined;
  const annotation = annotations.entries.get(SOURCE_RANGES)?.value;
  if (annotation?.state === 'unknown') return undefined;
  const fields = loadBalancerSourceRanges.state === 'known' ? loadBalancerSourceRanges.value : [];
  if (fields.some(({ state }) => state !== 'known')) return undefined;
  const written = fields.flatMap((field) => (field.state === 'known' ? [field.value] : []));
  const older = annotation?.state === 'known' ? annotation.value.split(',') : [];
  const texts = (written.length > 0 ? written : older).map((text) => text.trim()).filter((text) => text !== '');
  const blocks = texts.map((text) => parseBlock(text));
  const read = blocks.filter((block) => block !== undefined);
  return read.length === blocks.length ? read : undefined;
}

/** What clouds want to be told so that a load balancer gets no public address. */
const INTERNAL: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['service.beta.kubernetes.io/aws-load-balancer-internal', new Set(['true', '0.0.0.0/0'])],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', new Set(['internal'])],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', new Set(['true'])],
  ['networking.gke.io/load-balancer-type', new Set(['Internal', 'internal'])],
  ['cloud.google.com/load-balancer-type', new Set(['Internal', 'internal'])],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', new Set(['true'])],
]);

function isInternal({ annotations }: Service): boolean {
  for (const [key, values] of INTERNAL) {
    const value = annotations.entries.get(key)?.value;
    if (value?.state === 'known' && values.has(value.value)) return true;
  }
  return false;
}

/** Only `externalTrafficPolicy: Local` keeps the client's address (S070). Undefined: nobody can tell. */
function keepsSource({ externalTrafficPolicy: policy }: Service): boolean | undefined {
  if (policy.state === 'unknown') return undefined;
  return policy.state === 'known' && policy.value === 'Local';
}

/** Straight to the pod: a port of its node that is its own (S072), or the network of the node itself (S040). */
export function* hostEntrances({ cluster }: ReachEngine): Generator<Entrance, undefined> {
  for (const pods of cluster.pods) {
    if (pods.replicas === 0 || pods.workload === null) continue;
    for (const { protocol, number, hostPort } of portsAtHost(pods)) {
      const onHost = pods.hostNetwork;
      const packetsFrom = { kind: 'client', addresses: PUBLIC } as const;
      const own = { to: { kind: 'pods', pods } as const, protocol, port: number, packetsFrom, notes: [] };
      if (onHost !== 'no') yield { ...own, through: [{ kind: 'host-network' }], exists: onHost };
      else if (hostPort !== undefined)
        yield { ...own, through: [{ kind: 'host-port', port: hostPort }], exists: 'yes' };
    }
  }
}

function* portsAtHost({ workload }: PodFacts) {
  for (const template of workload?.templates ?? []) {
    for (const { ports } of listening(template)) {
      for (const { containerPort, protocol: written, hostPort, hostIP } of ports) {
        const protocol = protocolOf(written);
        const number = numberOf(containerPort);
        if (number === undefined || !isProtocol(protocol)) continue;
        const isLocal = hostIP.state === 'known' && /^(127\.|::1$)/.test(hostIP.value);
        const atHost = isLocal ? undefined : numberOf(hostPort);
        yield { protocol, number, hostPort: atHost === 0 ? undefined : atHost };
      }
    }
  }
}

export function protocolIn(port: ServicePort): Protocol | undefined {
  const protocol = protocolOf(port.protocol);
  return isProtocol(protocol) ? protocol : undefined;
}

export function numberOf(field: ServicePort['port']): number | undefined {
  return field.state === 'known' ? field.value : undefined;
}
