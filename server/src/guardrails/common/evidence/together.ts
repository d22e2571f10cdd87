import type { KubernetesObject } from '../../../kubernetes';
import { type Environment, type EnvironmentView, folderOf, namespaceOf } from '../../../workspace';

/**
 * Somebody said that the two go to one cluster, or they stand side by side. Folders of a repository that nothing ties
 * together are most likely one environment, and may as well be two examples that never meet (trap 13).
 */
export function liveTogether(
  one: KubernetesObject,
  other: KubernetesObject,
  { environment }: EnvironmentView,
): boolean {
  if (isStated(environment)) return true;
  return folderOf(one.document.path) === folderOf(other.document.path);
}

/** Somebody said which files go together; elsewhere all of a folder do, for want of anything that tells them apart. */
export function isStated({ source }: Environment): boolean {
  return source !== 'workspace' && source !== 'copies';
}

/** One name in a known and in an unsaid namespace may be one object. */
export function mayBeTheSame(one: KubernetesObject, other: KubernetesObject): boolean {
  if (one.name.state !== 'known' || other.name.state !== 'known') return true;
  if (one.name.value !== other.name.value) return false;
  const namespaces = [namespaceOf(one), namespaceOf(other)];
  return namespaces.some((name) => name === undefined || name === '') || namespaces[0] === namespaces[1];
}

export function isForTests({ document }: KubernetesObject): boolean {
  return /(^|\/)(tests?|testdata|test-data|e2e)\//i.test(document.path);
}

/** ` in namespace shop`, where a manifest says one. */
export function inNamespace(object: KubernetesObject): string {
  const namespace = namespaceOf(object);
  return namespace === undefined || namespace === '' ? '' : ` in namespace ${namespace}`;
}
