import { deref, get, keyName, type MappingNode, type YamlDocument, type YamlNode } from '../yaml';
import { readBase, type TypeMeta, typeMeta } from './base';
import { readClusterPolicy } from './cluster-policies';
import { GATEWAY_API, readGateway, readOpenShiftRoute, readReferenceGrant, readRoute } from './gateways';
import { readIngress } from './ingresses';
import { familyOf } from './kinds';
import { readLabels } from './labels';
import type { ConfigMap, IngressClass, KubernetesObject, ObjectBase, OtherObject } from './objects';
import { readTemplate } from './pods';
import { readNetworkPolicy } from './policies';
import { readPortTest } from './port-tests';
import { knownMapping, lacking, type Reading, startReading, textField } from './reading';
import {
  readApiService,
  readConversion,
  readEndpointSlice,
  readEndpoints,
  readMonitor,
  readWebhooks,
} from './references';
import { readService } from './services';
import { readWorkload } from './workloads';

/** Cheap test on raw text, before anything is parsed: false means that no document in it can be an object. */
export function mayHoldObjects(text: string): boolean {
  return text.includes('apiVersion') && text.includes('kind');
}

/** It does not parse as a whole: what is not there may still be there. */
export function isBroken(document: YamlDocument): boolean {
  return document.problems.some((problem) => problem.blocking);
}

/**
 * It is a strategic merge patch, which says so by its directives (`$patch: delete`), or holds one: it is laid over an object
 * and is none in its own right, wherever it stands.
 */
export function holdsPatch(document: YamlDocument): boolean {
  return document.root !== null && document.text.includes(DIRECTIVE) && hasDirective(document.root);
}

/** The objects of a document: its root mapping, or the items of a List. Patches are none. Never throws. */
export function readObjects(document: YamlDocument): readonly KubernetesObject[] {
  const root = document.root === null ? undefined : deref(document.root);
  if (root?.type !== 'mapping') return [];
  const meta = metaOf(root, undefined);
  if (meta === undefined) return [];
  const broken = isBroken(document);
  const items = itemsOfList(root, meta);
  const objects: KubernetesObject[] = [];
  if (items === undefined) objects.push(readKind(startReading(broken), meta, root));
  else addItems(objects, new Set([root]), items, meta, broken, 1);
  // Of kinds that are not read, patches may well be the content: rules of Kyverno, overlays of operators.
  return holdsPatch(document) ? objects.filter(({ type, node }) => type === 'other' || !hasDirective(node)) : objects;
}

/** One object from its mapping, also of a merged tree; undefined without `apiVersion` and `kind`. */
export function readObject(root: MappingNode): KubernetesObject | undefined {
  const meta = metaOf(root, undefined);
  return meta === undefined ? undefined : readKind(startReading(isBroken(root.document)), meta, root);
}

const DIRECTIVE = '$patch';

function hasDirective(root: YamlNode): boolean {
  const open: YamlNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'sequence') open.push(...node.items);
    if (node.type !== 'mapping') continue;
    for (const { key, value } of node.pairs) {
      if (keyName(key) === DIRECTIVE) return true;
      if (value.type !== 'scalar') open.push(value);
    }
  }
  return false;
}

const DEEPEST_LIST = 8;

