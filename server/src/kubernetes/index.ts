export {
  type Address,
  type AddressBlock,
  addressText,
  blockOf,
  blockText,
  containsAddress,
  containsBlock,
  type Family,
  parseAddress,
  parseBlock,
  type Sloppiness,
  specialAddress,
} from './addresses';
export { carriersAmong } from './carriers';
export { holdsPatch, isBroken, mayHoldObjects, readObject, readObjects } from './documents';
export * from './field';
export { GATEWAY_API } from './gateways';
export { backendsOf, CLASS_ANNOTATION, PATH_TYPES, USE_ANNOTATION } from './ingresses';
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
export { ASSERTION_FIELDS, END_FIELDS, EXPECTATIONS, MOST_ASSERTIONS, PORT_TEST_FIELDS } from './port-tests';
export {
  effectiveTargetPort,
  isHeadless,
  isPortNumber,
  isProtocol,
  LAST_PORT,
  listening,
  PROTOCOLS,
  type Protocol,
  protocolOf,
  serviceTypeOf,
  usesHostNetwork,
} from './ports';
export { isOpen } from './reading';
export { isEmptySelector, isRuntimeLabel, matches, matchesNamespace, NAMESPACE_NAME, requiredPairs } from './selectors';
