// What a person sees and does in a workbench. Each function waits for what it is about to use, or for what it has done.

/** The squiggles of one severity: `error`, `warning`, `info`. They are drawn behind the text. */
export const squiggles = (page, severity) => page.locator(`.editor-instance .squiggly-${severity}`);

export const problemRow = (page, text) => page.locator('.markers-panel .monaco-list-row', { hasText: text });

export async function waitForEditor(page) {
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.editor-instance .monaco-editor').first().waitFor();
}

export async function showProblems(page) {
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel').waitFor();
}

/** Selects the range of a problem in the editor, and gives the editor the keyboard. */
export async function goToProblem(page, text) {
  await problemRow(page, text).dblclick();
  await page.locator('.editor-instance .monaco-editor.focused').waitFor();
}

/**
 * Opens the menu of fixes and waits for one. While providers still register in the first seconds, the key may do
 * nothing at all: then it is pressed again.
 */
export async function openFixes(page, problem, title) {
  const item = page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first();
  for (let attempt = 1; ; attempt += 1) {
    await goToProblem(page, problem);
    await page.keyboard.press('Control+.');
    const shown = await item.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (shown) return item;
    if (attempt === 10) throw new Error(`no fix "${title}" in the menu after ${attempt} attempts`);
    await page.keyboard.press('Escape');
  }
}

/** Rests the pointer on a word of the open editor until the hover says something. */
export async function hoverOver(page, lineWith, word, saying) {
  const hover = page.locator('.monaco-hover:visible', { hasText: saying }).first();
  const place = page.locator('.view-line', { hasText: lineWith }).locator('span span', { hasText: word }).first();
  for (let attempt = 1; ; attempt += 1) {
    await place.hover();
    const shown = await hover.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (shown) return hover;
    if (attempt === 10) throw new Error(`no hover over "${word}" after ${attempt} attempts`);
    await page.mouse.move(0, 0);
  }
}
