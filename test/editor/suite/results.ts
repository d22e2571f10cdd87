import type { Runner, reporters, Test } from 'mocha';

/** Prints one line for each test, which the driver of the page reads: there is no other way out of an extension host. */
export const Results = function (this: unknown, runner: Runner): void {
  const say = (test: Test, ok: boolean, error?: string) => {
    const seconds = (test.duration ?? 0) / 1000;
    console.log(`@result ${JSON.stringify({ title: test.fullTitle(), ok, seconds, error })}`);
  };
  runner.on('pass', (test) => say(test, true));
  runner.on('fail', (test, error) => say(test, false, String(error?.stack ?? error)));
} as unknown as typeof reporters.Base;
