import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import { type Finding, type FindingFix, ignoreForObject, ignoreHere, preferredFix } from '../../analysis';
import type { Range } from '../../yaml';
import { type Client, hasCommand } from '../client-capabilities';
import { toDiagnostic, toWorkspaceEdit } from '../convert';
import { allSafeFixes, withProvedFixes } from '../fixes';
import { isRecord, rangeIn, uriIn } from '../params';
import { EXPLAIN_COMMAND, EXPLAIN_SERVER_COMMAND } from '../protocol';
import type { Current, Session } from '../session';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.portcullis`;

/** What a code action needs to be given its edit later. */
export interface ActionData {
  readonly uri: string;
  /** Of the document; an action of an older one is refused. */
  readonly version: number | null;
  readonly what: 'fix' | 'ignore-here' | 'ignore-for-object' | 'fix-all';
  readonly fingerprint: string;
  /** Which of the finding's fixes. */
  readonly fix: number;
}

export function onCodeAction(session: Session): void {
  session.connection.onCodeAction(async (params, token) => {
    const uri = uriIn(params);
    const range = rangeIn(params.range);
    const current = await session.currentState(uri, token);
    if (current === undefined) return [];
    const wanted = wantedKinds(params);
    const actions: CodeAction[] = [];
    if (wanted(CodeActionKind.QuickFix)) actions.push(...(await quickFixes(session, current, uri, range, token)));
    if (wanted(FIX_ALL_KIND)) actions.push(...(await fixAll(session, current, uri, params, token)));
    if (!session.client.codeActionLiterals) return actions.flatMap((action) => action.command ?? []);
    return actions;
  });
}

async function quickFixes(
  session: Session,
  current: Current,
  uri: string,
  range: Range,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const { analysis } = current.state;
  const findings = analysis.findingsOf(current.path).filter((finding) => touches(finding.range, range));
  const fixes: CodeAction[] = [];
  const others: CodeAction[] = [];
  for (const finding of findings) {
    const diagnostic = toDiagnostic(finding, session.client, session.places.addresses(current.workspace));
    const of = (what: ActionData['what'], fix = 0) => dataOf(current, uri, what, finding.fingerprint, fix);
    const proved = await withProvedFixes(session.host, current.state, finding, token);
    if (proved === undefined) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const preferred = session.client.preferredActions ? preferredFix(proved) : undefined;
    for (const [index, fix] of proved.fixes.entries()) {
      const action = quickFix(session, current, fix, diagnostic, of('fix', index));
      fixes.push(fix === preferred ? { ...action, isPreferred: true } : action);
    }
    const here = ignoreHere(current.state.snapshot, finding);
    if (here !== undefined) others.push(quickFix(session, current, here, diagnostic, of('ignore-here')));
    const forObject = ignoreForObject(current.state.snapshot, finding);
    if (forObject !== undefined) {
      others.push(quickFix(session, current, forObject, diagnostic, of('ignore-for-object')));
    }
    others.push(...explain(session.client, finding, diagnostic));
  }
  return [...fixes, ...withoutRepeats(others)];
}

function quickFix(
  session: Session,
  current: Current,
  fix: FindingFix,
  diagnostic: Diagnostic,
  data: ActionData,
): CodeAction {
  const action: CodeAction = { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic] };
  if (session.client.resolvesEdits) return { ...action, data };
  return { ...action, edit: toWorkspaceEdit(fix, session.client, session.places.addresses(current.workspace)) };
}

function explain(client: Client, finding: Finding, diagnostic: Diagnostic): CodeAction[] {
  if (!hasCommand(client)) return [];
  const title = `Explain ${finding.guardrail}`;
  const command = client.explain ? EXPLAIN_COMMAND : EXPLAIN_SERVER_COMMAND;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title, command, arguments: [finding.guardrail] },
    },
  ];
}

async function fixAll(
  session: Session,
  current: Current,
  uri: string,
  params: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const findings = current.state.analysis.findingsOf(current.path);
  if (!findings.some((finding) => finding.fixes.some((fix) => fix.safe))) return [];
  const action: CodeAction = { title: 'Portcullis: fix all that is safe to fix', kind: FIX_ALL_KIND };
  if (session.client.resolvesEdits) return [{ ...action, data: dataOf(current, uri, 'fix-all', '', 0) }];
  // Without being asked for by name it is not worth the proofs.
  if (params.context?.only === undefined) return [];
  const fix = await allSafeFixes(session.host, current.state, current.path, token);
  if (fix === undefined) return [];
  return [{ ...action, edit: toWorkspaceEdit(fix, session.client, session.places.addresses(current.workspace)) }];
}

function dataOf(current: Current, uri: string, what: ActionData['what'], fingerprint: string, fix: number): ActionData {
  return { uri, version: current.document?.version ?? null, what, fingerprint, fix };
}

/** `only` names kinds; a kind stands for everything below it. */
function wantedKinds(params: CodeActionParams): (kind: string) => boolean {
  const only = params.context?.only;
  if (!Array.isArray(only)) return () => true;
  return (kind) => only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Two findings of one guardrail at one place are explained once, and one comment ignores both. */
function withoutRepeats(actions: readonly CodeAction[]): CodeAction[] {
  const seen = new Set<string>();
  return actions.filter((action) => {
    const key = JSON.stringify([action.title, action.edit ?? action.data?.what, action.diagnostics?.[0]?.range]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function isActionData(data: unknown): data is ActionData {
  return (
    isRecord(data) && typeof data.uri === 'string' && typeof data.what === 'string' && typeof data.fix === 'number'
  );
}
