/** Why nobody can tell where a port leads. */
export type Doubt =
  /** It, or a part of what it was looked for in, cannot be read: a placeholder, a patch, a generator, a broken document. */
  | 'unreadable'
  /** The API server refuses a value on the way: what was meant, nobody knows. It is told by itself. */
  | 'illegal'
  /** No port is written where one is needed. */
  | 'not-written'
  /** Copies of an object that nothing tells apart. */
  | 'copies'
  /** It is no Service of the cluster's own that is meant: another kind, an ExternalName, an annotation (trap 33). */
  | 'not-a-service'
  /** The endpoints are made by hand: no pods are behind it that a manifest shows. */
  | 'no-selector'
  /** Another address than the pod's own is dialled. */
  | 'other-address'
  /** More objects than anybody is told about. */
  | 'too-many';

/** One value for each doubt, so that answers stay small. */
export function unknown(because: Doubt): { readonly kind: 'unknown'; readonly because: Doubt } {
  return { kind: 'unknown', because };
}
