import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differencesFromPackage, scalarsThatDoNotSliceBack } from './comparison.test-help';
import { readFile, textOf } from './index';
import { takes } from './plain/compare.test-help';

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

  test('are read alike by the plain reader, which takes most of them', { timeout: 600_000 }, () => {
    let documents = 0;
    let taken = 0;
    for (const path of paths) {
      for (const { document } of readFile(path, readFileSync(join(root, path), 'utf8')).documents) {
        if (!document.hasPlaceholders) {
          documents++;
          taken += takes(document.text) ? 1 : 0;
        }
      }
    }
    expect(taken / documents).toBeGreaterThan(0.9);
  });
});

function listYaml(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ya?ml|json)$/.test(path))
    .sort();
}