type Reader = (reading: Reading, base: ObjectBase, root: MappingNode) => KubernetesObject | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['/Service', readService],
  ['/Namespace', (_reading, base) => ({ ...base, type: 'namespace' })],
  ['/ConfigMap', readConfigMap],
  ['/Endpoints', readEndpoints],
  ['discovery.k8s.io/EndpointSlice', readEndpointSlice],
  ['networking.k8s.io/Ingress', readIngress],
  ['extensions/Ingress', readIngress],
  ['policy.networking.k8s.io/AdminNetworkPolicy', readClusterPolicy],
  ['policy.networking.k8s.io/BaselineAdminNetworkPolicy', readClusterPolicy],
  ['policy.networking.k8s.io/ClusterNetworkPolicy', readClusterPolicy],
  ['networking.k8s.io/IngressClass', readIngressClass],
  ['networking.k8s.io/NetworkPolicy', readNetworkPolicy],
  ['extensions/NetworkPolicy', readNetworkPolicy],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', readWebhooks],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', readWebhooks],
  ['apiregistration.k8s.io/APIService', readApiService],
  ['apiextensions.k8s.io/CustomResourceDefinition', readConversion],
  ...['monitoring.coreos.com', 'monitoring.rhobs', 'azmonitoring.coreos.com'].flatMap((group): [string, Reader][] => [
    [`${group}/ServiceMonitor`, (reading, base, root) => readMonitor(reading, base, root, 'services')],
    [`${group}/PodMonitor`, (reading, base, root) => readMonitor(reading, base, root, 'pods')],
  ]),
  ['portcullis.dev/PortTest', readPortTest],
  ['route.openshift.io/Route', readOpenShiftRoute],
  // OpenShift 3, before groups
  ['/Route', readOpenShiftRoute],
  ...[GATEWAY_API, 'networking.x-k8s.io'].flatMap((group): [string, Reader][] => [
    [`${group}/Gateway`, readGateway],
    [`${group}/HTTPRoute`, readRoute],
    [`${group}/GRPCRoute`, readRoute],
    [`${group}/TLSRoute`, readRoute],
    [`${group}/TCPRoute`, readRoute],
    [`${group}/UDPRoute`, readRoute],
    [`${group}/ReferenceGrant`, readReferenceGrant],
    [`${group}/ReferencePolicy`, readReferenceGrant],
  ]),
]);

function readKind(reading: Reading, meta: TypeMeta, root: MappingNode): KubernetesObject {
  const base = readBase(reading, meta, root);
  const reader = READERS.get(`${meta.group}/${meta.kind}`);
  const object = (reader ?? readWorkload)(reading, base, root) ?? readOther(reading, base, root);
  return reading.partial && !object.incomplete ? { ...object, incomplete: true } : object;
}

function readConfigMap(reading: Reading, base: ObjectBase, root: MappingNode): ConfigMap {
  return { ...base, type: 'config-map', data: readLabels(reading, root, 'data', 'free') };
}

function readIngressClass(reading: Reading, base: ObjectBase, root: MappingNode): IngressClass {
  const spec = knownMapping(reading, root, 'spec');
  const controller = spec === undefined ? lacking(reading) : textField(reading, spec, 'controller');
  return { ...base, type: 'ingress-class', controller };
}

function readOther(reading: Reading, base: ObjectBase, root: MappingNode): OtherObject {
  const family = familyOf(base);
  if (family !== 'virtual-machine') return { ...base, type: 'other', family };
  const spec = get(root, 'spec');
  const own = spec?.type === 'mapping' ? get(spec, 'template') : undefined;
  const template = readTemplate(reading, own?.type === 'mapping' ? own : root, { faithful: false });
  return { ...base, type: 'other', family, template };
}

/** Items of a typed list may leave out what the list says (`kind: ServiceList`). */
function metaOf(root: MappingNode, list: TypeMeta | undefined): TypeMeta | undefined {
  const apiVersion =
    textAt(root, 'apiVersion') ?? (list === undefined || list.kind === 'List' ? undefined : list.apiVersion);
  const kind =
    textAt(root, 'kind') ?? (list === undefined || list.kind === 'List' ? undefined : list.kind.slice(0, -4));
  return apiVersion === undefined || kind === undefined ? undefined : typeMeta(apiVersion, kind);
}

function textAt(mapping: MappingNode, key: string): string | undefined {
  const node = get(mapping, key);
  return node?.type === 'scalar' && typeof node.value === 'string' && node.value !== '' ? node.value : undefined;
}

function itemsOfList(root: MappingNode, meta: TypeMeta): readonly YamlNode[] | undefined {
  if (!meta.kind.endsWith('List')) return undefined;
  const items = get(root, 'items');
  return items?.type === 'sequence' ? items.items : undefined;
}

/** An item that is an alias of one that was read already is the same object. */
function addItems(
  objects: KubernetesObject[],
  seen: Set<MappingNode>,
  items: readonly YamlNode[],
  list: TypeMeta,
  broken: boolean,
  depth: number,
): void {
  for (const item of items) {
    const node = deref(item);
    if (node.type !== 'mapping' || seen.has(node)) continue;
    seen.add(node);
    const meta = metaOf(node, list);
    if (meta === undefined) continue;
    const nested = depth < DEEPEST_LIST ? itemsOfList(node, meta) : undefined;
    if (nested === undefined) objects.push(readKind(startReading(broken), meta, node));
    else addItems(objects, seen, nested, meta, broken, depth + 1);
  }
}
