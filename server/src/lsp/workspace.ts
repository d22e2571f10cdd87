import { type Analysis, analyse } from '../analysis';
import { CHARTER_FILE, type Charter, defaultCharter, isBroken, keepLastGood, readCharter } from '../config';
import type { Loaded, Reread } from '../host';
import { type FileChange, type Snapshot, updateSnapshot } from '../workspace';
import { readFile, textOf, type YamlFile } from '../yaml';
import { differences, type Stamps } from './disk-check';
import type { ServerHost } from './host';

/** The newest answered state of a workspace: the findings of `analysis` are about exactly this snapshot. */
export interface State {
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
}

/**
 * One root and its state. Whatever happens to its files only marks what is to be done; one loop does it, in slices,
 * always on the newest marks, so that a hundred events at once cost as much as one.
 */
export interface Workspace {
  readonly root: string;
  /** A document that no folder holds; its address is the root. */
  readonly isSingleDocument: boolean;
  state(): State | undefined;
  /** The state when nothing is left to do; undefined where there is none (cancelled, closed). */
  settled(): Promise<State | undefined>;
  isBusy(): boolean;
  /** Milliseconds of the last analysis. */
  lastTime(): number;
  change(change: FileChange): void;
  /** Look at these paths again; files or folders. */
  touch(paths: Iterable<string>): void;
  /** Looks at the disk for files that changed unseen. */
  compareWithDisk(): void;
  rescan(cancellation?: Cancellation, onProgress?: (progress: ScanProgress) => void): void;
  close(): void;
}

export interface Cancellation {
  readonly aborted: boolean;
}

export interface ScanProgress {
  readonly phase: 'finding' | 'reading' | 'checking';
  readonly files: number;
  readonly total: number | undefined;
}

export interface WorkspaceSource {
  readonly root: string;
  readonly isSingleDocument: boolean;
  /** Somebody tells us what happens to the files. */
  readonly watched: boolean;
  load(
    charter: Charter | undefined,
    cancellation: Cancellation,
    onProgress: (progress: ScanProgress) => void,
  ): Promise<Loaded | undefined>;
  reread(loaded: Loaded, paths: readonly string[]): Promise<Reread>;
  /** The charter's file as it is now, open text above disk. */
  readCharterFile(): Promise<YamlFile | undefined>;
  /** What the disk holds, for clients that watch nothing. */
  takeStamps(loaded: Loaded): Promise<Stamps>;
  openFile(path: string): YamlFile | undefined;
}

export interface WorkspaceEvents {
  /** The snapshot was read anew: open documents may find their own texts in it. */
  onLoaded(snapshot: Snapshot): void;
  /** Findings of these paths may have changed; undefined: of all. */
  onFindings(paths: ReadonlySet<string> | undefined): void;
  onError(error: unknown): void;
}

/** Long enough to be worth a pause, short enough that a keystroke does not wait for it. */
const SLICE_MILLISECONDS = 8;

/** An analysis that newer edits made useless is given up, but not for ever: somebody who types without a pause gets answers too. */
const MAX_RESTARTS = 3;

/** More paths than this at once (a branch was changed): looking at everything is cheaper than at each. */
const STORM = 2_000;

