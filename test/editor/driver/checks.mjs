/**
 * Steps that stand on each other: a failed one ends the run, with all that can be known of it.
 * `closing` runs in any case; `atFailure` says more about a failure.
 */
export async function runChecks(steps, { atFailure, closing }) {
  const results = [];
  const check = async (title, work) => {
    const started = Date.now();
    const seconds = () => (Date.now() - started) / 1000;
    try {
      const value = await work();
      results.push({ title, ok: true, seconds: seconds() });
      return value;
    } catch (error) {
      const more = await Promise.resolve(atFailure?.()).catch(String);
      results.push({ title, ok: false, seconds: seconds(), error: [error.stack ?? String(error), more].join('\n') });
      throw STOP;
    }
  };
  try {
    await steps(check);
  } catch (error) {
    if (error !== STOP) results.push({ title: 'start', ok: false, seconds: 0, error: error.stack ?? String(error) });
  } finally {
    await closing();
  }
  return results;
}

const STOP = Symbol('a check has failed');
