import { describe, expect, it } from 'vitest';
import { helpText, verbHelp } from './help';
import { quickAnswer } from './quick';
import { VERBS } from './verbs';

describe('help', () => {
  const texts = [helpText('1.2.3'), ...VERBS.map(verbHelp)];

  it('fits into 80 columns', () => {
    for (const line of texts.flatMap((text) => text.split('\n'))) expect(line.length, line).toBeLessThan(80);
  });

  it('names every verb, and every option of a verb', () => {
    for (const verb of VERBS) {
      expect(helpText('1.2.3')).toContain(`\n  ${verb.name} `);
      for (const option of verb.options) expect(verbHelp(verb)).toContain(`--${option.name}`);
    }
  });

  it('lists no verb that is not there yet', () => {
    expect(VERBS.map((verb) => verb.name)).toEqual([
      'scan',
      'reach',
      'explain',
      'diff',
      'test',
      'guardrails',
      'init',
      'lsp',
      'help',
    ]);
  });
});

describe('quickAnswer', () => {
  it.each([
    [[], 'Usage: portcullis VERB'],
    [['--help'], 'Usage: portcullis VERB'],
    [['help'], 'Usage: portcullis VERB'],
    [['--version'], 'portcullis '],
    [['-V'], 'portcullis '],
    [['scan', '--help'], 'Usage: portcullis scan'],
    [['help', 'init'], 'Usage: portcullis init'],
    [['scan', 'a', '--fix', '-h'], 'Usage: portcullis scan'],
  ])('answers %j', (argv, text) => {
    expect(quickAnswer(argv)).toContain(text);
  });

  it.each([[['scan']], [['scan', '--', '--help']], [['scna', '--help']], [['help', 'scna']], [['--helpp']]])(
    'leaves %j to the engine',
    (argv) => {
      expect(quickAnswer(argv)).toBeUndefined();
    },
  );
});
