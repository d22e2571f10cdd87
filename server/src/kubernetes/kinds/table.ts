/** Groups, each with the kinds meant; `'*'` is all of them. A key with a leading dot stands for every group below it. */
export type KindTable = ReadonlyMap<string, readonly string[] | '*'>;

export function table(rows: Readonly<Record<string, readonly string[] | '*'>>): KindTable {
  return new Map(Object.entries(rows));
}

export function isListed(kinds: KindTable, meta: { readonly group: string; readonly kind: string }): boolean {
  const listed = kinds.get(meta.group) ?? kinds.get(parentOf(meta.group));
  return listed !== undefined && (listed === '*' || listed.includes(meta.kind));
}

/** `security.istio.io` is below `.istio.io`. */
function parentOf(group: string): string {
  const dot = group.indexOf('.');
  return dot < 0 ? NO_PARENT : group.slice(dot);
}

const NO_PARENT = '.';
