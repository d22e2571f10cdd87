import { CNI_NAMES, type CniName } from './profiles';

/**
 * The profile of a network plugin by the name a team gave it; undefined for a name that nobody knows. Some plugins enforce
 * policies to the letter of the specification, and some leave it to one that has a profile.
 */
export function profileNameOf(plugin: string): CniName | undefined {
  const name = plugin.trim().toLowerCase();
  return CNI_NAMES.find((known) => known === name) ?? STAND_INS.get(name);
}

/** Every name that is understood. */
export const PLUGIN_NAMES: readonly string[] = [...CNI_NAMES, 'azure', 'flannel', 'kindnet', 'kube-router'];

/** flannel alone enforces nothing (S079); kindnet runs the code of kube-network-policies. */
const STAND_INS: ReadonlyMap<string, CniName> = new Map<string, CniName>([
  ['azure', 'spec'],
  ['flannel', 'none'],
  ['kindnet', 'kube-network-policies'],
  ['kube-router', 'spec'],
]);
