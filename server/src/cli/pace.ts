import { setImmediate } from 'node:timers/promises';

const SLICE = 40;

/** Runs a generator to its end and lets the process breathe, so that Ctrl-C and the progress line get their turn. */
export async function pace<T>(generator: Generator<undefined, T>, onBreath?: () => void): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = generator.next();
    if (step.done) return step.value;
    if (performance.now() - since < SLICE) continue;
    onBreath?.();
    await setImmediate();
    since = performance.now();
  }
}
