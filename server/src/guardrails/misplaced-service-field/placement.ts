import { type Field, isHeadless, isPortNumber, placeOf, type Service } from '../../kubernetes';
import { get, insertKey, type MappingNode, pairOf, removePair, type TextEdit, type YamlNode } from '../../yaml';
import { changeTo, fixOf } from '../common/fixes/edits';
import { sentence } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';
import type { Fix } from '../define';

export const SOURCE_RANGES_ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** One field that the type of its Service does not take. */
interface Misplaced {
  readonly name: string;
  readonly text: string;
  readonly key: YamlNode;
  readonly holder: MappingNode;
  /** The type with the least exposure that takes it; undefined where another type would be another Service. */
  readonly needs: 'NodePort' | 'LoadBalancer' | undefined;
}

/** All that the type forbids is one mistake: most likely the type itself is (V9, V11). */
export function addMisplaced(service: Service, type: string, found: Rejection[]): void {
  const misplaced = misplacedIn(service, type);
  const [first, ...others] = misplaced;
  if (first === undefined) return;
  const texts = textsOf(misplaced);
  const needs = misplaced.some((each) => each.needs === 'LoadBalancer') ? 'LoadBalancer' : first.needs;
  const verb = texts.length === 1 ? 'needs' : 'need';
  const says =
    needs === undefined || isHeadless(service) === true
      ? sentence((list) => `${kindOf(service, type)} does not take ${list}`, texts)
      : sentence((list) => `${list} ${verb} type ${typesFrom(needs)}, and this Service is ${type}`, texts);
  found.push({
    at: placeOf(first.key),
    subject: `type=${type}:${[...new Set(misplaced.map(({ name }) => name))].join(',')}`,
    says,
    related: others.slice(0, MOST_RELATED).map(({ key, text }) => relatedTo(key, `${text} has no place here either`)),
    mend: () => fixesFor(service, misplaced, needs),
  });
}

/** A Service without an address of its own cannot be reached from outside. */
export function addHeadless(service: Service, type: string, found: Rejection[]): void {
  if (service.clusterIP.state !== 'known' || service.spec === null) return;
  const { spec, serviceType } = service;
  found.push({
    at: placeOf(service.clusterIP.node),
    subject: `type=${type}:clusterIP=None`,
    says: `clusterIP None makes the Service headless, and type ${type} cannot be`,
    related: serviceType.state === 'known' ? [relatedTo(serviceType.node, `The type is ${type}`)] : [],
    mend: () => fixOf('Remove clusterIP', false, [removePair(spec, 'clusterIP')]),
  });
}

/** A load balancer asks each node for its health only where it sends traffic to the nodes that have a pod. */
export function addHealthCheck(service: Service, found: Rejection[]): void {
  const { healthCheckNodePort, externalTrafficPolicy, spec } = service;
  if (healthCheckNodePort.state !== 'known' || !isPortNumber(healthCheckNodePort.value)) return;
  if (externalTrafficPolicy.state === 'unknown' || spec === null) return;
  const policy = externalTrafficPolicy.state === 'known' ? externalTrafficPolicy.value : '';
  // Any other word is told by itself.
  if (policy !== '' && policy !== 'Cluster') return;
  const { node, value } = healthCheckNodePort;
  const local =
    externalTrafficPolicy.state === 'known'
      ? changeTo(externalTrafficPolicy.node, 'Local')
      : insertKey(spec, 'externalTrafficPolicy', 'Local', 'type');
  found.push({
    at: placeOf(pairOf(spec, 'healthCheckNodePort')?.key ?? node),
    subject: `healthCheckNodePort=${value}`,
    says: `healthCheckNodePort ${value} needs externalTrafficPolicy Local, and it is Cluster`,
    mend: () => [
      ...fixOf('Remove healthCheckNodePort', false, [removePair(spec, 'healthCheckNodePort')]),
      ...fixOf('Set externalTrafficPolicy to Local', false, [local]),
    ],
  });
}

/** Not refused: without ClientIP the API server drops the configuration, and the Service has no affinity. */
export function addUselessAffinity(service: Service, found: Rejection[]): void {
  const { sessionAffinity, sessionAffinityConfig, spec } = service;
  if (sessionAffinityConfig.state !== 'known' || sessionAffinity.state === 'unknown' || spec === null) return;
  if (sessionAffinity.state === 'known' && sessionAffinity.value !== '' && sessionAffinity.value !== 'None') return;
  const client =
    sessionAffinity.state === 'known'
      ? changeTo(sessionAffinity.node, 'ClientIP')
      : insertKey(spec, 'sessionAffinity', 'ClientIP');
  found.push({
    at: placeOf(pairOf(spec, 'sessionAffinityConfig')?.key ?? sessionAffinityConfig.node),
    severity: 'warning',
    confidence: 'likely',
    subject: 'sessionAffinityConfig',
    says: 'sessionAffinityConfig is dropped: sessionAffinity is None, and only ClientIP takes it',
    mend: () => [
      ...fixOf('Set sessionAffinity to ClientIP', false, [client]),
      ...fixOf('Remove sessionAffinityConfig', false, [removePair(spec, 'sessionAffinityConfig')]),
    ],
  });
}

const MOST_RELATED = 4;

