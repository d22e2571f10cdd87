/** Counts what passed, failed and was skipped; says what is going on, and at the end where the time went. */
export function createTally() {
  const started = Date.now();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const times = [];
  let closed;

  const say = (text) => process.stdout.write(`${text}\n`);
  const failed = (title, error) => {
    counts.failed += 1;
    failures.push({ title, error });
    say(`  FAILED ${title}`);
  };

  return {
    say,
    failed,
    isClosed: () => closed !== undefined,
    passed(count = 1) {
      counts.passed += count;
    },
    skipped(title, why) {
      counts.skipped += 1;
      say(`  skipped ${title}: ${why}`);
    },
    /** A part of the run: what it throws is a failure of that part. `work` may give a few words about what it did. */
    async step(title, work) {
      const begun = Date.now();
      const before = { ...counts };
      try {
        const words = await work();
        const done = counts.passed - before.passed;
        const lost = counts.failed - before.failed;
        const seconds = (Date.now() - begun) / 1000;
        times.push({ title, seconds });
        const told = [lost > 0 ? `${lost} failed` : '', done > 0 ? `${done} passed` : '', words || ''];
        say(`${title}: ${[...told.filter((text) => text !== ''), `${seconds.toFixed(1)} s`].join(', ')}`);
        return lost === 0;
      } catch (error) {
        failed(title, error.stack ?? String(error));
        return false;
      }
    },
    /** Prints the failures, the times and, last and alone, the counts. Gives the exit code. */
    close() {
      if (closed !== undefined) return closed;
      for (const { title, error } of failures) say(`\n--- ${title}\n${indent(error)}`);
      const slowest = [...times].sort((a, b) => b.seconds - a.seconds).slice(0, 5);
      const spent = slowest.map(({ title, seconds }) => `${title} ${seconds.toFixed(1)} s`).join(', ');
      say(`\n${((Date.now() - started) / 1000).toFixed(1)} s in all: ${spent}`);
      if (counts.passed + counts.failed === 0) counts.failed = 1;
      const parts = [`${counts.passed} passed`, `${counts.failed} failed`];
      if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`);
      say(parts.join(', '));
      closed = counts.failed > 0 ? 1 : 0;
      return closed;
    },
  };
}

function indent(text) {
  return String(text)
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
