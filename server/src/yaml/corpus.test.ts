import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differencesFromPackage, scalarsThatDoNotSliceBack } from './comparison.test-help';
import { readFile, textOf } from './index';

/** Real manifests are no part of the project; point this at a folder of them. */
const folder = process.env.PORTCULLIS_CORPUS;

describe.skipIf(folder === undefined)('the files of PORTCULLIS_CORPUS', () => {
  const root = folder ?? '.';
  const paths = folder === undefined ? [] : listYaml(root);

  test('are many', () => {
    expect(paths.length).toBeGreaterThan(100);
  });

  test('are read without a crash, and every scalar slices back to its source', { timeout: 600_000 }, () => {
    const wrong: string[] = [];
    for (const path of paths) {
      const text = readFileSync(join(root, path), 'utf8');
      const file = readFile(path, text);
      if (textOf(file) !== text) {
        wrong.push(`${path}: text lost`);
      }
      for (const { document } of file.documents) {
        wrong.push(...scalarsThatDoNotSliceBack(document).map((difference) => `${path}: ${difference}`));
      }
    }
    expect(wrong).toEqual([]);
  });

  test('split and read document by document equal the whole file read by the package', { timeout: 600_000 }, () => {
    const wrong: string[] = [];
    for (const path of paths) {
      const text = readFileSync(join(root, path), 'utf8');
      if (!text.includes('{{') && !text.includes('${')) {
        wrong.push(...differencesFromPackage(text).map((difference) => `${path}: ${difference}`));
      }
    }
    expect(wrong).toEqual([]);
  });
});

function listYaml(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ya?ml|json)$/.test(path))
    .sort();
}
