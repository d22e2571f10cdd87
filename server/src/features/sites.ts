import type { KubernetesObject, Service } from '../kubernetes';
import { originsOf, trace, workloadsBehind } from '../network/resolve';
import type { EnvironmentView } from '../workspace';
import type { YamlNode } from '../yaml';
import { knownPortsOf } from './known-ports';
import { sayTrace } from './traces';
import { sayWorkloads, type Whereabouts } from './words';

/** A token that leads somewhere, and how to say where, in lines of Markdown. */
export interface Site {
  readonly node: YamlNode;
  say(environment: EnvironmentView, where: Whereabouts): readonly string[];
}

export function sitesOf(object: KubernetesObject): readonly Site[] {
  const sites = originsOf(object).flatMap(({ origin, nodes }) =>
    nodes.map(
      (node): Site => ({
        node,
        say: (environment, where) => sayTrace(trace(environment, origin), where),
      }),
    ),
  );
  const known = knownPortsOf(object).map(({ node, line }): Site => ({ node, say: () => [line] }));
  return object.type === 'service' ? [...sites, ...selectorSites(object), ...known] : [...sites, ...known];
}

function selectorSites(service: Service): readonly Site[] {
  if (service.selector.state !== 'known') return [];
  return [{ node: service.selector.node, say: (environment) => saySelected(environment, service) }];
}

function saySelected(environment: EnvironmentView, service: Service): readonly string[] {
  const { workloads, open } = environment.once(workloadsBehind, service);
  if (workloads.length > 0) return [`Selects ${sayWorkloads(workloads)}${open ? ', and maybe others' : ''}`];
  return open ? [] : ['Selects no workload of this environment'];
}
