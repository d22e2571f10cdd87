import type { Connection } from 'vscode-languageserver';
import type { Client } from '../client-capabilities';
import { type DiagnosticsDriver, type DiagnosticsSource, EMPTY, reportOf } from './source';

export interface PushDriver extends DiagnosticsDriver {
  /** Takes everything back that was published. */
  clear(): void;
}

/** Tells the client about every file whose findings are not what they were when it was told last. */
export function pushDriver(
  connection: Connection,
  client: Client,
  source: DiagnosticsSource,
  concerns: (uri: string) => boolean = () => true,
): PushDriver {
  /** By key: what the client was told, and under which spelling. */
  const published = new Map<string, { readonly uri: string; readonly id: string }>();

  function publish(uri: string): void {
    const key = source.keyOf(uri);
    const before = published.get(key);
    const report = concerns(uri) ? reportOf(source, uri) : { id: EMPTY, items: [] };
    if (report.id === (before?.id ?? EMPTY)) return;
    if (report.id === EMPTY) published.delete(key);
    else published.set(key, { uri, id: report.id });
    const version = source.versionOf(uri);
    const versioned = client.versions && version !== null ? { version } : {};
    void connection.sendDiagnostics({ uri, ...versioned, diagnostics: [...report.items] });
  }

  return {
    changed(uris) {
      if (uris !== undefined) {
        for (const uri of uris) publish(uri);
        return;
      }
      const now = [...source.uris()];
      const keys = new Set(now.map(source.keyOf));
      for (const [key, { uri }] of [...published]) if (!keys.has(key)) publish(uri);
      for (const uri of now) publish(uri);
    },
    opened() {},
    closed() {},
    clear() {
      for (const { uri } of published.values()) void connection.sendDiagnostics({ uri, diagnostics: [] });
      published.clear();
    },
  };
}
