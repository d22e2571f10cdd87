import { isPortNumber, listening, type Workload } from '../../kubernetes';
import { EVERY_ADDRESS, type HostPortClaim } from '../common/claims/host-ports';

/** Bound to one node, by its name or by the label of its name. */
export function isOnOneNode({ template }: Workload): boolean {
  const { nodeName, nodeSelector } = template.placement;
  return nodeName.state === 'known' || nodeSelector.entries.get('kubernetes.io/hostname')?.value.state === 'known';
}

/**
 * Ports of the host network that a probe of the kubelet proves to be listened on. Only the ports that a pod declares are
 * kept apart by the scheduler.
 */
export function probedClaims({ template, templates }: Workload): readonly HostPortClaim[] {
  const { hostNetwork } = template;
  if (templates.length !== 1 || hostNetwork.state !== 'known' || !hostNetwork.value) return [];
  return listening(template).flatMap(({ probes, portsComplete }) =>
    probes.flatMap(({ port, host }): readonly HostPortClaim[] => {
      if (!portsComplete || port.state !== 'known' || typeof port.value !== 'number' || host.state !== 'absent')
        return [];
      if (!isPortNumber(port.value)) return [];
      const claim = { number: port.value, protocol: 'TCP', address: EVERY_ADDRESS, onHostNetwork: true };
      return [{ ...claim, node: port.node }];
    }),
  );
}
