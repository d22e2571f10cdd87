export { mayHoldObjects, readObject, readObjects } from './documents';
export * from './field';
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
export { isolates } from './policies';
export { effectiveTargetPort, isHeadless, listening, protocolOf, serviceTypeOf } from './ports';
export { isEmptySelector, isRuntimeLabel, matches, matchesNamespace, requiredPairs } from './selectors';
