import { type Disposable, DocumentLink, EventEmitter, languages, Range, Uri, window, workspace } from 'vscode';
import type { ScanSummary } from '../../../server/src/lsp/protocol';
import { type ReportLink, type ReportText, reportText } from './report-text';

const SCHEME = 'portcullis-report';
const REPORT = Uri.from({ scheme: SCHEME, path: '/Portcullis report' });

export interface ReportView extends Disposable {
  fill(summary: ScanSummary): void;
  open(): Promise<void>;
}

/** A read-only document that exists only here; its places and guardrails can be followed. */
export function reportView(): ReportView {
  const changed = new EventEmitter<Uri>();
  let report: ReportText | undefined;
  const contents = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => report?.text ?? '',
  });
  const links = languages.registerDocumentLinkProvider(
    { scheme: SCHEME },
    {
      provideDocumentLinks: () => (report?.links ?? []).map(toDocumentLink),
    },
  );
  return {
    fill(summary) {
      report = reportText(summary);
      changed.fire(REPORT);
    },
    async open() {
      await window.showTextDocument(REPORT, { preview: false });
    },
    dispose() {
      contents.dispose();
      links.dispose();
      changed.dispose();
    },
  };
}

function toDocumentLink({ line, start, end, target }: ReportLink): DocumentLink {
  const link = new DocumentLink(new Range(line, start, line, end), addressOf(target));
  link.tooltip = target.kind === 'place' ? 'Go to the finding' : 'Explain this guardrail';
  return link;
}

function addressOf(target: ReportLink['target']): Uri {
  if (target.kind === 'place') {
    return Uri.parse(target.uri).with({ fragment: `L${target.line + 1},${target.character + 1}` });
  }
  return Uri.parse(`command:portcullis.explain?${encodeURIComponent(JSON.stringify([target.id]))}`);
}
