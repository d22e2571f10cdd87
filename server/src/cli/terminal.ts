import { EXIT } from './exit-code';

/** The process as the verbs see it, so that a test can be one. */
export interface CliHost {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ISO date of today. */
  readonly today: string;
  /** Folder of the installed package: `docs/guardrails` is below it. */
  readonly packageDirectory: string;
  /** Columns of standard output where it is a terminal. */
  readonly columns: number | undefined;
  readonly errorIsTerminal: boolean;
  /** Resolves when the text is on its way; what a closed pipe does not take is dropped. */
  writeOutput(text: string): Promise<void>;
  /** False once the reader has closed the pipe: nobody waits for more. */
  outputIsWanted?(): boolean;
  writeError(text: string): void;
  /** Standard input to its end, or its beginning where it is longer than the limit. */
  readInput(maxBytes: number): Promise<Uint8Array>;
}

/** Whether to colour: what was asked for, else NO_COLOR and the terminal decide. */
export function wantsColor(when: string | undefined, host: CliHost): boolean {
  if (when === 'always') return true;
  if (when === 'never') return false;
  const { NO_COLOR, FORCE_COLOR, TERM } = host.environment;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
  return host.columns !== undefined && TERM !== 'dumb';
}

export function processHost(packageDirectory: string): CliHost {
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure, and the verdict stays the same. Where a
  // disk is full, results are lost: nobody may take what is there for all of them.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return;
    process.stderr.write(`portcullis: the results cannot be written: ${code}\n`);
    process.exit(EXIT.crash);
  });
  process.stderr.on('error', () => undefined);
  return {
    cwd: process.cwd(),
    environment: process.env,
    // As the language server counts it, and the same in every time zone.
    today: new Date().toISOString().slice(0, 10),
    packageDirectory,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    errorIsTerminal: process.stderr.isTTY === true,
    writeOutput: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    outputIsWanted: () => process.stdout.writable,
    writeError: (text) => void process.stderr.write(text),
    readInput,
  };
}

async function readInput(maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return Buffer.concat(chunks);
}
