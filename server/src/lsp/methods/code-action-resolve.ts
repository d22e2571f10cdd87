import { type CodeAction, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type FindingFix, ignoreForObject, ignoreHere } from '../../analysis';
import { toWorkspaceEdit } from '../convert';
import { allSafeFixes } from '../fixes';
import { invalid } from '../params';
import type { Current, Session } from '../session';
import { type ActionData, isActionData } from './code-action';

/** Edits are made when an action is chosen, not for every entry of a menu. */
export function onCodeActionResolve(session: Session): void {
  session.connection.onCodeActionResolve(async (action, token): Promise<CodeAction> => {
    const data: unknown = action?.data;
    if (!isActionData(data)) throw invalid('not an action of this server');
    const current = await session.currentState(data.uri, token);
    if (current === undefined || (current.document?.version ?? null) !== data.version) throw outdated();
    const fix =
      data.what === 'fix-all'
        ? ((await allSafeFixes(session.host, current.state, current.path, token)) ?? NOTHING)
        : fixOf(current, data);
    if (fix === undefined) throw outdated();
    return { ...action, edit: toWorkspaceEdit(fix, session.client, session.places.addresses(current.workspace)) };
  });
}

const NOTHING: FindingFix = { title: '', safe: true, edits: [] };

function fixOf(current: Current, data: ActionData): FindingFix | undefined {
  const { analysis, snapshot } = current.state;
  const finding = analysis.findingsOf(current.path).find((each) => each.fingerprint === data.fingerprint);
  if (finding === undefined) return undefined;
  if (data.what === 'fix') return finding.fixes[data.fix];
  return data.what === 'ignore-here' ? ignoreHere(snapshot, finding) : ignoreForObject(snapshot, finding);
}

function outdated(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed since');
}
