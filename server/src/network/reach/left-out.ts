import type { OtherObject } from '../../kubernetes';
import type { Notice } from './cluster';

/** Policies of kinds that are not taken into account: the answer stands without them, and that is said. */
export function leftOut(others: readonly OtherObject[]): readonly Notice[] {
  return others
    .filter(isPolicy)
    .map((object) => ({ message: `${object.kind} is not taken into account`, object, node: object.node }));
}

/** Undefined: every kind of the family. */
const POLICIES: Partial<Readonly<Record<OtherObject['family'], readonly string[] | undefined>>> = {
  'admin-network-policy': undefined,
  'other-policy': undefined,
  calico: ['NetworkPolicy', 'GlobalNetworkPolicy', 'HostEndpoint', 'Tier'],
  cilium: ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'CiliumEgressGatewayPolicy'],
  istio: ['AuthorizationPolicy', 'PeerAuthentication', 'Sidecar'],
  linkerd: ['Server', 'AuthorizationPolicy', 'ServerAuthorization'],
  // Networks of their own are closed to all others (S051).
  'network-attachment': ['UserDefinedNetwork', 'ClusterUserDefinedNetwork', 'MultiNetworkPolicy'],
};

/** The AWS VPC CNI has an API of its own. */
const AWS = 'networking.k8s.aws';

function isPolicy({ family, kind, group }: OtherObject): boolean {
  if (group === AWS) return true;
  return family in POLICIES && (POLICIES[family]?.includes(kind) ?? true);
}
