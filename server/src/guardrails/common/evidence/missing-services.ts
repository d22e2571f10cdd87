import type { KubernetesObject } from '../../../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../../workspace';
import { hiddenPods } from './hidden-pods';
import { isStated } from './together';

/**
 * A Service that nothing gives: the environment holds its namespace, nothing that could add to it is known, and no Service
 * whose name or namespace nobody can tell may be the one (traps 10, 12, 14).
 */
export function isMissing(
  environment: EnvironmentView,
  namespace: NamespaceKey,
  name: string,
  isSlip: boolean,
): boolean {
  if (OF_THE_CLUSTER.has(namespace) || name === 'kubernetes' || name.startsWith(OF_CERT_MANAGER)) return false;
  if (!environment.holdsNamespace(namespace) || environment.mayHoldMore(namespace)) return false;
  if (!isSlip && isLoose(environment, namespace)) return false;
  // Of resources that nobody knows, nobody can tell what they make; a slip is evidence enough by itself.
  const hidden = hiddenPods(environment, namespace, ['other', 'workload']);
  if (hidden === 'yes' || (hidden === 'unknown' && !isSlip)) return false;
  if (environment.inNamespace('gateway', namespace).some((gateway) => isOfGateway(name, gateway))) return false;
  const services = servicesByName(environment.ofType('service'));
  if (services.unnamed) return false;
  const namespaces = services.namespaces.get(name);
  if (namespaces === undefined) return true;
  // Where one of the two leaves its namespace unsaid, it may be the other's (trap 12).
  return namespace !== '' && ![namespace, '', undefined].some((each) => namespaces.has(each));
}

/**
 * Nobody said that these files are a whole, and the namespace they are for is made elsewhere: they may well be an addition
 * to what stands there.
 */
function isLoose(environment: EnvironmentView, namespace: NamespaceKey): boolean {
  if (namespace === '' || isStated(environment.environment)) return false;
  return environment.named('namespace', '', namespace).length === 0;
}

/** Controllers call the Service before a Gateway after it. */
function isOfGateway(service: string, gateway: KubernetesObject): boolean {
  return (
    gateway.name.state !== 'known' || service === gateway.name.value || service.startsWith(`${gateway.name.value}-`)
  );
}

/** What the cluster brings along stands in no repository (trap 14). */
const OF_THE_CLUSTER = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** The controller makes such a Service, and the Ingress before it, for as long as a challenge lasts (trap 32). */
const OF_CERT_MANAGER = 'cm-acme-http-solver-';

interface ByName {
  /** Each once. */
  readonly names: readonly string[];
  /** In which namespaces the name is found; undefined stands for one that nobody can tell. */
  readonly namespaces: ReadonlyMap<string, ReadonlySet<NamespaceKey | undefined>>;
  /** Some have a name that nobody can tell. */
  readonly unnamed: boolean;
}

/** Read once for each list, which is asked for again by every Ingress that leads nowhere. */
export function servicesByName(services: readonly KubernetesObject[]): ByName {
  const known = byName.get(services);
  if (known !== undefined) return known;
  const namespaces = new Map<string, Set<NamespaceKey | undefined>>();
  let unnamed = false;
  for (const service of services) {
    if (service.name.state !== 'known') {
      unnamed = true;
      continue;
    }
    const found = namespaces.get(service.name.value);
    if (found === undefined) namespaces.set(service.name.value, new Set([namespaceOf(service)]));
    else found.add(namespaceOf(service));
  }
  const names = { names: [...namespaces.keys()], namespaces, unnamed };
  byName.set(services, names);
  return names;
}

const byName = new WeakMap<readonly KubernetesObject[], ByName>();
