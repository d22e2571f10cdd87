import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments';

function problem(...argv: string[]): string {
  try {
    parseArguments(argv);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'none';
}

describe('parseArguments', () => {
  it('takes options before, between and behind paths, with a blank or an equals sign', () => {
    const args = parseArguments([
      'scan',
      '-q',
      'a',
      '--format',
      'json',
      'b',
      '--fail-on=never',
      '--environment',
      'x',
      '--environment=y',
    ]);
    expect(args.operands).toEqual(['a', 'b']);
    expect([...args.flags]).toEqual(['quiet']);
    expect(Object.fromEntries(args.values)).toEqual({ format: 'json', 'fail-on': 'never' });
    expect(Object.fromEntries(args.lists)).toEqual({ environment: ['x', 'y'] });
  });

  it('takes everything behind -- as a path, and - as one', () => {
    expect(parseArguments(['scan', '-']).operands).toEqual(['-']);
    expect(parseArguments(['scan', '--', '--fix', '-']).operands).toEqual(['--fix', '-']);
  });

  it.each([
    [['scna'], 'unknown verb "scna"; did you mean "scan"?'],
    [['guard'], 'unknown verb "guard"; did you mean "guardrails"?'],
    [['mend'], 'unknown verb "mend"; the verbs are scan, reach, explain, diff, test, guardrails, init, lsp, help'],
    [['deploy/web.yaml'], 'unknown verb "deploy/web.yaml"; to scan it: portcullis scan deploy/web.yaml'],
    [['--versoin'], 'unknown option --versoin; did you mean "--version"?'],
    [['scan', '--fromat', 'json'], 'unknown option --fromat of portcullis scan; did you mean "--format"?'],
    [['scan', '-x'], 'unknown option -x of portcullis scan; portcullis scan --help lists them'],
    [['scan', '--format', 'jsno'], '--format cannot be "jsno"; did you mean "json"?'],
    [['scan', '--color', 'perhaps'], '--color cannot be "perhaps"; it is one of auto, always, never'],
    [['scan', '--format'], '--format needs a value: --format FORMAT'],
    [['scan', '--config', '--fix'], '--config needs a value: --config FILE'],
    [['scan', '--config='], '--config needs a value: --config FILE'],
    [['scan', '--fix=yes'], '--fix takes no value'],
    [['guardrails', 'a', 'b'], 'portcullis guardrails does not take "b": portcullis guardrails [ID] [options]'],
  ])('says in one line what is wrong with %j', (argv, message) => {
    expect(problem(...argv)).toBe(message);
  });
});
