import { ambiguousPortName } from './ambiguous-port-name/guardrail';
import type { AnyGuardrail } from './define';
import { duplicateContainerPortName } from './duplicate-container-port-name/guardrail';
import { duplicateKey } from './duplicate-key/guardrail';
import { duplicateServicePort } from './duplicate-service-port/guardrail';
import { endpointSlicePort } from './endpoint-slice-port/guardrail';
import { expiredException } from './expired-exception/guardrail';
import { failedAssertion } from './failed-assertion/guardrail';
import { forbiddenByPodSecurity } from './forbidden-by-pod-security/guardrail';
import { headlessPortRemap } from './headless-port-remap/guardrail';
import { hostNetworkDns } from './host-network-dns/guardrail';
import { hostPortCollision } from './host-port-collision/guardrail';
import { hostPortDiffers } from './host-port-differs/guardrail';
import { hostPortRollout } from './host-port-rollout/guardrail';
import { ignoredPolicyRules } from './ignored-policy-rules/guardrail';
import { ingressBackendMissing } from './ingress-backend-missing/guardrail';
import { ingressPathCollision } from './ingress-path-collision/guardrail';
import { ingressPortMissing } from './ingress-port-missing/guardrail';
import { invalidAppProtocol } from './invalid-app-protocol/guardrail';
import { invalidCharter } from './invalid-charter/guardrail';
import { invalidIngress } from './invalid-ingress/guardrail';
import { invalidListener } from './invalid-listener/guardrail';
import { invalidNetworkPolicy } from './invalid-network-policy/guardrail';
import { invalidPortName } from './invalid-port-name/guardrail';
import { invalidPortNumber } from './invalid-port-number/guardrail';
import { invalidProbe } from './invalid-probe/guardrail';
import { invalidProtocol } from './invalid-protocol/guardrail';
import { kubeletPortOnLoadBalancer } from './kubelet-port-on-load-balancer/guardrail';
import { lostOnApply } from './lost-on-apply/guardrail';
import { meshReservedPort } from './mesh-reserved-port/guardrail';
import { misplacedServiceField } from './misplaced-service-field/guardrail';
import { missingReferenceGrant } from './missing-reference-grant/guardrail';
import { monitorPort } from './monitor-port/guardrail';
import { nodePortCollision } from './node-port-collision/guardrail';
import { nodePortRange } from './node-port-range/guardrail';
import { policyUsesServicePort } from './policy-uses-service-port/guardrail';
import { reservedNodePort } from './reserved-node-port/guardrail';
import { routeBackendPort } from './route-backend-port/guardrail';
import { routeListener } from './route-listener/guardrail';
import { scrapePort } from './scrape-port/guardrail';
import { selectorMismatch } from './selector-mismatch/guardrail';
import { serviceSelectsNothing } from './service-selects-nothing/guardrail';
import { serviceSelectsStrangers } from './service-selects-strangers/guardrail';
import { sharedContainerPort } from './shared-container-port/guardrail';
import { statefulService } from './stateful-service/guardrail';
import { targetPortProtocol } from './target-port-protocol/guardrail';
import { unapprovedPort } from './unapproved-port/guardrail';
import { undeclaredAppPort } from './undeclared-app-port/guardrail';
import { undeclaredTargetPort } from './undeclared-target-port/guardrail';
import { unknownGuardrail } from './unknown-guardrail/guardrail';
import { unknownIngressClass } from './unknown-ingress-class/guardrail';
import { unnamedServicePort } from './unnamed-service-port/guardrail';
import { unreadableDocument } from './unreadable-document/guardrail';
import { unresolvedProbePort } from './unresolved-probe-port/guardrail';
import { unresolvedTargetPort } from './unresolved-target-port/guardrail';
import { unusedSuppression } from './unused-suppression/guardrail';
import { webhookPort } from './webhook-port/guardrail';
import { wrongFieldType } from './wrong-field-type/guardrail';

export * from './define';
export { type ToldAssertion, tellTest, titleOf } from './failed-assertion/told';

/** All of them, by category. Explicit, so that nothing runs that nobody listed. */
export const GUARDRAILS: readonly AnyGuardrail[] = [
  unreadableDocument,
  duplicateKey,
  wrongFieldType,
  invalidPortNumber,
  invalidAppProtocol,
  invalidPortName,
  invalidProtocol,
  duplicateServicePort,
  unnamedServicePort,
  duplicateContainerPortName,
  misplacedServiceField,
  hostPortDiffers,
  kubeletPortOnLoadBalancer,
  invalidNetworkPolicy,
  invalidIngress,
  invalidListener,
  invalidProbe,
  forbiddenByPodSecurity,
  selectorMismatch,

  unresolvedTargetPort,
  targetPortProtocol,
  undeclaredTargetPort,
  serviceSelectsNothing,
  serviceSelectsStrangers,
  ambiguousPortName,
  sharedContainerPort,
  unresolvedProbePort,
  headlessPortRemap,
  ingressBackendMissing,
  ingressPortMissing,
  routeBackendPort,
  routeListener,
  missingReferenceGrant,
  webhookPort,
  monitorPort,
  scrapePort,
  statefulService,
  endpointSlicePort,
  hostNetworkDns,
  undeclaredAppPort,
  unknownIngressClass,
  lostOnApply,

  nodePortCollision,
  nodePortRange,
  hostPortCollision,
  reservedNodePort,
  hostPortRollout,
  ingressPathCollision,
  meshReservedPort,

  policyUsesServicePort,
  ignoredPolicyRules,

  unapprovedPort,
  failedAssertion,
  invalidCharter,
  unknownGuardrail,
  unusedSuppression,
  expiredException,
];

/** By id, former ids included. */
export function guardrailById(id: string): AnyGuardrail | undefined {
  return GUARDRAILS.find((guardrail) => guardrail.id === id || guardrail.formerIds?.includes(id) === true);
}
export { replaceUnseen } from './common/messages/unseen';
