import type { MappingNode, YamlNode } from '../../yaml';
import { textAt } from './kustomization';
import { changeAt, textLike, unknownLike, withValue } from './nodes';
import { currentName, type Resource, withRoot } from './resource';
import { effective } from './select';

/**
 * References to Services follow the names and namespaces that the layers of a build give them. Kustomize knows those of
 * Ingresses, StatefulSets, webhooks and APIServices; those of routes it leaves as they are, unless it is told about them,
 * so that a route to a renamed Service is unknown here.
 */
export function followReferences(resources: readonly Resource[]): readonly Resource[] {
  const services: Services = new Map();
  for (const service of resources) {
    if (service.kind !== 'Service' || service.group !== '' || service.history.length < 2) continue;
    const keys = new Set(service.history.map(({ name, namespace }) => keyOf(name, effective(namespace))));
    for (const key of keys) enter(services, key, service);
  }
  if (services.size === 0) return resources;
  return resources.map((resource) => {
    let { root } = resource;
    const namespaces = new Set(resource.history.map(({ namespace }) => effective(namespace)));
    for (const path of NAME_PATHS.get(resource.kind) ?? []) {
      root = changeAt(root, path, (old) => old && followName(old, namespaces, services));
    }
    for (const path of SERVICE_PATHS.get(resource.kind) ?? []) {
      root = changeAt(root, path, (old) => old && followService(old, services));
    }
    for (const path of ROUTE_PATHS.get(resource.kind) ?? []) {
      root = changeAt(root, path, (old) => old && doubtName(old, namespaces, services));
    }
    return withRoot(resource, root);
  });
}

/** From a name and a namespace that a Service has or had to what it is called now. */
type Services = Map<string, Meant>;

interface Meant {
  readonly first: Resource;
  isOnlyOne: boolean;
  /** Two different ones say as much as any number of them. */
  readonly names: Set<string>;
}

function keyOf(name: string, namespace: string): string {
  return `${namespace}/${name}`;
}

function enter(services: Services, key: string, service: Resource): void {
  const known = services.get(key);
  const { name } = currentName(service);
  if (known === undefined) {
    services.set(key, { first: service, isOnlyOne: true, names: new Set([name]) });
    return;
  }
  known.isOnlyOne = false;
  if (known.names.size < 2) known.names.add(name);
}

const NAME_PATHS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['StatefulSet', [['spec', 'serviceName']]],
  [
    'Ingress',
    [
      ['spec', 'rules', '*', 'http', 'paths', '*', 'backend', 'serviceName'],
      ['spec', 'rules', '*', 'http', 'paths', '*', 'backend', 'service', 'name'],
      ['spec', 'backend', 'serviceName'],
      ['spec', 'defaultBackend', 'service', 'name'],
    ],
  ],
  ['APIService', [['spec', 'service', 'name']]],
]);

/** Mappings of a name and a namespace. */
const SERVICE_PATHS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['ValidatingWebhookConfiguration', [['webhooks', '*', 'clientConfig', 'service']]],
  ['MutatingWebhookConfiguration', [['webhooks', '*', 'clientConfig', 'service']]],
  ['CustomResourceDefinition', [['spec', 'conversion', 'webhook', 'clientConfig', 'service']]],
]);

const BACKEND_NAMES = [['spec', 'rules', '*', 'backendRefs', '*', 'name']];
const ROUTE_PATHS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['HTTPRoute', BACKEND_NAMES],
  ['GRPCRoute', BACKEND_NAMES],
  ['TLSRoute', BACKEND_NAMES],
  ['TCPRoute', BACKEND_NAMES],
  ['UDPRoute', BACKEND_NAMES],
  [
    'Route',
    [
      ['spec', 'to', 'name'],
      ['spec', 'alternateBackends', '*', 'name'],
    ],
  ],
]);

function followName(old: YamlNode, namespaces: ReadonlySet<string>, services: Services): YamlNode {
  if (old.type !== 'scalar' || typeof old.value !== 'string') return old;
  const names = namesOf(services, old.text, namespaces);
  const [name] = names;
  if (name === undefined || (names.size === 1 && name === old.text)) return old;
  return names.size === 1 ? textLike(old, name) : unknownLike(old);
}

function followService(old: YamlNode, services: Services): YamlNode {
  if (old.type !== 'mapping') return old;
  const name = textAt(old, 'name');
  if (name === undefined) return old;
  const namespace = effective(textAt(old, 'namespace') ?? '');
  const meant = services.get(keyOf(name, namespace));
  if (meant === undefined) return old;
  if (!meant.isOnlyOne) return withValue(old, 'name', unknownLike(old));
  const now = currentName(meant.first);
  const renamed = now.name === name ? old : withValue(old, 'name', textLike(nodeAt(old, 'name'), now.name));
  if (now.namespace === '' || now.namespace === namespace) return renamed;
  return withValue(renamed, 'namespace', textLike(nodeAt(old, 'namespace'), now.namespace));
}

function doubtName(old: YamlNode, namespaces: ReadonlySet<string>, services: Services): YamlNode {
  if (old.type !== 'scalar' || typeof old.value !== 'string') return old;
  const isRenamed = [...namesOf(services, old.text, namespaces)].some((name) => name !== old.text);
  return isRenamed ? unknownLike(old) : old;
}

function namesOf(services: Services, name: string, namespaces: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const namespace of namespaces)
    for (const now of services.get(keyOf(name, namespace))?.names ?? []) names.add(now);
  return names;
}

function nodeAt(mapping: MappingNode, key: string): YamlNode {
  for (const { key: name, value } of mapping.pairs) if (name.type === 'scalar' && name.text === key) return value;
  return mapping;
}
