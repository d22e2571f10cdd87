import { relative, resolve, sep } from 'node:path';
import { CHARTER_FILE, isBroken as isBrokenCharter } from '../config';
import { isBroken } from '../kubernetes';
import { isGap, visible } from '../reports';
import { rangeIn, type YamlFile } from '../yaml';
import type { Arguments } from './arguments';
import type { ClusterReading, SnapshotReading } from './clusters';

/** What may be missing from an answer about connections: said on standard error, and in the reports for programs. */
export interface Gaps {
  /** Sentences, without end and with paths as people type them. */
  readonly notices: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly scanned: number;
  readonly charterIsBroken: boolean;
  /** Some input could not be analysed (`--strict`). */
  readonly isIncomplete: boolean;
}

export interface GapsInput {
  readonly readings: readonly SnapshotReading[];
  readonly clusters: readonly Pick<ClusterReading, 'engine' | 'environment' | 'snapshot' | 'workspace'>[];
  readonly cwd: string;
}

export function gapsOf({ readings, clusters, cwd }: GapsInput): Gaps {
  const skipped = readings.flatMap((reading) =>
    reading.snapshot.skipped.map((file) => ({ ...file, path: pathFor(reading, file.path, cwd) })),
  );
  const broken = readings.flatMap((reading) => brokenDocuments(reading, pathsAskedIn(reading, clusters), cwd));
  const charters = readings.flatMap((reading) => brokenCharter(reading, cwd));
  const leftOut = clusters.flatMap((cluster) => clusterNotices(cluster, cwd));
  const unread = skipped.filter(isGap);
  const notices = [...readings.flatMap(({ snapshot }) => snapshot.notices), ...broken, ...leftOut, ...charters];
  return {
    notices: unique(notices),
    skipped,
    scanned: readings.reduce((sum, { snapshot }) => sum + snapshot.paths.length, 0),
    charterIsBroken: charters.length > 0,
    isIncomplete: unread.length + broken.length + leftOut.length > 0,
  };
}

/** More of them on a terminal are read by nobody. */
const MOST_NOTICES = 8;

export function gapsText({ notices, skipped }: Gaps): string {
  const lines = notices.slice(0, MOST_NOTICES);
  const more = notices.length - lines.length;
  const all = [...lines, ...(more > 0 ? [`and ${more} more like this; --format json has them all`] : [])];
  const unread = skipped.filter(isGap);
  for (const why of new Set(unread.map((file) => file.why))) {
    const paths = unread.filter((file) => file.why === why).map(({ path }) => path);
    all.push(`not read (${why}): ${paths[0]}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}`);
  }
  return all.map((line) => `portcullis: ${visible(line)}\n`).join('');
}

/** People count paths from where they are, programs from the root that was read. */
export function pathBase({ values }: Arguments, root: string, cwd: string): string {
  return values.get('format') === 'json' ? root : cwd;
}

/** As people type it, from where they are. */
export function pathFor({ workspace }: SnapshotReading, path: string, cwd: string): string {
  return relative(cwd, resolve(workspace.directory, path)).split(sep).join('/') || '.';
}

/** `deploy/web.yaml:12`. */
function placeText(
  reading: SnapshotReading,
  node: { readonly document: { readonly path: string } } & Parameters<SnapshotReading['snapshot']['rangeOf']>[0],
  cwd: string,
): string | undefined {
  const { document, start, end } = node;
  const range = reading.snapshot.rangeOf({ document, start, end });
  return range === undefined ? undefined : `${pathFor(reading, document.path, cwd)}:${range.start.line + 1}`;
}

/** The files of the environments that are asked about. */
function pathsAskedIn({ snapshot }: SnapshotReading, clusters: GapsInput['clusters']): readonly string[] {
  const own = clusters.filter((cluster) => cluster.snapshot === snapshot);
  return snapshot.paths.filter((path) => own.some(({ environment }) => environment.files.has(path)));
}

/** What is said of many objects is said once, with the place of the first. */
function clusterNotices(cluster: GapsInput['clusters'][number], cwd: string): readonly string[] {
  const byMessage = new Map<string, { readonly place: string | undefined; count: number }>();
  for (const { message, node } of cluster.engine.cluster.notices) {
    const known = byMessage.get(message);
    if (known !== undefined) known.count += 1;
    else byMessage.set(message, { place: node === null ? undefined : placeText(cluster, node, cwd), count: 1 });
  }
  return [...byMessage].map(([message, { place, count }]) => {
    const more = count > 1 ? ` (and ${count - 1} more)` : '';
    return `${place === undefined ? '' : `${place}: `}${message}${more}`;
  });
}

function brokenDocuments(reading: SnapshotReading, paths: Iterable<string>, cwd: string): readonly string[] {
  const { snapshot } = reading;
  const found: string[] = [];
  for (const path of paths) {
    for (const placed of snapshot.file(path)?.documents ?? []) {
      const { document } = placed;
      if (!isBroken(document)) continue;
      const problem = document.problems.find(({ blocking }) => blocking);
      const line = rangeIn(placed, problem ?? { start: 0, end: 0 }).start.line + 1;
      found.push(`${pathFor(reading, path, cwd)}:${line}: not analysed: ${problem?.message ?? 'it does not parse'}`);
    }
  }
  return found;
}

/** What could not be read of a state, so that two states can be compared: the same in both hides no change. */
export function unreadIn({ snapshot }: SnapshotReading): ReadonlySet<string> {
  const found = new Set(snapshot.skipped.filter(isGap).map(({ path, why }) => JSON.stringify([path, why])));
  for (const path of snapshot.paths) {
    for (const { document } of snapshot.file(path)?.documents ?? [])
      if (isBroken(document)) found.add(JSON.stringify([path, document.text]));
  }
  return found;
}

function brokenCharter(reading: SnapshotReading, cwd: string): readonly string[] {
  const { charter } = reading.snapshot;
  if (!isBrokenCharter(charter)) return [];
  const file = pathFor(reading, charter.path ?? CHARTER_FILE, cwd);
  const errors = charter.problems.filter(({ severity }) => severity === 'error');
  return [
    ...errors.map(({ message, place }) => `${file}${lineIn(charter.source, place)}: ${message}`),
    `${file} is broken; what could be read of it was used`,
  ];
}

function lineIn(file: YamlFile | undefined, place: Parameters<SnapshotReading['snapshot']['rangeOf']>[0]): string {
  const placed = file?.documents.find(({ document }) => document === place.document);
  return placed === undefined ? '' : `:${rangeIn(placed, place).start.line + 1}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
