import { CHARTER_FILE, type Charter, defaultCharter, readCharter } from '../config';
import { mayHoldObjects } from '../kubernetes';
import { createDiscovery, type Discovery, type FileChange, type Snapshot, snapshotBuilder } from '../workspace';
import { readFile as readYaml } from '../yaml';
import { type FileSystem, type FileText, type HostProblem, isProblem } from './file-system';
import { DEFAULT_LOAD_LIMITS, type FoundFile, findFiles, type LoadLimits, refusalOf } from './find';
import { type Cancellation, createPace, type Pace } from './pace';

export interface LoadOptions {
  /** Instead of the root's own `portcullis.yaml` (`--config`). */
  readonly charter?: Charter;
  /** Reads only these files and folders (`--isolated`); absent: everything. */
  readonly only?: readonly string[];
  readonly onProgress?: (progress: LoadProgress) => void;
  /** An AbortSignal fits. */
  readonly cancellation?: Cancellation;
  readonly limits?: LoadLimits;
  /** Another one than the clock's. */
  readonly pace?: Pace;
}

export interface LoadProgress {
  readonly phase: 'finding' | 'reading';
  readonly files: number;
  /** Undefined as long as files are still being found. */
  readonly total: number | undefined;
}

export interface Loaded {
  readonly snapshot: Snapshot;
  /** What the ignore files and the charter say about paths, for `readAgain`. */
  readonly discovery: Discovery;
}

/** Finds and reads a workspace; undefined where it was cancelled. Never holds the thread for long. */
export async function load(fileSystem: FileSystem, options: LoadOptions = {}): Promise<Loaded | undefined> {
  const pace = options.pace ?? createPace(options.cancellation);
  const charter = options.charter ?? (await readCharterOf(fileSystem));
  const discovery = createDiscovery(charter.files.exclude);
  const limits = options.limits ?? DEFAULT_LOAD_LIMITS;
  const builder = snapshotBuilder(charter);
  const found = await findFiles(fileSystem, discovery, {
    only: options.only,
    limits,
    pace,
    onFound: (files) => options.onProgress?.({ phase: 'finding', files, total: undefined }),
    onSkipped: (skipped) => builder.skip(skipped),
  });
  if (found === undefined) return undefined;
  if (discovery.gaveUp()) builder.skip({ path: '.gitignore', why: GAVE_UP });

  let bytes = 0;
  let files = 0;
  for await (const [file, content] of contentsOf(fileSystem, found, charter.files.maxBytes, pace)) {
    files += 1;
    if (isProblem(content)) builder.skip(refusalOf(file, content));
    else if (bytes > limits.maxTotalBytes) builder.skip(refusalOf(file, OVER_TOTAL));
    else {
      bytes += content.text.length;
      if (isWorthReading(file, content)) builder.add({ path: file.path, text: content.text });
    }
    options.onProgress?.({ phase: 'reading', files, total: found.length });
    if (await pace.breathe()) return undefined;
  }
  return pace.cancelled() ? undefined : { snapshot: builder.finish(), discovery };
}

export interface Reread {
  readonly changes: readonly FileChange[];
  /** The set of files itself may have changed (an ignore file, the charter, a folder): load again. */
  readonly reload: boolean;
}

/** What became of these paths, as changes for `updateSnapshot`. */
export async function readAgain(fileSystem: FileSystem, loaded: Loaded, paths: readonly string[]): Promise<Reread> {
  const changes: FileChange[] = [];
  const { snapshot } = loaded;
  for (const path of new Set(paths)) {
    if (path === CHARTER_FILE || path === '.gitignore' || path.endsWith('/.gitignore'))
      return { changes: [], reload: true };
    if (linkAbove(snapshot, path) !== undefined) continue;
    const stat = await fileSystem.stat(path);
    if (!isProblem(stat) && stat.isLink === true) return { changes: [], reload: true };
    if (isProblem(stat)) {
      if (snapshot.paths.some((other) => other.startsWith(`${path}/`))) return { changes: [], reload: true };
      if (isKnown(snapshot, path)) changes.push({ path, kind: 'deleted' });
      continue;
    }
    if (stat.kind === 'directory') return { changes: [], reload: true };
    const change = await readOne(fileSystem, loaded, path, stat.kind);
    if (change !== undefined) changes.push(change);
  }
  return { changes, reload: false };
}

