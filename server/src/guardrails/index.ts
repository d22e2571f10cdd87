import type { AnyGuardrail } from './define';
import { duplicateKey } from './duplicate-key/guardrail';
import { duplicateServicePort } from './duplicate-service-port/guardrail';
import { expiredException } from './expired-exception/guardrail';
import { ignoredPolicyRules } from './ignored-policy-rules/guardrail';
import { ingressPortMissing } from './ingress-port-missing/guardrail';
import { invalidCharter } from './invalid-charter/guardrail';
import { invalidPortName } from './invalid-port-name/guardrail';
import { invalidPortNumber } from './invalid-port-number/guardrail';
import { nodePortCollision } from './node-port-collision/guardrail';
import { policyUsesServicePort } from './policy-uses-service-port/guardrail';
import { serviceSelectsNothing } from './service-selects-nothing/guardrail';
import { targetPortProtocol } from './target-port-protocol/guardrail';
import { unapprovedPort } from './unapproved-port/guardrail';
import { unknownGuardrail } from './unknown-guardrail/guardrail';
import { unnamedServicePort } from './unnamed-service-port/guardrail';
import { unreadableDocument } from './unreadable-document/guardrail';
import { unresolvedTargetPort } from './unresolved-target-port/guardrail';
import { unusedSuppression } from './unused-suppression/guardrail';

export * from './define';

/** All of them, by category. Explicit, so that nothing runs that nobody listed. */
export const GUARDRAILS: readonly AnyGuardrail[] = [
  unreadableDocument,
  duplicateKey,
  invalidPortNumber,
  invalidPortName,
  duplicateServicePort,
  unnamedServicePort,

  unresolvedTargetPort,
  targetPortProtocol,
  serviceSelectsNothing,
  ingressPortMissing,

  nodePortCollision,

  policyUsesServicePort,
  ignoredPolicyRules,

  unapprovedPort,
  invalidCharter,
  unknownGuardrail,
  unusedSuppression,
  expiredException,
];

/** By id, former ids included. */
export function guardrailById(id: string): AnyGuardrail | undefined {
  return GUARDRAILS.find((guardrail) => guardrail.id === id || guardrail.formerIds?.includes(id) === true);
}
export { replaceUnseen } from './unseen';
