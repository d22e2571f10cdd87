/** What the bench of who reaches whom measures from inside: the engine, and the naive evaluator of the tests. */
export { readObjects } from '../server/src/kubernetes';
export { clusterOf } from '../server/src/network/reach/cluster-of';
export { createReach } from '../server/src/network/reach/engine';
export { PROFILES } from '../server/src/network/reach/profiles';
export { hasPort } from '../server/src/network/sets/ports';
export { readFile } from '../server/src/yaml';
export { isAllowed } from '../test/reach/naive';
