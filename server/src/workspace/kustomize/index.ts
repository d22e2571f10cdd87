export { buildKustomization } from './build';
export { type KustomizationGraph, readGraph } from './graph';
export { type Allowance, createAllowance } from './meter';
export { isSameTree } from './nodes';
