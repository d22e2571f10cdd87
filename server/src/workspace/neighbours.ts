import type { NamespaceKey } from './environment';
import { identityOf, questions } from './keys';
import type { Layer } from './layer';

/**
 * Two environments that define the same object are two versions of one system: `overlays/dev` and `overlays/prod`. Two
 * that have no object in common may as well be two parts of one cluster, and what is missing in one may be in the other.
 */
export function isStranger(layers: readonly Layer[], others: readonly Layer[]): boolean {
  const own = layers.filter((layer) => !others.includes(layer));
  const foreign = others.filter((layer) => !layers.includes(layer));
  return own.every((layer) => foreign.every((other) => !shareObjects(layer, other)));
}

/** Whether any object of the layers is in the namespace, or is the Namespace itself. */
export function mentions(layers: readonly Layer[], namespace: NamespaceKey): boolean {
  return layers.some(({ namespaces }) => namespaces.has(namespace));
}

function shareObjects(a: Layer, b: Layer): boolean {
  const [small, large] = a.files.size < b.files.size ? [a, b] : [b, a];
  const known = SHARED.get(small)?.get(large);
  if (known !== undefined) return known;
  const shared = holdsAnyOf(large, small);
  let answers = SHARED.get(small);
  if (answers === undefined) {
    answers = new WeakMap();
    SHARED.set(small, answers);
  }
  answers.set(large, shared);
  return shared;
}

function holdsAnyOf(layer: Layer, other: Layer): boolean {
  for (const [, { objects }] of other.files.entries()) {
    for (const object of objects) {
      const identity = identityOf(object);
      if (identity !== undefined && layer.index.has(questions.copies(identity))) return true;
    }
  }
  return false;
}

/** Layers never change, so the answer about two of them holds as long as they do. */
const SHARED = new WeakMap<Layer, WeakMap<Layer, boolean>>();
