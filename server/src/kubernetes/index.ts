export { isBroken, mayHoldObjects, readObject, readObjects } from './documents';
export * from './field';
export { backendsOf } from './ingresses';
export { makesHiddenObjects, makesHiddenPods } from './kinds';
export {
  dnsNameProblem,
  isDnsLabel,
  isDnsName,
  isLabelName,
  isPortName,
  isQualifiedName,
  labelNameProblem,
  type NameProblem,
  portNameProblem,
  qualifiedNameProblem,
} from './names';
export * from './objects';
export { type Direction, directionsOf } from './policies';
export { effectiveTargetPort, isHeadless, isPortNumber, listening, protocolOf, serviceTypeOf } from './ports';
export { isEmptySelector, isRuntimeLabel, matches, matchesNamespace, requiredPairs } from './selectors';
