import { describe, expect, it } from 'vitest';
import { type AnyGuardrail, defineGuardrail, GUARDRAILS } from '../guardrails';
import { placeOf } from '../kubernetes';
import { textOf } from '../yaml';
import { analyse, applyFixes, type FindingFix, proveFix, proveFixes, runToEnd } from '.';
import { type Files, findingsIn, service, snapshotOf, TODAY, WEB } from './test-support';

function state(files: Files, guardrails: readonly AnyGuardrail[] = GUARDRAILS) {
  const snapshot = snapshotOf(files);
  const analysis = runToEnd(analyse(snapshot, { today: TODAY, guardrails }));
  return { snapshot, analysis, findings: findingsIn(analysis) };
}

function proves(files: Files, fix: FindingFix, guardrails?: readonly AnyGuardrail[]): boolean {
  const { snapshot, analysis, findings } = state(files, guardrails);
  const [finding] = findings;
  if (finding === undefined) throw new Error('nothing is wrong here');
  return runToEnd(proveFix(snapshot, analysis, finding, fix));
}

/** Replaces a stretch of one line of a file. */
function edit(file: string, line: number, from: number, to: number, text: string): FindingFix {
  return {
    title: 'x',
    safe: true,
    edits: [{ file, range: { start: { line, character: from }, end: { line, character: to } }, text }],
  };
}

const FILES = { 'a.yaml': service('a', 'nope'), 'w.yaml': WEB };

describe('a fix is proved', () => {
  it('where the finding is gone and nothing else came', () => {
    expect(proves(FILES, edit('a.yaml', 10, 16, 20, 'web'))).toBe(true);
    expect(proves(FILES, edit('a.yaml', 10, 16, 20, '8080'))).toBe(true);
  });

  it('in another file too', () => {
    expect(proves(FILES, edit('w.yaml', 18, 16, 19, 'nope'))).toBe(true);
  });

  it.each([
    ['the finding stays', edit('a.yaml', 10, 16, 20, 'other')],
    ['another finding comes', edit('a.yaml', 10, 16, 20, '"99999"')],
    ['the document no longer parses', edit('a.yaml', 10, 16, 20, '[')],
    ['nothing is edited', { title: 'x', safe: true, edits: [] }],
    ['its file is not there', edit('z.yaml', 0, 0, 0, 'x')],
    [
      'its edits overlap',
      {
        title: 'x',
        safe: true,
        edits: [...edit('a.yaml', 10, 16, 20, 'web').edits, ...edit('a.yaml', 10, 17, 18, 'x').edits],
      },
    ],
  ])('and not where %s', (_, fix) => {
    expect(proves(FILES, fix)).toBe(false);
  });

  it('and not where a finding comes in another file', () => {
    const files = { ...FILES, 'b.yaml': service('b', 'web') };
    expect(proves(files, edit('w.yaml', 18, 16, 19, 'nope'))).toBe(false);
  });

  it('for a list of findings: what is not proved is no longer called safe', () => {
    const claims = defineGuardrail({
      ...shouting(),
      fixes: ({ at }) => [
        { title: 'does nothing', safe: true, edits: [{ ...at, text: 'LOUD' }] },
        { title: 'is no claim', safe: false, edits: [{ ...at, text: 'LOUDER' }] },
        { title: 'mends it', safe: true, edits: [{ ...at, text: 'quiet' }] },
      ],
    });
    const { snapshot, analysis, findings } = state({ 'a.yaml': shout('LOUD') }, [claims]);
    const [proved] = runToEnd(proveFixes(snapshot, analysis, findings));
    expect(proved?.fixes.map((fix) => fix.safe)).toEqual([false, false, true]);
  });
});

/** Finds ConfigMaps whose name is written in capitals; the fix writes it small. */
function shouting(): AnyGuardrail {
  return defineGuardrail<'config-map', { at: ReturnType<typeof placeOf>; subject: string; name: string }>({
    id: 'shouting',
    title: 'A name in capitals',
    category: 'spec',
    severity: 'warning',
    confidence: 'certain',
    check: {
      kind: 'object',
      appliesTo: ['config-map'],
      *find({ name }) {
        if (name.state !== 'known' || name.value === name.value.toLowerCase()) return;
        yield { at: placeOf(name.node), subject: `metadata.name=${name.value}`, name: name.value };
      },
    },
    message: ({ name }) => `${name} is loud`,
    fixes: ({ at, name }) => [{ title: 'Speak softly', safe: true, edits: [{ ...at, text: name.toLowerCase() }] }],
  });
}

