import { scanResult } from '../analysis';
import type { FolderSummary, ScanSummary } from './protocol';
import type { Session } from './session';
import { nameOf } from './uri';

export function summarise(session: Session): ScanSummary {
  const folders: FolderSummary[] = [];
  for (const workspace of session.workspaces()) {
    const state = workspace.state();
    if (state === undefined) continue;
    const result = scanResult(workspace.root, state.snapshot, state.analysis);
    const { uriOf } = session.places.addresses(workspace);
    folders.push({
      name: session.folders.all().find((folder) => folder.workspace === workspace)?.name ?? nameOf(workspace.root),
      uri: workspace.root,
      scanned: result.scanned.length,
      environments: result.environments,
      skipped: result.skipped,
      notices: result.notices.map((notice) => notice.message),
      findings: result.findings
        .filter((finding) => session.places.isReported(workspace, finding.file))
        .map((finding) => ({
          guardrail: finding.guardrail,
          severity: finding.severity,
          message: finding.message,
          file: finding.file,
          uri: uriOf(finding.file),
          line: finding.range.start.line,
          character: finding.range.start.character,
        })),
    });
  }
  return { folders };
}
