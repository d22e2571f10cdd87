import { defaultCharter } from '../../config';
import { PROFILES, type ReachEngine, reachOf, type Surroundings, surroundingsOf } from '../../network/reach';
import { createSnapshot, type Snapshot } from '../../workspace';
import { textOf, type YamlNode } from '../../yaml';
import { type ConnectionChoice, connectionsOf, workloadsOf } from './connections';
import type { SourcePlace } from './explain-model';
import type { ReachEnvironment } from './model';

export interface SampleCluster {
  readonly snapshot: Snapshot;
  readonly engine: ReachEngine;
  readonly surroundings: Surroundings;
  placeOf(node: YamlNode): SourcePlace | undefined;
}

/** A cluster from manifests, for the tests of this room. */
export function cluster(text: string, path = 'shop.yaml'): SampleCluster {
  const snapshot = createSnapshot({ charter: defaultCharter(), files: [{ path, text }] });
  const [environment] = snapshot.environments;
  if (environment === undefined) throw new Error('no environment');
  const view = snapshot.view(environment, () => undefined);
  return {
    snapshot,
    engine: reachOf(view, PROFILES.spec),
    surroundings: surroundingsOf(view, []),
    placeOf({ document, start, end }) {
      const range = snapshot.rangeOf({ document, start, end });
      const file = snapshot.file(document.path);
      if (range === undefined || file === undefined) return undefined;
      const lines = textOf(file)
        .split('\n')
        .slice(range.start.line, range.end.line + 1);
      return { file: document.path, line: range.start.line + 1, column: range.start.character + 1, lines };
    },
  };
}

export const ALL: ConnectionChoice = {
  from: { kind: 'all' },
  to: { kind: 'all' },
  ports: undefined,
  isReported: () => true,
};

export function environmentOf(
  { engine }: SampleCluster,
  choice: ConnectionChoice = ALL,
  name = 'prod',
): ReachEnvironment {
  return {
    name,
    cni: engine.cluster.profile.name,
    workloads: workloadsOf(engine, choice),
    connections: () => connectionsOf(engine, choice),
  };
}

export function workload(name: string, more: Readonly<Record<string, unknown>> = {}): string {
  const { kind = 'Deployment', namespace = 'shop', replicas = 1, spec = {}, labels = { app: name } } = more;
  return `${JSON.stringify({
    apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    spec: {
      ...(replicas === null ? {} : { replicas }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main:1' }], ...Object(spec) } },
    },
  })}\n---\n`;
}

export function policy(name: string, spec: object, namespace = 'shop'): string {
  const metadata = { name, namespace };
  return `${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec })}\n---\n`;
}

/** Nobody reaches `to` but `from`, on this port. */
export function only(from: string, to: string, ...ports: readonly object[]): string {
  const podSelector = { matchLabels: { app: to } };
  return policy(`only-${from}`, {
    podSelector,
    ingress: [{ from: [{ podSelector: { matchLabels: { app: from } } }], ports }],
  });
}
