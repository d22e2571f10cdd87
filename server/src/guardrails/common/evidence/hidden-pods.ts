import { type Certainty, type KubernetesObject, makesHiddenPods } from '../../../kubernetes';
import type { EnvironmentView, NamespaceKey } from '../../../workspace';

/**
 * Operators make pods, and the Services before them, from resources of their own; of a kind that nobody knows, nobody can
 * tell (trap 10).
 */
export function hiddenPods(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  makersAre: readonly Maker[] = MAKERS,
): Certainty {
  let answer: Certainty = 'no';
  for (const type of makersAre) {
    const makers = makersAmong(environment.inNamespace(type, namespace));
    if (makers === 'yes') return 'yes';
    if (makers === 'unknown') answer = 'unknown';
  }
  return answer;
}

type Maker = 'other' | 'workload' | 'gateway';
const MAKERS: readonly Maker[] = ['other', 'workload', 'gateway'];

/** Asked again and again about the same objects of a namespace. */
function makersAmong(objects: readonly KubernetesObject[]): Certainty {
  const known = answers.get(objects);
  if (known !== undefined) return known;
  const each = objects.map(makesHiddenPods);
  const answer = each.includes('yes') ? 'yes' : each.includes('unknown') ? 'unknown' : 'no';
  answers.set(objects, answer);
  return answer;
}

const answers = new WeakMap<readonly KubernetesObject[], Certainty>();
