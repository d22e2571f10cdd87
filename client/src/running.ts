import type { LogOutputChannel } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ReportView } from './views/report';

/** What other extensions and the tests may use. */
export interface Extension {
  /** Resolves when the server has answered about the whole workspace for the first time. */
  ready(): Promise<void>;
  /** The server's process; undefined where it is a worker. */
  readonly serverPid: number | undefined;
}

/** Everything that the commands work with. */
export interface Running {
  readonly client: BaseLanguageClient;
  readonly log: LogOutputChannel;
  readonly report: ReportView;
}
