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
  const services = new Map<string, Resource[]>();
  for (const service of resources) {
    if (service.kind !== 'Service' || service.group !== '' || service.history.length < 2) continue;
    for (const name of new Set(service.history.map((known) => known.name))) {
      const others = services.get(name);
      if (others) others.push(service);
      else services.set(name, [service]);
    }
  }
  if (services.size === 0) return resources;
  return resources.map((resource) => {
    let { root } = resource;
    for (const path of NAME_PATHS.get(resource.kind) ?? []) {
      root = changeAt(root, path, (old) => old && followName(old, resource, services));
    }
    for (const path of SERVICE_PATHS.get(resource.kind) ?? []) {
      root = changeAt(root, path, (old) => old && followService(old, services));
    }
    for (const path of ROUTE_PATHS.get(resource.kind) ?? []) {
      root = changeAt(root, path, (old) => old && doubtName(old, resource, services));
    }
    return withRoot(resource, root);
  });
}

type Services = ReadonlyMap<string, readonly Resource[]>;

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

function followName(old: YamlNode, resource: Resource, services: Services): YamlNode {
  if (old.type !== 'scalar' || typeof old.value !== 'string') return old;
  const names = new Set(meant(services, old.text, namespacesOf(resource)).map((service) => currentName(service).name));
  const [name] = names;
  if (name === undefined || (names.size === 1 && name === old.text)) return old;
  return names.size === 1 ? textLike(old, name) : unknownLike(old);
}

function followService(old: YamlNode, services: Services): YamlNode {
  if (old.type !== 'mapping') return old;
  const name = textAt(old, 'name');
  if (name === undefined) return old;
  const namespace = effective(textAt(old, 'namespace') ?? '');
  const [service, ...others] = meant(services, name, new Set([namespace]));
  if (service === undefined) return old;
  if (others.length > 0) return withValue(old, 'name', unknownLike(old));
  const now = currentName(service);
  const renamed = now.name === name ? old : withValue(old, 'name', textLike(nodeAt(old, 'name'), now.name));
  if (now.namespace === '' || now.namespace === namespace) return renamed;
  return withValue(renamed, 'namespace', textLike(nodeAt(old, 'namespace'), now.namespace));
}

function doubtName(old: YamlNode, resource: Resource, services: Services): YamlNode {
  if (old.type !== 'scalar' || typeof old.value !== 'string') return old;
  const isRenamed = meant(services, old.text, namespacesOf(resource)).some(
    (service) => currentName(service).name !== old.text,
  );
  return isRenamed ? unknownLike(old) : old;
}

function meant(services: Services, name: string, namespaces: ReadonlySet<string>): readonly Resource[] {
  const all = services.get(name) ?? [];
  return all.filter(({ history }) =>
    history.some((known) => known.name === name && namespaces.has(effective(known.namespace))),
  );
}

function namespacesOf(resource: Resource): ReadonlySet<string> {
  return new Set(resource.history.map(({ namespace }) => effective(namespace)));
}

function nodeAt(mapping: MappingNode, key: string): YamlNode {
  for (const { key: name, value } of mapping.pairs) if (name.type === 'scalar' && name.text === key) return value;
  return mapping;
}
