import type { Charter } from '../config';
import { textOf } from '../yaml';
import { foldersAbove } from './discovery';
import { type KustomizationGraph, readGraph } from './kustomize';
import type { ShardedMap } from './persistent/sharded-map';
import { chartFolders, type Plan, planEnvironments } from './plan';
import { type FileRecord, isInTemplates, promoted, readRecord, roleOf } from './records';

/** Everything about a snapshot that follows from its files, before anything is indexed. */
export interface Arrangement {
  readonly records: ShardedMap<FileRecord>;
  readonly recordPaths: readonly string[];
  readonly graph: KustomizationGraph;
  readonly plan: Plan;
}

/** Decides everything that depends on which files there are and how they name each other. */
export function arrange(
  records: ShardedMap<FileRecord>,
  recordPaths: readonly string[],
  charter: Charter,
  previous?: KustomizationGraph,
): Arrangement {
  const all = recordPaths.flatMap((path) => records.get(path) ?? []);
  const settled = settleTemplates(all);
  const graph = readGraph(settled, previous);
  const named = settled.map((record) => (graph.claimed.has(record.path) ? promoted(record) : record));
  const replaced = new Map(named.filter((record, at) => record !== all[at]).map((record) => [record.path, record]));
  return { records: records.with(replaced), recordPaths, graph, plan: planEnvironments(named, charter, graph) };
}

/** A file with `{{` in a `templates` folder is a Helm template below a chart, and a manifest of somebody else elsewhere. */
function settleTemplates(records: readonly FileRecord[]): readonly FileRecord[] {
  const charts = new Set(chartFolders(records));
  return records.map((record) => {
    if (!isInTemplates(record.path)) return record;
    const belowChart = foldersAbove(record.path).some((folder) => charts.has(folder));
    if (record.role === 'template' && !belowChart && record.text !== undefined) {
      return readRecord(record.path, record.text, undefined, 'manifest');
    }
    if (!belowChart || (record.role !== 'manifest' && record.role !== 'other')) return record;
    const text = record.file === undefined ? record.text : textOf(record.file);
    return text !== undefined && roleOf(record.path, text) === 'template' ? readRecord(record.path, text) : record;
  });
}