async function readOne(
  fileSystem: FileSystem,
  { snapshot, discovery }: Loaded,
  path: string,
  kind: 'file' | 'other',
): Promise<FileChange | undefined> {
  const gone: FileChange | undefined = isKnown(snapshot, path) ? { path, kind: 'deleted' } : undefined;
  if (discovery.isBelowRefusedFolder(path)) return gone;
  const decision = discovery.file(path);
  if (decision.kind === 'other') return gone;
  if (decision.kind === 'refuse') return { path, kind: 'skipped', why: decision.why };
  const file: FoundFile = { path, onlyIfManifest: decision.kind === 'read-if-manifest' };
  const content = kind === 'other' ? NO_REGULAR_FILE : await fileSystem.readFile(path, snapshot.charter.files.maxBytes);
  if (isProblem(content)) return { kind: 'skipped', ...refusalOf(file, content) };
  return isWorthReading(file, content) ? { path, kind: 'text', text: content.text } : gone;
}

/** What is behind a link to a folder is read under its own path. */
function linkAbove(snapshot: Snapshot, path: string): string | undefined {
  return snapshot.skipped.find((skipped) => skipped.sameAs !== undefined && path.startsWith(`${skipped.path}/`))?.path;
}

const GAVE_UP = 'its patterns take too long to compare: they were not applied to all files';
const OVER_TOTAL: HostProblem = { problem: 'too-large', message: 'the workspace is larger than is read at once' };
const NO_REGULAR_FILE: HostProblem = { problem: 'unreadable', message: 'not a regular file' };

/** Enough to hide the waiting of a slow host; one that answers at once gains nothing from more. */
const READS_IN_FLIGHT = 16;

async function* contentsOf(
  fileSystem: FileSystem,
  files: readonly FoundFile[],
  maxBytes: number,
  pace: Pace,
): AsyncGenerator<readonly [FoundFile, FileText | HostProblem]> {
  const inFlight: Promise<readonly [FoundFile, FileText | HostProblem]>[] = [];
  for (const file of files) {
    if (pace.cancelled()) return;
    inFlight.push(fileSystem.readFile(file.path, maxBytes).then((content) => [file, content] as const));
    const first = inFlight.length >= READS_IN_FLIGHT ? inFlight.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const read of inFlight) yield await read;
}

/** JSON is mostly something else. */
function isWorthReading(file: FoundFile, content: FileText): boolean {
  return !file.onlyIfManifest || mayHoldObjects(content.text);
}

function isKnown(snapshot: Snapshot, path: string): boolean {
  return snapshot.paths.includes(path) || snapshot.skipped.some((skipped) => skipped.path === path);
}

async function readCharterOf(fileSystem: FileSystem): Promise<Charter> {
  const content = await fileSystem.readFile(CHARTER_FILE, defaultCharter().files.maxBytes);
  return isProblem(content) ? unreadableCharter(content) : readCharter(readYaml(CHARTER_FILE, content.text));
}

/** A charter that is there but cannot be read is broken: to go on without it would be to forget what the team wants. */
function unreadableCharter(problem: HostProblem): Charter {
  const charter = defaultCharter();
  if (problem.problem === 'missing') return charter;
  const source = readYaml(CHARTER_FILE, '');
  const document = source.documents[0]?.document;
  if (document === undefined) return charter;
  const message = `this file cannot be read: ${problem.message}`;
  const place = { document, start: 0, end: 0 };
  return { ...charter, path: CHARTER_FILE, source, problems: [{ message, place, severity: 'error' }] };
}

export type { LoadLimits };
