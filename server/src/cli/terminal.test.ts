import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressOn } from './progress';
import { crashReport, run } from './run';
import { type CliHost, wantsColor } from './terminal';

interface Recorded extends CliHost {
  readonly output: string[];
  readonly errors: string[];
}

function host(changes: Partial<CliHost> = {}): Recorded {
  const output: string[] = [];
  const errors: string[] = [];
  return {
    cwd: '/',
    environment: {},
    today: '2026-03-01',
    packageDirectory: '/nowhere',
    columns: 80,
    errorIsTerminal: true,
    writeOutput: async (text) => void output.push(text),
    writeError: (text) => void errors.push(text),
    readInput: async () => new Uint8Array(),
    output,
    errors,
    ...changes,
  };
}

describe('wantsColor', () => {
  it.each([
    [undefined, {}, 80, true],
    [undefined, {}, undefined, false],
    ['auto', { NO_COLOR: '1' }, 80, false],
    ['auto', { NO_COLOR: '' }, 80, true],
    ['auto', { TERM: 'dumb' }, 80, false],
    ['auto', { FORCE_COLOR: '1' }, undefined, true],
    ['auto', { FORCE_COLOR: '0' }, undefined, false],
    ['always', { NO_COLOR: '1' }, undefined, true],
    ['never', { FORCE_COLOR: '1' }, 80, false],
  ])('--color %s with %j and %s columns: %s', (when, environment, columns, wanted) => {
    expect(wantsColor(when, host({ environment, columns }))).toBe(wanted);
  });
});

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('is silent for a second, then one line that is taken away at the end', () => {
    const terminal = host({ columns: 20 });
    const progress = progressOn(terminal, false);
    progress.tell('early');
    vi.advanceTimersByTime(1_001);
    progress.tell('Reading: 12345 of 67890 files');
    progress.tell('too soon after');
    progress.end();
    expect(terminal.errors).toEqual(['\r\u001b[2KReading: 12345 of 6', '\r\u001b[2K']);
  });

  it('is silent where there is no terminal, or with --quiet', () => {
    for (const [terminal, quiet] of [
      [host({ errorIsTerminal: false }), false],
      [host(), true],
    ] as const) {
      const progress = progressOn(terminal, quiet);
      vi.advanceTimersByTime(5_000);
      progress.tell('Reading');
      progress.end();
      expect(terminal.errors).toEqual([]);
    }
  });
});

describe('a crash', () => {
  it('ends 4 and says what to report', async () => {
    const terminal = host({
      writeOutput: async () => {
        throw new TypeError('a bug');
      },
    });
    expect(await run(['guardrails'], terminal)).toBe(4);
    expect(terminal.errors.join('')).toMatch(
      /please report these lines:\n {2}portcullis .*\n {2}verb: guardrails\n {2}TypeError: a bug\n/,
    );
  });

  it('shows nothing that would act on the terminal', () => {
    expect(crashReport(new Error('\u001b[2J'), ['\u0007'])).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});