export function openWorkspace(source: WorkspaceSource, host: ServerHost, events: WorkspaceEvents): Workspace {
  let state: State | undefined;
  let loaded: Loaded | undefined;
  let goodCharter: Charter | undefined;
  let time = 0;
  /** Taken only where nobody tells what changes. */
  let stamps: Promise<Stamps> | undefined = source.watched ? undefined : Promise.resolve(new Map());
  let comparing = false;

  let closed = false;
  let running = false;
  let restarts = 0;
  let revision = 0;
  let scan: { cancellation: Cancellation; onProgress: (progress: ScanProgress) => void } | undefined;
  const touched = new Set<string>();
  const changes = new Map<string, FileChange>();
  let waiting: ((state: State | undefined) => void)[] = [];

  function wake(): void {
    revision += 1;
    if (running || closed) return;
    running = true;
    void work();
  }

  async function work(): Promise<void> {
    while (!closed && (scan !== undefined || touched.size > 0 || changes.size > 0)) {
      try {
        await step();
      } catch (error) {
        events.onError(error);
        changes.clear();
        touched.clear();
      }
    }
    running = false;
    const woken = waiting;
    waiting = [];
    for (const wakeUp of woken) wakeUp(state);
  }

  function step(): Promise<void> {
    if (scan !== undefined) return loadAll(scan);
    if (loaded === undefined || state === undefined) return forgetMarks();
    if (touched.size > 0) return lookAgain(loaded, state);
    return analyseChanges(loaded, state);
  }

  // Before the first scan (or after it was cancelled) there is nothing that an edit could change.
  async function forgetMarks(): Promise<void> {
    touched.clear();
    changes.clear();
  }

  async function loadAll({ cancellation, onProgress }: NonNullable<typeof scan>): Promise<void> {
    scan = undefined;
    const putBack = takeMarks();
    const charter = charterOf(await source.readCharterFile());
    const next = await source.load(charter, cancellation, onProgress);
    if (next === undefined || closed) return putBack();
    let { snapshot } = next;
    if (charter !== undefined && snapshot.charter !== charter) snapshot = updateSnapshot(snapshot, [], charter);
    onProgress({ phase: 'checking', files: snapshot.paths.length, total: snapshot.paths.length });
    const analysis = await run(analyse(snapshot, { today: host.today() }), () => cancellation.aborted || closed);
    if (analysis === undefined) return putBack();
    loaded = { ...next, snapshot };
    state = { snapshot, analysis };
    events.onLoaded(snapshot);
    tell(undefined);
    if (stamps !== undefined) stamps = source.takeStamps(loaded);
  }

  // A scan sees everything that was marked. One that is cancelled has seen nothing: the marks count again.
  function takeMarks(): () => void {
    const paths = [...touched];
    const before = [...changes];
    touched.clear();
    changes.clear();
    return () => {
      for (const path of paths) touched.add(path);
      for (const [path, change] of before) if (!changes.has(path)) changes.set(path, change);
    };
  }

  // Beside the work, not in its way: typing goes on meanwhile.
  async function compareWithDisk(): Promise<void> {
    if (loaded === undefined || comparing) return;
    comparing = true;
    try {
      const before = await stamps;
      stamps = source.takeStamps(loaded);
      const after = await stamps;
      if (before !== undefined) touch(differences(before, after));
    } catch (error) {
      events.onError(error);
    } finally {
      comparing = false;
    }
  }

  function touch(paths: Iterable<string>): void {
    for (const path of paths) touched.add(path);
    if (touched.size > 0) wake();
  }

  async function lookAgain(known: Loaded, { snapshot }: State): Promise<void> {
    // Whole folders come and go where nothing is read (build output): that is no reason to do anything.
    const paths = [...touched].filter((path) => path === '' || !known.discovery.isBelowRefusedFolder(`${path}/.`));
    touched.clear();
    if (paths.length === 0) return;
    if (paths.length > STORM) return scanQuietly();
    const before = new Map(changes);
    const reread = await source.reread({ ...known, snapshot }, paths);
    if (reread.reload) return scanQuietly();
    for (const change of reread.changes) {
      // What was typed while the disk was read is newer.
      if (changes.get(change.path) !== before.get(change.path)) continue;
      if (change.kind === 'text' && isUnchanged(change)) continue;
      // An open document keeps its own reading, so that the next keystroke finds its documents again.
      const open = change.kind === 'text' ? source.openFile(change.path) : undefined;
      changes.set(change.path, open === undefined ? change : { path: change.path, kind: 'edited', file: open });
    }
  }

  function isUnchanged({ path, text }: { readonly path: string; readonly text: string }): boolean {
    const file = state?.snapshot.file(path);
    return file !== undefined && file.documents.length > 0 && !changes.has(path) && textOf(file) === text;
  }

  function scanQuietly(): void {
    scan ??= QUIET_SCAN;
  }

  async function analyseChanges(known: Loaded, base: State): Promise<void> {
    const batch = new Map(changes);
    let charter: Charter | undefined;
    const charterChange = batch.get(CHARTER_FILE);
    if (charterChange !== undefined) {
      charter = charterOf(fileOf(charterChange)) ?? defaultCharter();
      if (!sameFiles(charter, base.snapshot.charter)) return scanQuietly();
    }
    const started = host.now();
    const snapshot = updateSnapshot(base.snapshot, [...batch.values()], charter);
    const seen = revision;
    const stale = () => closed || (revision !== seen && restarts < MAX_RESTARTS);
    const analysis = await run(analyse(snapshot, { today: host.today() }, base.analysis), stale);
    if (analysis === undefined) {
      restarts += 1;
      return;
    }
    restarts = 0;
    time = host.now() - started;
    state = { snapshot, analysis };
    loaded = { ...known, snapshot };
    for (const [path, change] of batch) {
      if (changes.get(path) === change) changes.delete(path);
    }
    tell(analysis.changedPaths === undefined ? undefined : new Set([...analysis.changedPaths, ...batch.keys()]));
  }

  // Findings about text that has changed meanwhile are held back: the next ones are a few milliseconds away.
  let untold: Set<string> | undefined | 'nothing' = 'nothing';
  function tell(paths: ReadonlySet<string> | undefined): void {
    untold = untold === 'nothing' ? paths && new Set(paths) : paths && untold && new Set([...untold, ...paths]);
    if (changes.size > 0 && restarts < MAX_RESTARTS) return;
    const told = untold;
    untold = 'nothing';
    events.onFindings(told);
  }

  async function run<T>(steps: Generator<undefined, T>, cancelled: () => boolean): Promise<T | undefined> {
    let end = host.now() + SLICE_MILLISECONDS;
    for (;;) {
      const next = steps.next();
      if (next.done === true) return next.value;
      if (host.now() < end) continue;
      await host.pause();
      if (cancelled()) return undefined;
      end = host.now() + SLICE_MILLISECONDS;
    }
  }

  function charterOf(file: YamlFile | undefined): Charter | undefined {
    if (file === undefined) {
      goodCharter = undefined;
      return undefined;
    }
    const read = readCharter(file);
    const charter = keepLastGood(goodCharter, read);
    if (!isBroken(read)) goodCharter = read;
    return charter === read ? read : sayLastGood(charter);
  }

  return {
    root: source.root,
    isSingleDocument: source.isSingleDocument,
    state: () => state,
    settled: () => (running ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(state)),
    isBusy: () => running,
    lastTime: () => time,
    change(change) {
      changes.set(change.path, change);
      wake();
    },
    touch,
    compareWithDisk: () => void compareWithDisk(),
    rescan(cancellation = NEVER, onProgress = () => {}) {
      scan = { cancellation, onProgress };
      wake();
    },
    close() {
      closed = true;
      for (const wakeUp of waiting) wakeUp(undefined);
      waiting = [];
    },
  };
}

const NEVER: Cancellation = { aborted: false };
const QUIET_SCAN = { cancellation: NEVER, onProgress: () => {} };

function fileOf(change: FileChange): YamlFile | undefined {
  if (change.kind === 'edited') return change.file;
  return change.kind === 'text' ? readFile(change.path, change.text) : undefined;
}

function sameFiles(a: Charter, b: Charter): boolean {
  return a.files.maxBytes === b.files.maxBytes && a.files.exclude.join('\n') === b.files.exclude.join('\n');
}

/** The command line stops at a broken charter; an editor goes on with the last good one, and must say so there. */
function sayLastGood(charter: Charter): Charter {
  const place = charter.problems.find((problem) => problem.severity === 'error')?.place;
  if (place === undefined) return charter;
  const message = `until this is mended, the last good ${CHARTER_FILE} stays in force`;
  return { ...charter, problems: [...charter.problems, { message, place, severity: 'warning' }] };
}
