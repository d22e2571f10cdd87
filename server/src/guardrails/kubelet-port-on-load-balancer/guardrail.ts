import { placeOf, type ServicePort, serviceTypeOf } from '../../kubernetes';
import { isAtLeast } from '../common/evidence/versions';
import { portKey } from '../common/messages/subjects';
import { oneLine } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface KubeletPort extends Breach {
  /** The charter says that the API server of this cluster refuses it. */
  readonly refused: boolean;
}

const KUBELET_PORT = 10250;

export const kubeletPortOnLoadBalancer = defineGuardrail<'service', KubeletPort>({
  id: 'kubelet-port-on-load-balancer',
  title: 'A LoadBalancer Service opens port 10250, the port of the kubelet',
  category: 'spec',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { cluster }) {
      if (service.ports.state !== 'known' || serviceTypeOf(service) !== 'LoadBalancer') return NONE;
      const port = service.ports.value.find(isKubeletPort);
      // The rule went away with Kubernetes 1.33 (V10).
      const refused = isAtLeast(cluster, 33) === false;
      if (port?.port.state !== 'known' || isAtLeast(cluster, 33) === true) return NONE;
      return [
        {
          at: placeOf(port.port.node),
          subject: `ports[${portKey(port)}].port=${KUBELET_PORT}`,
          ...(refused ? { severity: 'error' as const, confidence: 'certain' as const } : {}),
          refused,
        },
      ];
    },
  },
  message({ refused }) {
    const what = `port ${KUBELET_PORT} on a LoadBalancer is the kubelet's`;
    return oneLine(refused ? `${what}, and the API server refuses it` : `${what}; Kubernetes up to 1.32 refuses it`);
  },
});

const NONE: readonly KubeletPort[] = [];

function isKubeletPort({ port }: ServicePort): boolean {
  return port.state === 'known' && port.value === KUBELET_PORT;
}
