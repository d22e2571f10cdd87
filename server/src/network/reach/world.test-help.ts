import { defaultCharter } from '../../config';
import { createSnapshot } from '../../workspace';
import type { Protocol } from './cluster';
import type { ReachEngine } from './engine';
import { endNamed, type NamedEnd, nameOfEnd } from './names';
import { reachOf } from './of-environment';
import { passageBetween } from './on-the-way/passage';
import type { Passage, Way } from './on-the-way/ways';
import { type CniName, PROFILES } from './profiles';
import { type Surroundings, surroundingsOf } from './surroundings';

export interface World {
  readonly engine: ReachEngine;
  readonly surroundings: Surroundings;
  /** `80`, `53/UDP`, `http`. */
  passage(from: string, to: string, port: string): Passage;
}

export interface Settings {
  readonly cni?: CniName;
  readonly controllers?: Surroundings['controllers'];
}

/** A cluster of these manifests, each a flow mapping of its own or a document. */
export function world(documents: readonly string[], { cni = 'spec', controllers = [] }: Settings = {}): World {
  const files = [{ path: 'all.yaml', text: documents.join('\n---\n') }];
  const snapshot = createSnapshot({ charter: defaultCharter(), files });
  const environment = snapshot.environments[0];
  if (environment === undefined) throw new Error('no environment');
  const view = snapshot.view(environment, () => {});
  const engine = reachOf(view, PROFILES[cni]);
  const surroundings = surroundingsOf(view, controllers);
  const end = (text: string): NamedEnd => {
    const naming = endNamed(engine, surroundings, text, 'shop');
    if (naming.state !== 'found') throw new Error(naming.message);
    return naming.end;
  };
  return {
    engine,
    surroundings,
    passage(from, to, port) {
      const [number = '', protocol = 'TCP'] = port.split('/');
      const reference = /^\d+$/.test(number) ? Number(number) : number;
      return passageBetween(engine, surroundings, end(from), end(to), protocol as Protocol, reference);
    },
  };
}

export function deployment(name: string, ports = '[]', more = '', replicas = 2): string {
  return `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}, namespace: shop}, spec: {replicas: ${replicas}, template: {metadata: {labels: {app: ${name}}}, spec: {${more}containers: [{name: main, ports: ${ports}}]}}}}`;
}

export function service(name: string, ports: string, more = `selector: {app: ${name}}`): string {
  return `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: shop}, spec: {${more}, ports: ${ports}}}`;
}

export function policy(name: string, spec: string): string {
  return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: shop}, spec: {${spec}}}`;
}

/** Only this rule lets anybody in to the pods of that name. */
export function lettingIn(app: string, rule: string): string {
  return policy(`to-${app}`, `podSelector: {matchLabels: {app: ${app}}}, policyTypes: [Ingress], ingress: [${rule}]`);
}

/** Only this rule lets the pods of that name out. */
export function lettingOut(app: string, rule: string): string {
  return policy(`from-${app}`, `podSelector: {matchLabels: {app: ${app}}}, policyTypes: [Egress], egress: [${rule}]`);
}

/** `through -> end:port outcome` of each way. */
export function told(ways: readonly Way[]): readonly string[] {
  return ways.map(({ through, source, to, port, outcome, exists }) => {
    const hops = through.map((hop) => (hop.kind === 'service' ? hop.entrance : hop.kind)).join(' > ');
    const sure = exists === 'yes' ? '' : '?';
    return `${hops === '' ? 'direct' : hops} (${source}) ${nameOfEnd(to)}:${port ?? '?'} ${outcome}${sure}`;
  });
}
