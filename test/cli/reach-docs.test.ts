import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { example, portcullis, workspace } from './process';

const PAGE = readFileSync(new URL('../../docs/reach.md', import.meta.url), 'utf8');

interface Session {
  readonly folder: string;
  readonly words: readonly string[];
  readonly output: string;
  /** The YAML shown in its section. */
  readonly files: Readonly<Record<string, string>>;
}

/** Commands of the page with what they print, section by section. */
function sessionsOf(page: string): readonly Session[] {
  return page.split(/^#{2,3} /m).flatMap((section) => {
    const fences = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
      language,
      text,
    }));
    const files = Object.fromEntries(
      fences
        .filter(({ language }) => language === 'yaml')
        .map(({ text }) => {
          const [first = '', ...rest] = text.split('\n');
          return [first.replace(/^# /, ''), rest.join('\n')];
        }),
    );
    return fences
      .filter(({ language }) => language === 'console')
      .flatMap(({ text }) => text.split(/^(?=\S+\$ )/m))
      .map((text) => {
        const [, folder = '', command = '', output = ''] = /^(\S+)\$ portcullis ([^\n]*)\n(.*)$/s.exec(text) ?? [];
        return { folder, words: command.split(' '), output, files };
      });
  });
}

const SESSIONS = sessionsOf(PAGE);

describe('docs/reach.md', () => {
  it('has examples', () => {
    expect(SESSIONS.length).toBeGreaterThanOrEqual(12);
  });

  it.each(SESSIONS.map((session) => [`${session.folder}$ portcullis ${session.words.join(' ')}`, session] as const))(
    '%s',
    async (_title, { folder, words, output, files }) => {
      const cwd = workspace(folder === 'here' ? files : example(folder.replace('examples/', '')));
      const { code, stdout, stderr } = await portcullis(words, { cwd });
      expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: output });
    },
  );

  it('links to files that are there', () => {
    for (const [, target = ''] of PAGE.matchAll(/\]\(([^)#]+)\)/g))
      expect(readFileSync(new URL(`../../docs/${target}`, import.meta.url), 'utf8').length).toBeGreaterThan(0);
  });

  it('the example of the README is true', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, shown = ''] = /^\$ portcullis diff before after\n(.*?)^```$/ms.exec(readme) ?? [];
    const { stdout } = await portcullis(['diff', 'before', 'after'], { cwd: workspace(example('change')) });
    expect(shown).not.toBe('');
    expect(stdout.startsWith(shown)).toBe(true);
  });
});
