import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { isRecord, listIn, rangeIn, stringIn, uriIn } from '../params';
import type { Session } from '../session';

export function onDidChange(session: Session): void {
  session.connection.onDidChangeTextDocument((params) => {
    const changes = listIn(params.contentChanges, 'contentChanges').map(readChange);
    session.edit(uriIn(params), params.textDocument.version, changes);
  });
}

function readChange(change: unknown): TextDocumentContentChangeEvent {
  if (!isRecord(change)) return { text: stringIn(undefined, 'a change') };
  const text = stringIn(change.text, 'text');
  return change.range === undefined || change.range === null ? { text } : { text, range: rangeIn(change.range) };
}
