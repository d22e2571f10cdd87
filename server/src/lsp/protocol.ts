/**
 * What the extension and the server say to each other beyond LSP: names and plain data, nothing that runs. This is the
 * only file of the server that the extension imports.
 */

/** Asks the client for files that the server's process cannot reach (a browser, a virtual folder). */
export const READ_DIRECTORY = 'portcullis/readDirectory';
export const READ_FILE = 'portcullis/readFile';
export const STAT = 'portcullis/stat';

/** Scans every folder and answers with what there is to tell. */
export const SCAN = 'portcullis/scan';
/** The same about how things stand, without looking at the disk again. */
export const SUMMARY = 'portcullis/summary';
/** All guardrails, for a list to choose from. */
export const GUARDRAILS = 'portcullis/guardrails';
/** A notification to the client after each analysis of a workspace: for a status item. */
export const STATUS = 'portcullis/status';
/** The page of a guardrail. */
export const PAGE = 'portcullis/page';
/** The text of a first portcullis.yaml for a folder. */
export const CHARTER_TEMPLATE = 'portcullis/charterTemplate';

/** Commands of the server, for `workspace/executeCommand`. */
export const SCAN_COMMAND = 'portcullis.server.scan';
export const CREATE_CHARTER_COMMAND = 'portcullis.server.createCharter';
/** Shows a guardrail's page, for clients that have no command of their own for it. */
export const EXPLAIN_SERVER_COMMAND = 'portcullis.server.explain';
/** A command of the client: code actions name it, the server never runs it. */
export const EXPLAIN_COMMAND = 'portcullis.explain';

export interface UriParams {
  readonly uri: string;
}

export interface ReadFileParams extends UriParams {
  readonly maxBytes: number;
}

/** `problem` in the words of the house; undefined where all went well. */
export interface RemoteProblem {
  readonly problem: 'missing' | 'unreadable' | 'too-large' | 'binary' | 'not-utf8' | 'broken-link' | 'loop';
  readonly message: string;
}

export type ReadDirectoryResult = readonly RemoteEntry[] | RemoteProblem;
export type ReadFileResult = RemoteText | RemoteProblem;
export type StatResult = RemoteStat | RemoteProblem;

export interface RemoteEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'broken-link' | 'loop' | 'other';
}

interface RemoteText {
  readonly text: string;
  readonly byteOrderMark: boolean;
}

interface RemoteStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly modified: number;
}

export interface InitializationOptions {
  /** Address of the folder that holds the guardrails' pages, for a server that cannot know it. */
  readonly pages?: string;
  /** The client answers READ_DIRECTORY, READ_FILE and STAT. */
  readonly files?: boolean;
  /** The client has the command that opens a guardrail's page. */
  readonly explain?: boolean;
  /** The client wants STATUS. */
  readonly status?: boolean;
  /** Settings of a client that has no `workspace/configuration`. */
  readonly settings?: unknown;
}

export interface ScanParams {
  readonly workDoneToken?: string | number;
}

export interface ScanSummary {
  readonly folders: readonly FolderSummary[];
}

export interface FolderSummary {
  readonly name: string;
  readonly uri: string;
  readonly scanned: number;
  readonly environments: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly notices: readonly string[];
  /** Order: file, start, id, message. */
  readonly findings: readonly SummaryFinding[];
}

export interface SummaryFinding {
  readonly guardrail: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Relative to the root that was read. */
  readonly file: string;
  readonly uri: string;
  /** 0-based. */
  readonly line: number;
  readonly character: number;
}

export interface GuardrailEntry {
  readonly id: string;
  readonly title: string;
  readonly category: string;
}

export interface StatusParams {
  readonly state: 'scanning' | 'ready';
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Milliseconds that the last analysis took. */
  readonly time: number;
  /** What a person should know once, e.g. a guardrail that failed. */
  readonly notices: readonly string[];
}

export interface PageParams {
  readonly id: string;
}

export interface PageResult {
  /** Undefined where no guardrail has this id, or where its page cannot be addressed. */
  readonly uri?: string;
}

export interface CharterTemplateParams {
  /** The workspace folder; the first one where it is absent. */
  readonly folder?: string;
}

export interface CharterTemplateResult {
  readonly uri: string;
  readonly text: string;
  readonly exists: boolean;
}
