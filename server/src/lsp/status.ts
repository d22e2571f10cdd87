import { STATUS, type StatusParams } from './protocol';
import type { OnAnalysed, Session } from './session';

const INTERVAL_MILLISECONDS = 150;

/** Tells the client now and then how things stand; several changes in a row are told once. */
export function statusReporter(): OnAnalysed {
  let planned = false;
  return (session) => {
    if (planned) return;
    planned = true;
    setTimeout(() => {
      planned = false;
      void session.connection.sendNotification(STATUS, statusOf(session));
    }, INTERVAL_MILLISECONDS);
  };
}

function statusOf(session: Session): StatusParams {
  const counts = { error: 0, warning: 0, info: 0 };
  const notices = new Set<string>();
  let files = 0;
  let time = 0;
  let busy = false;
  for (const workspace of session.workspaces()) {
    busy ||= workspace.isBusy();
    time = Math.max(time, workspace.lastTime());
    const state = workspace.state();
    if (state === undefined) continue;
    files += state.snapshot.paths.length;
    for (const notice of state.analysis.notices) notices.add(notice.message);
    for (const path of state.analysis.paths) {
      const findings = state.analysis.findingsOf(path);
      if (findings.length === 0 || !session.places.isReported(workspace, path)) continue;
      for (const finding of findings) counts[finding.severity] += 1;
    }
  }
  return {
    state: busy ? 'scanning' : 'ready',
    files,
    errors: counts.error,
    warnings: counts.warning,
    infos: counts.info,
    time,
    notices: [...notices],
  };
}
