import { type LabelExpression, type LabelSelector, type LabelValue, matches, type Workload } from '../../../kubernetes';

/** One requirement of a workload's own selector that the labels of its template do not meet. */
export type Unmet =
  | { readonly kind: 'label'; readonly key: string; readonly wanted: string; readonly entry: LabelValue }
  | { readonly kind: 'expression'; readonly expression: LabelExpression };

/** Kinds whose selector the API server compares with the labels of their own template. */
export function comparesOwnSelector({ group, kind }: Workload): boolean {
  return group === '' ? kind === 'ReplicationController' : GROUPS.has(group) && KINDS.has(kind);
}

const GROUPS = new Set(['apps', 'extensions']);
const KINDS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);

/** The API server refuses the workload: its selector certainly leaves out its own pods. */
export function missesOwnTemplate(workload: Workload): boolean {
  const { selector, template } = workload;
  if (selector.state !== 'known' || !comparesOwnSelector(workload)) return false;
  return matches(selector.value, template.labels) === 'no';
}

/** What of the selector it is. */
export function unmetRequirements({ selector, template }: Workload): readonly Unmet[] {
  if (selector.state !== 'known') return [];
  const unmet: Unmet[] = [];
  const only = (part: Partial<LabelSelector>): LabelSelector => ({ ...selector.value, ...NOTHING, ...part });
  for (const [key, entry] of selector.value.matchLabels.entries) {
    if (entry.value.state !== 'known') continue;
    const matchLabels = { ...NOTHING.matchLabels, entries: new Map([[key, entry]]) };
    if (matches(only({ matchLabels }), template.labels) !== 'no') continue;
    unmet.push({ kind: 'label', key, wanted: entry.value.value, entry });
  }
  for (const expression of selector.value.matchExpressions) {
    if (matches(only({ matchExpressions: [expression] }), template.labels) === 'no') {
      unmet.push({ kind: 'expression', expression });
    }
  }
  return unmet;
}

const NOTHING = {
  matchLabels: { entries: new Map(), complete: true, node: null },
  matchExpressions: [],
  complete: true,
};
