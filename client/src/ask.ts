import { type CancellationToken, commands, window } from 'vscode';
import { State } from 'vscode-languageclient';
import type { Running } from './running';

/** Asks the server. Undefined where it gives no answer: then the user has been told why, with what helps. */
export async function ask<R>(
  running: Running,
  method: string,
  params?: object,
  token?: CancellationToken,
): Promise<R | undefined> {
  const { client, log } = running;
  if (isDown(running)) {
    void offerRestart(NOT_RUNNING);
    return undefined;
  }
  try {
    // The client itself waits where the server is only starting.
    return await client.sendRequest<R>(method, params ?? {}, token);
  } catch (error) {
    if (token?.isCancellationRequested === true) return undefined;
    log.error(error instanceof Error ? error : String(error));
    void offerRestart(isDown(running) ? NOT_RUNNING : `Portcullis could not do that: ${reasonOf(error)}`);
    return undefined;
  }
}

const NOT_RUNNING = 'The Portcullis server is not running.';

function isDown({ client }: Running): boolean {
  return client.state === State.Stopped || client.state === State.StartFailed;
}

async function offerRestart(message: string): Promise<void> {
  const restart = 'Restart Server';
  const log = 'Show Log';
  const chosen = await window.showErrorMessage(message, restart, log);
  if (chosen === restart) await commands.executeCommand('portcullis.restartServer');
  if (chosen === log) await commands.executeCommand('portcullis.showLog');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
