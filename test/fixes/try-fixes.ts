import {
  type Analysis,
  analyse,
  applyFixes,
  type Finding,
  type FindingFix,
  proveFixes,
  runToEnd,
} from '../../server/src/analysis';
import { CHARTER_FILE, type Charter, readCharter } from '../../server/src/config';
import type { AnyGuardrail } from '../../server/src/guardrails';
import { createSnapshot, type Snapshot, updateSnapshot } from '../../server/src/workspace';
import { editFile, readFile, textOf } from '../../server/src/yaml';
import { draw } from '../corpus/random';

export type Texts = ReadonlyMap<string, string>;

/** A workspace of which the fixes are tried. */
interface FixesOf {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly texts: Texts;
  /** So many are tried on everything read anew; absent: all of them. The others on what changed alone. */
  readonly most?: number;
  readonly guardrails?: readonly AnyGuardrail[];
}

/** What the fixes of a workspace came to. */
export interface FixesTried {
  /** Different fixes: one edit may mend several findings. */
  readonly tried: number;
  readonly safe: number;
  /** Tried on everything read from its text again, and not on what changed alone. */
  readonly anew: number;
  /** Called safe by its guardrail, and the proof says no; people are never told that these are safe. */
  readonly unproved: readonly string[];
  /** What a fix promises and does not do, in words. */
  readonly broken: readonly string[];
}

const TODAY = '2026-03-01';

/**
 * Every fix of every finding, applied by itself:
 * - its edits lie in the texts, do not overlap, change something, and keep the line ends of the file;
 * - the engine, which edits a tree, makes the same of it as plain cutting and pasting in the text: nothing outside of the
 *   edited stretches changed;
 * - no document that was read is broken by it;
 * - it mends: what was said of that object is not said any more;
 * - a safe one leaves one finding less of its guardrail for each that it mends, and brings no other one anywhere. What else
 *   a guess may bring, nobody promises (one workload of two may lack the other name, too), and so it is never applied
 *   without being asked for.
 * And all safe ones together, as `--fix` applies them, leave nothing that they mended and bring nothing new.
 */
export function tryFixes({ name, snapshot, texts, most, guardrails }: FixesOf): FixesTried {
  const engine = engineWith(guardrails);
  const analysis = engine(snapshot);
  const fixes = differentFixes(snapshot, analysis);
  const drawn = new Set(draw(fixes, most ?? fixes.length, name, ({ fix }) => JSON.stringify(fix.edits)));
  const broken: string[] = [];
  const unproved: string[] = [];
  for (const each of fixes) {
    const { fix, claimed, safe, findings } = each;
    const [first] = findings;
    const what = `${name} ${first?.file}:${(first?.range.start.line ?? 0) + 1} ${first?.guardrail}: ${fix.title}`;
    if (claimed && !safe) unproved.push(what);
    const changed = spliced(texts, fix);
    if (typeof changed === 'string') {
      broken.push(`${what}: ${changed}`);
      continue;
    }
    const after = drawn.has(each)
      ? engine(anew(snapshot, texts, changed))
      : engine(onward(snapshot, changed), analysis);
    const problems = [...textProblems(texts, changed, fix), ...promisesBroken(analysis, after, each)];
    broken.push(...problems.map((problem) => `${what}: ${problem}`));
  }
  broken.push(
    ...allTogether(snapshot, analysis, texts, engine).map((problem) => `${name}, all safe fixes: ${problem}`),
  );
  return { tried: fixes.length, safe: fixes.filter(({ safe }) => safe).length, anew: drawn.size, unproved, broken };
}

interface TriedFix {
  readonly fix: FindingFix;
  /** By its guardrail, and after the proof. */
  readonly claimed: boolean;
  readonly safe: boolean;
  readonly findings: readonly Finding[];
}

function differentFixes(snapshot: Snapshot, analysis: Analysis): readonly TriedFix[] {
  const found = findingsOf(analysis);
  const fixes = new Map<string, TriedFix>();
  for (const [index, finding] of runToEnd(proveFixes(snapshot, analysis, found)).entries()) {
    for (const [number, fix] of finding.fixes.entries()) {
      const key = JSON.stringify(fix.edits);
      const known = fixes.get(key);
      fixes.set(key, {
        fix,
        claimed: (known?.claimed ?? false) || found[index]?.fixes[number]?.safe === true,
        safe: (known?.safe ?? true) && fix.safe,
        findings: [...(known?.findings ?? []), finding],
      });
    }
  }
  return [...fixes.values()];
}

function promisesBroken(before: Analysis, after: Analysis, { safe, findings }: TriedFix): readonly string[] {
  const mends = safe
    ? fewer(before, after, findings, kindOf)
    : findings.some((finding) => fewer(before, after, [finding], said));
  const left = mends ? [] : ['the finding is still there'];
  return [...left, ...(safe ? moreThan(before, after).map((more) => `brings ${more}`) : [])];
}

export function snapshotOf(texts: Texts, charter: Charter): Snapshot {
  return createSnapshot({ charter, files: [...texts].map(([path, text]) => ({ path, text })) });
}

type Engine = (snapshot: Snapshot, before?: Analysis) => Analysis;

