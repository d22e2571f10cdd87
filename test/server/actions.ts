import { service } from './manifests';
import { PUSH, type Range, rangeOf, type TestSession } from './session';

export interface Action {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly diagnostics?: readonly { readonly code: string }[];
  readonly edit?: WorkspaceEdit;
  readonly data?: { readonly version: number };
  readonly command?: { readonly command: string; readonly arguments: readonly unknown[] };
}

interface WorkspaceEdit {
  readonly changes?: Record<string, Edit[]>;
  readonly documentChanges?: readonly {
    readonly textDocument: { uri: string; version: number | null };
    readonly edits: Edit[];
  }[];
}

interface Edit {
  readonly range: Range;
  readonly newText: string;
}

const LITERALS = {
  codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
  isPreferredSupport: true,
  dataSupport: true,
};
export const EAGER = {
  ...PUSH,
  textDocument: { ...PUSH.textDocument, codeAction: LITERALS },
  workspace: { ...PUSH.workspace, workspaceEdit: { documentChanges: true } },
};
export const LAZY = {
  ...EAGER,
  textDocument: { ...PUSH.textDocument, codeAction: { ...LITERALS, resolveSupport: { properties: ['edit'] } } },
};

export function ask(session: TestSession, path: string, range: Range, only?: readonly string[]): Promise<Action[]> {
  return session.request('textDocument/codeAction', {
    textDocument: { uri: session.uri(path) },
    range,
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });
}

export const token = rangeOf(service('http'), 'targetPort: http');
export const everywhere: Range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

/** The text after the edits of one file. */
export function applied(text: string, edits: readonly Edit[]): string {
  const lines = text.split('\n');
  const offsetOf = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, character);
  return [...edits]
    .sort((a, b) => offsetOf(b.range.start) - offsetOf(a.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, offsetOf(range.start)) + newText + result.slice(offsetOf(range.end)),
      text,
    );
}
