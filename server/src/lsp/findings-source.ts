import type { Client } from './client-capabilities';
import { toDiagnostic } from './convert';
import type { DiagnosticsSource } from './diagnostics';
import type { OpenDocuments } from './documents';
import type { Places } from './places';
import { keyOf } from './uri';
import type { Workspace } from './workspace';

/** The findings of all workspaces in the shapes of LSP, for whichever driver brings them to the client. */
export function findingsSource(
  client: Client,
  places: Places,
  documents: OpenDocuments,
  workspaces: () => readonly Workspace[],
  ready: Promise<void>,
): DiagnosticsSource {
  return {
    *uris() {
      for (const workspace of workspaces()) {
        const analysis = workspace.state()?.analysis;
        for (const path of analysis?.paths ?? []) {
          if (analysis?.findingsOf(path).length === 0 || !places.isReported(workspace, path)) continue;
          yield places.addresses(workspace).uriOf(path);
        }
      }
    },
    diagnosticsOf(uri) {
      const located = places.locate(uri);
      const findings = located?.workspace.state()?.analysis.findingsOf(located.path) ?? [];
      if (located === undefined || findings.length === 0) return [];
      const addresses = places.addresses(located.workspace);
      return findings.map((finding) => toDiagnostic(finding, client, addresses));
    },
    versionOf: (uri) => documents.get(uri)?.version ?? null,
    keyOf,
    async settled(uri) {
      await ready;
      if (uri === undefined) await Promise.all(workspaces().map((workspace) => workspace.settled()));
      else await places.locate(uri)?.workspace.settled();
    },
  };
}
