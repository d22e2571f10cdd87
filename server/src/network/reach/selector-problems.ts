import type { LabelSelector } from '../../kubernetes';
import type { YamlNode } from '../../yaml';

/** Why the API server refuses a selector; undefined where it takes it (S025). */
export function selectorProblem({
  matchExpressions,
}: LabelSelector): { readonly message: string; readonly node: YamlNode } | undefined {
  for (const { operator, values, node } of matchExpressions) {
    if (operator.state !== 'known') continue;
    const message = problemOf(operator.value, values.length);
    if (message !== undefined) return { message, node };
  }
  return undefined;
}

function problemOf(operator: string, values: number): string | undefined {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values === 0 ? `${operator} needs values` : undefined;
    case 'Exists':
    case 'DoesNotExist':
      return values > 0 ? `${operator} takes no values` : undefined;
    default:
      return `"${operator}" is no operator`;
  }
}
