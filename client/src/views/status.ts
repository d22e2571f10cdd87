import { type LanguageStatusItem, LanguageStatusSeverity, languages, window } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { STATUS, type StatusParams } from '../../../server/src/lsp/protocol';

export interface StatusView {
  ready(): Promise<void>;
  dispose(): void;
}

/** An analysis that takes longer than this after an edit is worth a colour. */
const SLOW_MILLISECONDS = 200;

/** Beside the language in the status bar: what was found, in how many files, how fast. */
export function statusView(client: BaseLanguageClient): StatusView {
  const item = languages.createLanguageStatusItem('portcullis.status', [
    { language: 'yaml' },
    { language: 'helm' },
    { language: 'json' },
  ]);
  item.name = 'Portcullis';
  item.text = 'Portcullis';
  item.command = { title: 'Show Report', command: 'portcullis.openReport' };
  let markReady = () => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const told = new Set<string>();
  client.onNotification(STATUS, (status: StatusParams) => {
    show(item, status);
    for (const notice of status.notices) {
      if (told.has(notice)) continue;
      told.add(notice);
      void window.showWarningMessage(`Portcullis: ${notice}`);
    }
    if (status.state === 'ready') markReady();
  });
  const states = client.onDidChangeState(({ newState }) => {
    item.busy = newState === State.Starting;
    if (newState !== State.Stopped) return;
    item.text = 'Portcullis is not running';
    item.detail = '';
    item.severity = LanguageStatusSeverity.Error;
    item.command = { title: 'Restart Server', command: 'portcullis.restartServer' };
  });
  return {
    ready: () => ready,
    dispose() {
      states.dispose();
      item.dispose();
    },
  };
}

function show(item: LanguageStatusItem, { state, files, errors, warnings, infos, time }: StatusParams): void {
  const counts = [count(errors, 'error'), count(warnings, 'warning'), count(infos, 'info')].filter(
    (text) => text !== '',
  );
  item.busy = state === 'scanning';
  item.text = counts.length === 0 ? 'Portcullis: nothing found' : `Portcullis: ${counts.join(', ')}`;
  item.detail = `${count(files, 'file') || 'no files'}${time > 0 ? `, ${Math.max(1, Math.round(time))} ms` : ''}`;
  item.severity = time > SLOW_MILLISECONDS ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
  item.command = { title: 'Show Report', command: 'portcullis.openReport' };
}

function count(number: number, noun: string): string {
  if (number === 0) return '';
  return `${number} ${noun}${number === 1 || noun === 'info' ? '' : 's'}`;
}
