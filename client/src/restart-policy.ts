import { commands, window } from 'vscode';
import { CloseAction, type CloseHandlerResult, ErrorAction, type ErrorHandler } from 'vscode-languageclient';

const MAX_DEATHS = 4;
const WITHIN_MILLISECONDS = 3 * 60 * 1000;

/** A server that dies comes back and the user is told; one that keeps dying stays dead until somebody restarts it. */
export function restartPolicy(): ErrorHandler & { reset(): void } {
  let deaths: number[] = [];
  return {
    error: (_error, _message, count) => ({
      action: count !== undefined && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
    }),
    closed(): CloseHandlerResult {
      const now = Date.now();
      deaths = [...deaths.filter((death) => now - death < WITHIN_MILLISECONDS), now];
      if (deaths.length <= MAX_DEATHS) {
        void tell('The Portcullis server stopped unexpectedly and was restarted.');
        return { action: CloseAction.Restart, handled: true };
      }
      void tell(`The Portcullis server stopped ${deaths.length} times within three minutes and stays stopped.`, true);
      return { action: CloseAction.DoNotRestart, handled: true };
    },
    reset() {
      deaths = [];
    },
  };
}

async function tell(message: string, dead = false): Promise<void> {
  const log = 'Show Log';
  const restart = 'Restart Server';
  const chosen = dead
    ? await window.showErrorMessage(message, restart, log)
    : await window.showWarningMessage(message, log);
  if (chosen === log) await commands.executeCommand('portcullis.showLog');
  if (chosen === restart) await commands.executeCommand('portcullis.restartServer');
}
