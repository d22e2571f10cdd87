export { buildKustomization } from './build';
export { type KustomizationGraph, readGraph } from './graph';
export { isSameTree } from './nodes';
