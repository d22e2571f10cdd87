import { type LabelSelector, matchesNamespace, NAMESPACE_NAME } from '../../kubernetes';
import type { EnvironmentView, NamespaceKey } from '../../workspace';

/** The namespaces that a namespaceSelector chooses, as far as the environment shows them. */
export interface SelectedNamespaces {
  readonly certain: readonly NamespaceKey[];
  /** False where namespaces that nobody can see, or can read, may be chosen too. */
  readonly complete: boolean;
}

export function namespacesSelectedBy(environment: EnvironmentView, selector: LabelSelector): SelectedNamespaces {
  const named = nameChosen(selector);
  if (named !== undefined) {
    const [object] = environment.named('namespace', '', named);
    const answer = matchesNamespace(selector, named, object);
    return { certain: answer === 'yes' ? [named] : [], complete: answer !== 'unknown' };
  }
  const certain: NamespaceKey[] = [];
  for (const object of environment.ofType('namespace')) {
    if (object.name.state !== 'known') continue;
    if (matchesNamespace(selector, object.name.value, object) === 'yes') certain.push(object.name.value);
  }
  // Namespaces whose object is not here may carry any label (S028, trap 15).
  return { certain, complete: false };
}

/** The API server labels every namespace with its name (S027): a selector for that label chooses one at most. */
function nameChosen(selector: LabelSelector): string | undefined {
  const entry = selector.matchLabels.entries.get(NAMESPACE_NAME);
  return entry?.value.state === 'known' ? entry.value.value : undefined;
}