function misplacedIn(service: Service, type: string): readonly Misplaced[] {
  const { spec } = service;
  if (spec === null) return [];
  const external = type === 'ExternalName';
  const found: Misplaced[] = [];
  const add = (name: string, needs: Misplaced['needs'], text = name): void => {
    const key = pairOf(spec, name)?.key;
    if (key !== undefined) found.push({ name, text, key, holder: spec, needs: external ? undefined : needs });
  };
  if (type === 'ClusterIP') addNodePorts(service, found);
  if (external) {
    if (isText(service.clusterIP)) add('clusterIP', undefined);
    if (isList(service.ipFamilies)) add('ipFamilies', undefined);
    if (service.ipFamilyPolicy.state === 'known') add('ipFamilyPolicy', undefined);
  }
  if (isText(service.externalTrafficPolicy) && !takesOutsiders(service, type)) add('externalTrafficPolicy', 'NodePort');
  if (type === 'LoadBalancer') return found;
  const { healthCheckNodePort } = service;
  if (healthCheckNodePort.state === 'known' && isPortNumber(healthCheckNodePort.value))
    add('healthCheckNodePort', 'LoadBalancer', `healthCheckNodePort ${healthCheckNodePort.value}`);
  if (isList(service.loadBalancerSourceRanges)) add('loadBalancerSourceRanges', 'LoadBalancer');
  else addAnnotation(service, external, found);
  if (service.loadBalancerClass.state === 'known') add('loadBalancerClass', 'LoadBalancer');
  if (service.allocateLoadBalancerNodePorts.state === 'known') add('allocateLoadBalancerNodePorts', 'LoadBalancer');
  return found;
}

/** Somebody outside may reach it: a ClusterIP Service needs addresses of its own there. */
export function takesOutsiders({ externalIPs }: Service, type: string | undefined): boolean {
  if (type !== 'ClusterIP') return type !== 'ExternalName';
  return externalIPs.state === 'unknown' || isList(externalIPs);
}

/** 0 is unset (trap 5); a number that no port can have is told by itself. */
function addNodePorts({ ports }: Service, found: Misplaced[]): void {
  if (ports.state !== 'known') return;
  for (const { nodePort, node } of ports.value) {
    if (nodePort.state !== 'known' || !isPortNumber(nodePort.value)) continue;
    const key = pairOf(node, 'nodePort')?.key ?? nodePort.node;
    found.push({ name: 'nodePort', text: `nodePort ${nodePort.value}`, key, holder: node, needs: 'NodePort' });
  }
}

/** It counts where the field is empty. */
function addAnnotation(service: Service, external: boolean, found: Misplaced[]): void {
  if (service.loadBalancerSourceRanges.state === 'unknown') return;
  const annotation = service.annotations.entries.get(SOURCE_RANGES_ANNOTATION);
  const metadata = get(service.node, 'metadata');
  const holder = metadata?.type === 'mapping' ? get(metadata, 'annotations') : undefined;
  if (annotation?.value.state !== 'known' || holder?.type !== 'mapping') return;
  const text = 'annotation load-balancer-source-ranges';
  const needs = external ? undefined : 'LoadBalancer';
  found.push({ name: SOURCE_RANGES_ANNOTATION, text, key: annotation.key, holder, needs });
}

function isText(field: Field<string>): boolean {
  return field.state === 'known' && field.value !== '';
}

function isList(field: Field<readonly unknown[]>): boolean {
  return field.state === 'known' && field.value.length > 0;
}

/** Each field once; of several node ports the number of none. */
function textsOf(misplaced: readonly Misplaced[]): readonly string[] {
  const texts = new Map<string, string>();
  for (const { name, text } of misplaced) texts.set(name, texts.has(name) ? name : text);
  return [...texts.values()];
}

function kindOf(service: Service, type: string): string {
  return type === 'ClusterIP' && isHeadless(service) === true ? 'a headless Service' : `type ${type}`;
}

function typesFrom(needs: 'NodePort' | 'LoadBalancer'): string {
  return needs === 'NodePort' ? 'NodePort or LoadBalancer' : 'LoadBalancer';
}

/** Where the type was left out it was most likely forgotten; where it is written, the field most likely stayed behind. */
function fixesFor(service: Service, misplaced: readonly Misplaced[], needs: Misplaced['needs']): readonly Fix[] {
  const change = needs === undefined || isHeadless(service) !== false ? [] : changeType(service, needs);
  const names = [
    ...new Set(misplaced.map(({ name }) => (name === SOURCE_RANGES_ANNOTATION ? 'the annotation' : name))),
  ];
  const removal = fixOf(
    sentence((list) => `Remove ${list}`, names),
    false,
    removals(misplaced),
  );
  return service.serviceType.state === 'known' ? [...removal, ...change] : [...change, ...removal];
}

function changeType({ serviceType, spec }: Service, type: string): readonly Fix[] {
  const edit =
    serviceType.state === 'known'
      ? changeTo(serviceType.node, type)
      : spec === null
        ? undefined
        : insertKey(spec, 'type', type);
  return fixOf(`Set the type to ${type}`, false, [edit]);
}

/** Neighbours in braces share the comma between them: there, only one can be taken out at a time. */
function removals(misplaced: readonly Misplaced[]): readonly (TextEdit | undefined)[] {
  const holders = new Set<MappingNode>();
  const edits: (TextEdit | undefined)[] = [];
  for (const { holder, key } of misplaced) {
    const crowded = holder.style === 'flow' && holders.has(holder);
    holders.add(holder);
    edits.push(crowded ? undefined : removePair(holder, nameOf(key)));
  }
  return edits;
}

function nameOf(key: YamlNode): string {
  return key.type === 'scalar' ? key.text : '';
}