function shout(...names: string[]): string {
  return names.map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`).join('---\n');
}

describe('many safe fixes', () => {
  /** Guardrails of which every look at an object is counted. */
  function counted() {
    const inner = shouting();
    const work = { looks: 0 };
    const { check } = inner;
    if (check.kind !== 'object') throw new Error('it looks at objects');
    const guardrail: AnyGuardrail = {
      ...inner,
      check: {
        ...check,
        find(object, context) {
          work.looks += 1;
          return check.find(object, context);
        },
      },
    };
    return { guardrail, work };
  }

  it('of one file are proved, and applied, with a few looks at each object', () => {
    const names = Array.from({ length: 100 }, (_, index) => `N${index}`);
    const { guardrail, work } = counted();
    const { snapshot, analysis, findings } = state({ 'a.yaml': shout(...names) }, [guardrail]);
    expect(work.looks).toBe(100);
    const proved = runToEnd(proveFixes(snapshot, analysis, findings));
    expect(proved.filter((finding) => finding.fixes[0]?.safe)).toHaveLength(100);
    expect(work.looks).toBeLessThanOrEqual(300);
    expect(runToEnd(applyFixes(snapshot, analysis)).fixed).toHaveLength(100);
    expect(work.looks).toBeLessThanOrEqual(600);
  });

  it('that are all wrong cost a bounded number of looks, and none is safe', () => {
    const { guardrail, work } = counted();
    const lying: AnyGuardrail = {
      ...guardrail,
      fixes: ({ at }) => [{ title: 'x', safe: true, edits: [{ ...at, text: 'STILL' }] }],
    };
    const names = Array.from({ length: 600 }, (_, index) => `N${index}`);
    const { snapshot, analysis, findings } = state({ 'a.yaml': shout(...names) }, [lying]);
    const proved = runToEnd(proveFixes(snapshot, analysis, findings));
    expect(proved.filter((finding) => finding.fixes[0]?.safe)).toHaveLength(0);
    // Down to each one alone, it would be some 6,800.
    expect(work.looks).toBeLessThan(3000);
  });

  it('are told from the wrong ones among them', () => {
    const lying: AnyGuardrail = {
      ...shouting(),
      fixes: ({ at }) => {
        const name = at.document.text.slice(at.start, at.end);
        return [
          { title: 'x', safe: true, edits: [{ ...at, text: name.endsWith('7') ? 'STILL' : name.toLowerCase() }] },
        ];
      },
    };
    const names = Array.from({ length: 30 }, (_, index) => `N${index}`);
    const { snapshot, analysis, findings } = state({ 'a.yaml': shout(...names) }, [lying]);
    const proved = runToEnd(proveFixes(snapshot, analysis, findings));
    expect(proved.filter(({ fixes }) => !fixes[0]?.safe).map(({ message }) => message)).toEqual([
      'N7 is loud',
      'N17 is loud',
      'N27 is loud',
    ]);
  });
});

describe('all safe fixes together', () => {
  it('are applied, and the rest stays', () => {
    const { snapshot, analysis } = state(
      { 'a.yaml': shout('A', 'b', 'C'), 'b.yaml': shout('D'), 'c.yaml': shout('e') },
      [shouting()],
    );
    const applied = runToEnd(applyFixes(snapshot, analysis));
    expect([...applied.texts]).toEqual([
      ['a.yaml', shout('a', 'b', 'c')],
      ['b.yaml', shout('d')],
    ]);
    expect(applied.fixed.map((finding) => finding.message)).toEqual(['A is loud', 'C is loud', 'D is loud']);
    expect(findingsIn(applied.analysis)).toEqual([]);
  });

  it('stay within the files that are asked for', () => {
    const { snapshot, analysis } = state({ 'a.yaml': shout('A'), 'b.yaml': shout('B') }, [shouting()]);
    const applied = runToEnd(applyFixes(snapshot, analysis, (path) => path === 'b.yaml'));
    expect([...applied.texts.keys()]).toEqual(['b.yaml']);
  });

  it('are none where none is safe', () => {
    const { snapshot, analysis } = state({ 'a.yaml': shout('A') }, [{ ...shouting(), fixes: () => [] }]);
    const applied = runToEnd(applyFixes(snapshot, analysis));
    expect([...applied.texts]).toEqual([]);
    expect(applied.snapshot).toBe(snapshot);
  });

  it('that are right one by one and wrong together are not made together', () => {
    // The second small name is wrong, whichever it is.
    const jealous: AnyGuardrail = defineGuardrail<'config-map', { at: ReturnType<typeof placeOf>; subject: string }>({
      ...shouting(),
      id: 'jealous',
      severity: 'error',
      check: {
        kind: 'object',
        appliesTo: ['config-map'],
        *find(object, { environment }) {
          const small = environment
            .ofType('config-map')
            .filter(({ name }) => name.state === 'known' && /^[a-z]/.test(name.value));
          if (small.length > 1 && small.includes(object)) yield { at: placeOf(object.node), subject: 'small' };
        },
      },
      message: () => 'too many small names',
      fixes: () => [],
    });
    const { snapshot, analysis } = state({ 'a.yaml': shout('A', 'B', 'C') }, [shouting(), jealous]);
    const applied = runToEnd(applyFixes(snapshot, analysis));
    expect(applied.fixed.map((finding) => finding.message)).toEqual(['A is loud']);
    expect(textOf(applied.snapshot.file('a.yaml') ?? { path: '', documents: [] })).toBe(shout('a', 'B', 'C'));
  });

  it('come in passes: one may make room for the next', () => {
    const letters = defineGuardrail<'config-map', { at: ReturnType<typeof placeOf>; subject: string; label: string }>({
      ...shouting(),
      check: {
        kind: 'object',
        appliesTo: ['config-map'],
        *find({ labels }) {
          const value = labels.entries.get('voice')?.value;
          if (value?.state !== 'known') return;
          for (const letter of value.value.replace(/[^A-Z]/g, '')) {
            yield { at: placeOf(value.node), subject: letter, label: value.value };
          }
        },
      },
      message: ({ subject }) => `${subject} is loud`,
      fixes: ({ at, subject, label }) => [
        { title: 'A little', safe: true, edits: [{ ...at, text: label.replace(subject, subject.toLowerCase()) }] },
      ],
    });
    const voice = (value: string) => shout('a').replace('name: a', `name: a\n  labels: {voice: ${value}}`);
    const { snapshot, analysis } = state({ 'a.yaml': voice('ABC') }, [letters]);
    const applied = runToEnd(applyFixes(snapshot, analysis));
    expect([...applied.texts]).toEqual([['a.yaml', voice('abc')]]);
    expect(applied.fixed.map((finding) => finding.message)).toEqual(['A is loud', 'B is loud', 'C is loud']);
  });
});
