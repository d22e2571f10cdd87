import { deref, type MappingNode, PLACEHOLDER } from '../../../yaml';

/** One of the keys is filled in by somebody else: what is not there may be there (trap 16). */
export function hasOpenKey(mapping: MappingNode): boolean {
  return mapping.pairs.some(({ key }) => {
    const node = deref(key);
    return node.type !== 'scalar' || node.value === PLACEHOLDER || node.text.includes('$');
  });
}