function engineWith(guardrails: readonly AnyGuardrail[] | undefined): Engine {
  return (snapshot, before) => runToEnd(analyse(snapshot, { today: TODAY, guardrails }, before));
}

function allTogether(snapshot: Snapshot, analysis: Analysis, texts: Texts, engine: Engine): readonly string[] {
  const applied = runToEnd(applyFixes(snapshot, analysis));
  if (applied.texts.size === 0) return [];
  const after = engine(anew(snapshot, texts, applied.texts));
  const known = new Set(findingsOf(analysis).map(({ fingerprint, file }) => `${file} ${fingerprint}`));
  const fixed = applied.fixed.filter(({ fingerprint, file }) => known.has(`${file} ${fingerprint}`));
  const left = fewer(analysis, after, fixed, kindOf) ? [] : ['something that they mended is still there'];
  return [...left, ...moreThan(analysis, after).map((more) => `they bring ${more}`)];
}

/** From the texts alone, as if nobody had read them before. */
function anew(snapshot: Snapshot, texts: Texts, changed: Texts): Snapshot {
  const files = [...texts, ...changed].map(([path, text]) => ({ path, text }));
  return createSnapshot({ charter: charterAfter(snapshot, changed), files, skipped: snapshot.skipped });
}

function onward(snapshot: Snapshot, changed: Texts): Snapshot {
  const changes = [...changed].map(([path, text]) => ({ path, kind: 'text' as const, text }));
  return updateSnapshot(snapshot, changes, charterAfter(snapshot, changed));
}

function charterAfter({ charter }: Snapshot, changed: Texts): Charter {
  const text = changed.get(CHARTER_FILE);
  return text === undefined ? charter : readCharter(readFile(CHARTER_FILE, text));
}

function findingsOf(analysis: Analysis): readonly Finding[] {
  return analysis.paths.flatMap((path) => analysis.findingsOf(path));
}

/** The texts with the edits cut and pasted, or what is wrong with the edits. */
function spliced(texts: Texts, { edits }: FindingFix): Texts | string {
  const changed = new Map<string, string>();
  for (const path of new Set(edits.map(({ file }) => file))) {
    const text = texts.get(path);
    if (text === undefined) return `${path} is no file of the workspace`;
    const starts = lineStarts(text);
    const placed = edits
      .filter(({ file }) => file === path)
      .map(({ range, text: put }) => ({
        start: (starts[range.start.line] ?? Number.NaN) + range.start.character,
        end: (starts[range.end.line] ?? Number.NaN) + range.end.character,
        put,
      }))
      .sort((a, b) => a.start - b.start);
    let from = 0;
    let made = '';
    for (const [index, { start, end, put }] of placed.entries()) {
      if (!(start >= from && end >= start && end <= text.length))
        return 'its edits overlap, or lie outside of the text';
      if (index > 0 && start === placed[index - 1]?.start) return 'two of its edits start at one place';
      made += text.slice(from, start) + put;
      from = end;
    }
    made += text.slice(from);
    if (made === text) return 'it changes nothing';
    changed.set(path, made);
  }
  return changed;
}

function textProblems(texts: Texts, changed: Texts, { edits }: FindingFix): readonly string[] {
  const problems: string[] = [];
  for (const [path, after] of changed) {
    const before = texts.get(path) ?? '';
    const file = readFile(path, before);
    const own = edits.filter((edit) => edit.file === path).map(({ range, text }) => ({ range, text }));
    const last = [...own].sort(
      (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
    );
    if (textOf(editFile(file, last)) !== after) problems.push(`the engine writes another text into ${path}`);
    if (before.includes('\r\n') && !/[^\r]\n/.test(before) && /[^\r]\n/.test(after))
      problems.push(`other line ends in ${path}`);
    const count = (text: string) =>
      readFile(path, text).documents.reduce((sum, { document }) => sum + document.problems.length, 0);
    if (count(after) > count(before)) problems.push(`${path} does not parse any more`);
  }
  return problems;
}

/** Of each kind as many findings less as are to be mended. */
function fewer(
  before: Analysis,
  after: Analysis,
  mended: readonly Finding[],
  kind: (finding: Finding) => string,
): boolean {
  const count = (findings: readonly Finding[], wanted: Finding) =>
    findings.filter((finding) => kind(finding) === kind(wanted)).length;
  return mended.every(
    (finding) =>
      count(after.findingsOf(finding.file), finding) + count(mended, finding) <=
      count(before.findingsOf(finding.file), finding),
  );
}

function moreThan(before: Analysis, after: Analysis): readonly string[] {
  const left = new Map<string, number>();
  const key = (finding: Finding) => `${finding.severity} ${kindOf(finding)}`;
  for (const finding of findingsOf(before)) left.set(key(finding), (left.get(key(finding)) ?? 0) + 1);
  return findingsOf(after).flatMap((finding) => {
    const count = left.get(key(finding)) ?? 0;
    left.set(key(finding), count - 1);
    return count > 0 ? [] : [`${finding.severity} ${finding.guardrail} in ${finding.file}: ${finding.message}`];
  });
}

function kindOf({ guardrail, file, object }: Finding): string {
  return [guardrail, file, object?.kind, object?.namespace, object?.name].join('\0');
}

function said(finding: Finding): string {
  return `${kindOf(finding)}\0${finding.message}`;
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
}
