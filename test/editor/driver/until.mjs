const EVERY = 50;

/** Waits until a condition gives something; never for a time. */
export async function until(what, condition, patience = 60_000) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}
