import {
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
  type ResultProgressReporter,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Client } from '../client-capabilities';
import { invalid, isRecord, listIn, uriIn } from '../params';
import { pushDriver } from './push';
import { type DiagnosticsDriver, type DiagnosticsSource, EMPTY, reportOf } from './source';

/** Files in one partial result. */
const CHUNK = 100;

/**
 * The client asks. The request for the whole workspace stays open for as long as the client can take partial results:
 * it is told what changed when it changes, instead of asking every two seconds.
 */
export function pullDriver(connection: Connection, client: Client, source: DiagnosticsSource): DiagnosticsDriver {
  // Nothing tells beforehand whether a client will ever ask for the workspace: until it does, closed files are pushed.
  const closedFiles = pushDriver(connection, client, source, (uri) => source.versionOf(uri) === null);
  let workspaceAsked = false;
  let parked: ParkedPull | undefined;
  /** By key: what was last answered for a document, and for which version of it. */
  const answered = new Map<string, { readonly id: string; readonly version: number | null }>();
  let refreshing = false;

  connection.languages.diagnostics.on(async (params): Promise<DocumentDiagnosticReport> => {
    const uri = uriIn(params);
    await source.settled(uri);
    const report = reportOf(source, uri);
    answered.set(source.keyOf(uri), { id: report.id, version: source.versionOf(uri) });
    if (params.previousResultId === report.id) return { kind: 'unchanged', resultId: report.id };
    return { kind: 'full', resultId: report.id, items: [...report.items] };
  });

  connection.languages.diagnostics.onWorkspace(
    async (params, token, _, progress): Promise<WorkspaceDiagnosticReport> => {
      const previous = previousIn(params?.previousResultIds);
      parked?.end();
      const pull = startPull(source, progress, previous);
      if (progress !== undefined) parked = pull;
      await source.settled();
      if (!workspaceAsked) {
        workspaceAsked = true;
        closedFiles.clear();
      }
      const report = pull.report();
      if (progress === undefined) return report;
      pull.stream(report.items);
      return pull.wait(token);
    },
  );

  // An open document is asked for when it changes itself; that something else changed it, the client has to be told.
  function refreshOpenDocuments(uris: Iterable<string>): void {
    for (const uri of uris) {
      const known = answered.get(source.keyOf(uri));
      if (known === undefined || known.version !== source.versionOf(uri)) continue;
      if (known.id === reportOf(source, uri).id) continue;
      refresh();
      return;
    }
  }

  function refresh(): void {
    if (refreshing) return;
    refreshing = true;
    connection.languages.diagnostics
      .refresh()
      .catch(() => {})
      .finally(() => {
        refreshing = false;
      });
  }

  return {
    changed(uris) {
      if (!workspaceAsked) closedFiles.changed(uris);
      parked?.changed(uris);
      refreshOpenDocuments(uris ?? answered.keys());
    },
    opened(uri) {
      if (!workspaceAsked) closedFiles.changed([uri]);
    },
    closed(uri) {
      answered.delete(source.keyOf(uri));
      parked?.forget(uri);
    },
  };
}

function previousIn(value: unknown): { uri: string; value: string }[] {
  if (value === undefined || value === null) return [];
  return listIn(value as readonly unknown[], 'previousResultIds').map((entry) => {
    if (!isRecord(entry) || typeof entry.uri !== 'string' || typeof entry.value !== 'string') {
      throw invalid('a previous result has a uri and a value');
    }
    return { uri: entry.uri, value: entry.value };
  });
}

interface ParkedPull {
  /** Everything that differs from what the client knows. */
  report(): WorkspaceDiagnosticReport;
  stream(items: WorkspaceDocumentDiagnosticReport[]): void;
  changed(uris: readonly string[] | undefined): void;
  forget(uri: string): void;
  wait(token: CancellationToken): Promise<WorkspaceDiagnosticReport>;
  end(): void;
}

function startPull(
  source: DiagnosticsSource,
  progress: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  previous: readonly { readonly uri: string; readonly value: string }[],
): ParkedPull {
  /** By key: the result that the client has, and its spelling of the address. */
  const known = new Map(previous.map(({ uri, value }) => [source.keyOf(uri), { uri, id: value }]));
  let started = false;
  let ended = false;
  let resolve: ((report: WorkspaceDiagnosticReport) => void) | undefined;

  function differing(uris: Iterable<string>): WorkspaceDocumentDiagnosticReport[] {
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const uri of uris) {
      const key = source.keyOf(uri);
      const report = reportOf(source, uri);
      if (report.id === (known.get(key)?.id ?? EMPTY)) continue;
      known.set(key, { uri, id: report.id });
      items.push({
        kind: 'full',
        uri,
        version: source.versionOf(uri),
        resultId: report.id,
        items: [...report.items],
      });
    }
    return items;
  }

  function everything(): Iterable<string> {
    const uris = new Map([...known].map(([key, { uri }]) => [key, uri]));
    for (const uri of source.uris()) uris.set(source.keyOf(uri), uri);
    return uris.values();
  }

  function stream(items: WorkspaceDocumentDiagnosticReport[]): void {
    for (let start = 0; start < items.length; start += CHUNK) {
      progress?.report({ items: items.slice(start, start + CHUNK) });
    }
  }

  return {
    report() {
      started = true;
      return { items: differing(everything()) };
    },
    stream,
    changed(uris) {
      if (started && !ended) stream(differing(uris ?? everything()));
    },
    forget(uri) {
      // A value that no report has: whatever the client kept, it is told again.
      known.set(source.keyOf(uri), { uri, id: '' });
    },
    wait(token) {
      if (ended) return Promise.resolve({ items: [] });
      return new Promise((done, refuse) => {
        resolve = done;
        token.onCancellationRequested(() => {
          ended = true;
          refuse(new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled'));
        });
      });
    },
    end() {
      ended = true;
      resolve?.({ items: [] });
    },
  };
}
