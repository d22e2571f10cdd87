import { deref, type YamlNode } from '../../yaml';
import { namedEntries } from './kustomization';

/**
 * What a build may cost. A few lines can ask for more objects, or for a larger one, than there is memory for: work is
 * counted, in steps that take about as long as one another, and a build that would need too many is given up whole.
 */
export interface Meter {
  /** False as soon as there is nothing left; everybody stops then. */
  spend(steps: number): boolean;
  isSpent(): boolean;
  /** Of a tree as it would be if every alias, and every other node that stands in it twice, were written out. */
  sizeOf(node: YamlNode): TreeSize;
}

export interface TreeSize {
  readonly nodes: number;
  readonly depth: number;
}

/** What all builds of one snapshot may cost together. */
export interface Allowance {
  left: number;
}

const MOST_STEPS = 400_000;
const MOST_STEPS_OF_ALL = 2_000_000;
const LARGEST_TREE = 200_000;
const DEEPEST_TREE = 250;

export function createAllowance(): Allowance {
  return { left: MOST_STEPS_OF_ALL };
}

export function createMeter(allowance: Allowance): Meter {
  let left = Math.min(MOST_STEPS, allowance.left);
  const sizes = new WeakMap<YamlNode, TreeSize>();
  const meter: Meter = {
    spend(steps) {
      left -= steps;
      allowance.left -= steps;
      return left >= 0;
    },
    isSpent: () => left < 0,
    sizeOf(node) {
      const behind = deref(node);
      if (behind.type === 'scalar' || behind.type === 'alias') return LEAF;
      const known = sizes.get(behind);
      if (known !== undefined) return known;
      const children = behind.type === 'sequence' ? behind.items : namedEntries(behind).map(([, value]) => value);
      meter.spend(children.length * STEPS_A_NODE);
      let nodes = 1;
      let depth = 0;
      for (const child of children) {
        const size = meter.sizeOf(child);
        nodes += size.nodes;
        depth = Math.max(depth, size.depth);
      }
      const size = { nodes, depth: depth + 1 };
      sizes.set(behind, size);
      return size;
    },
  };
  return meter;
}

/** Walking over a node is cheap beside making an object anew. */
export const STEPS_A_NODE = 1 / 20;

export function isTooLarge({ nodes, depth }: TreeSize): boolean {
  return nodes > LARGEST_TREE || depth > DEEPEST_TREE;
}

const LEAF: TreeSize = { nodes: 1, depth: 0 };
