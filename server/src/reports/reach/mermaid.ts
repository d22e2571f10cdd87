import { visible } from '../escape';
import { byNamespace, graphOf } from './graph';
import type { ReachEnvironment } from './model';

/** A flowchart, as Markdown at GitHub and GitLab shows it. */
export function* formatReachMermaid(environment: ReachEnvironment, compat: boolean): Generator<string, undefined> {
  const graph = graphOf(environment, compat);
  yield 'flowchart LR\n';
  let group = 0;
  for (const [namespace, places] of byNamespace(graph)) {
    const indent = namespace === undefined ? '  ' : '    ';
    if (namespace !== undefined) yield `  subgraph s${group}["${escaped(namespace)}"]\n`;
    for (const place of places) {
      const box = graph.boxes[place];
      if (box === undefined) continue;
      const label = [box.label, ...box.marks].map(escaped).join('<br>');
      yield box.kind === 'workload' ? `${indent}n${place}["${label}"]\n` : `${indent}n${place}(["${label}"])\n`;
    }
    if (namespace !== undefined) yield '  end\n';
    group += 1;
  }
  for (const { from, to, label, maybe, both } of graph.arrows) {
    const line = maybe ? '-.->' : '-->';
    yield `  n${from} ${both ? '<' : ''}${line}|"${escaped(label)}"| n${to}\n`;
  }
  if (graph.left > 0) yield `  %% ${graph.left} more connections are left out\n`;
}

/** Mermaid writes characters as `#code;`; of all but plain ones nobody knows what it makes. */
function escaped(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N} ,.:/=_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
