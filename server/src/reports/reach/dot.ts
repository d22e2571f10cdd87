import { visible } from '../escape';
import { byNamespace, graphOf } from './graph';
import type { ReachEnvironment } from './model';

/** For Graphviz. */
export function* formatReachDot(environment: ReachEnvironment, compat: boolean): Generator<string, undefined> {
  const graph = graphOf(environment, compat);
  yield `digraph ${quoted(environment.name)} {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n`;
  yield '  edge [fontname="sans-serif", fontsize=10];\n';
  let cluster = 0;
  for (const [namespace, places] of byNamespace(graph)) {
    const indent = namespace === undefined ? '  ' : '    ';
    if (namespace !== undefined) yield `  subgraph cluster_${cluster} {\n    label=${quoted(namespace)};\n`;
    for (const place of places) {
      const box = graph.boxes[place];
      if (box === undefined) continue;
      const label = [box.label, ...box.marks].map(escaped).join('\\n');
      yield `${indent}n${place} [label="${label}"${box.kind === 'workload' ? '' : ', style=rounded'}];\n`;
    }
    if (namespace !== undefined) yield '  }\n';
    cluster += 1;
  }
  for (const { from, to, label, maybe, both } of graph.arrows) {
    const looks = [...(maybe ? ['style=dashed'] : []), ...(both ? ['dir=both'] : [])];
    yield `  n${from} -> n${to} [${[`label=${quoted(label)}`, ...looks].join(', ')}];\n`;
  }
  yield graph.left > 0 ? `  // ${graph.left} more connections are left out\n}\n` : '}\n';
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** In a string of DOT a backslash begins an escape. */
function escaped(text: string): string {
  return visible(text).replace(/[\\"]/g, (character) => `\\${character}`);
}
