import type { CliHost } from './terminal';

const PATIENCE = 1_000;
const INTERVAL = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** One line on standard error that says what is going on, on a terminal and only for work over a second. */
export interface Progress {
  tell(text: string): void;
  /** Takes the line away. */
  end(): void;
}

export function progressOn(host: CliHost, quiet: boolean): Progress {
  if (quiet || !host.errorIsTerminal) return { tell: () => undefined, end: () => undefined };
  const start = performance.now();
  let last = 0;
  let shown = false;
  return {
    tell(text) {
      const now = performance.now();
      if (now - start < PATIENCE || now - last < INTERVAL) return;
      last = now;
      shown = true;
      host.writeError(`${CLEAR_LINE}${text.slice(0, (host.columns ?? 80) - 1)}`);
    },
    end() {
      if (shown) host.writeError(CLEAR_LINE);
      shown = false;
    },
  };
}
