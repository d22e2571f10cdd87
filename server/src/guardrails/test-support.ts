import { type Analysis, analyse, type Finding, type FindingFix, runToEnd } from '../analysis';
import { CHARTER_FILE, defaultCharter, readCharter } from '../config';
import { createSnapshot, type Snapshot } from '../workspace';
import { readFile } from '../yaml';

/** Files of a small workspace, by path. */
export type Files = Readonly<Record<string, string>>;

const TODAY = '2026-03-01';

export interface Checked {
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
  readonly findings: readonly Finding[];
}

/** Everything that all guardrails find in these files; `portcullis.yaml` among them is the charter. */
export function check(files: Files): Checked {
  const charterText = files[CHARTER_FILE];
  const charter = charterText === undefined ? defaultCharter() : readCharter(readFile(CHARTER_FILE, charterText));
  const snapshot = createSnapshot({ charter, files: Object.entries(files).map(([path, text]) => ({ path, text })) });
  const analysis = runToEnd(analyse(snapshot, { today: TODAY }));
  return { snapshot, analysis, findings: analysis.paths.flatMap((path) => analysis.findingsOf(path)) };
}

/**
 * What an example says will be found: a comment under the line, with carets under the exact range.
 *
 *     targetPort: http
 *     #           ^^^^ error: targetPort "http" is …
 *
 * `…` in the text stands for anything. A range that starts at the left edge is given in columns: `# 0-4 error: …`.
 */
export interface Mark {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  /** Undefined: beyond the end of the line. */
  readonly end: number;
  readonly severity: string;
  readonly message: string;
}

const MARK = /^(\s*#\s*)(\^+|(\d+)-(\d+))\s+(error|warning|info): (.*)$/;

export function marksIn(path: string, text: string): readonly Mark[] {
  const marks: Mark[] = [];
  let line = -1;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const match = MARK.exec(content);
    if (match === null) {
      line = index;
      continue;
    }
    const [, before = '', range = '', from, to, severity = '', message = ''] = match;
    const start = from === undefined ? before.length : Number(from);
    const end = to === undefined ? before.length + range.length : Number(to);
    marks.push({ path, line, start, end, severity, message });
  }
  return marks;
}

export function withoutMarks(text: string): string {
  return text
    .split('\n')
    .filter((line) => !MARK.test(line.replace(/\r$/, '')))
    .join('\n');
}

/** How the findings differ from the marks, in words; empty where they agree. */
export function differences(files: Files, findings: readonly Finding[]): readonly string[] {
  const marks = Object.entries(files).flatMap(([path, text]) => marksIn(path, text));
  const open = new Set(marks);
  const problems: string[] = [];
  for (const finding of findings) {
    const mark = [...open].find((each) => agrees(each, finding));
    if (mark === undefined) problems.push(`not marked: ${shown(finding)}`);
    else open.delete(mark);
  }
  for (const mark of open) {
    problems.push(
      `not found: ${mark.path}:${mark.line + 1}:${mark.start}-${mark.end} ${mark.severity}: ${mark.message}`,
    );
  }
  return problems;
}

function agrees(mark: Mark, { file, range, severity, message }: Finding): boolean {
  return (
    mark.path === file &&
    mark.line === range.start.line &&
    mark.start === range.start.character &&
    (range.end.line === range.start.line ? mark.end === range.end.character : true) &&
    mark.severity === severity &&
    patternOf(mark.message).test(message)
  );
}

function patternOf(text: string): RegExp {
  const parts = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'u');
}

export function shown({ guardrail, file, range, severity, message }: Finding): string {
  const { start, end } = range;
  return `${file}:${start.line + 1}:${start.character}-${end.character} ${severity}: ${message} [${guardrail}]`;
}

/** The files after a fix. */
export function applied(files: Files, fix: FindingFix): Files {
  const changed: Record<string, string> = { ...files };
  for (const path of new Set(fix.edits.map((edit) => edit.file))) {
    const edits = fix.edits.filter((edit) => edit.file === path);
    const text = changed[path] ?? '';
    const starts = lineStarts(text);
    const placed = edits
      .map(({ range, text: replacement }) => ({
        start: (starts[range.start.line] ?? text.length) + range.start.character,
        end: (starts[range.end.line] ?? text.length) + range.end.character,
        text: replacement,
      }))
      .sort((a, b) => b.start - a.start || b.end - a.end);
    changed[path] = placed.reduce((so, edit) => so.slice(0, edit.start) + edit.text + so.slice(edit.end), text);
  }
  return changed;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\n/g)) starts.push(match.index + 1);
  return starts;
}

/** A page: its headings, and what its fenced YAML holds, each group a workspace of its own. */
export interface Page {
  readonly title: string;
  readonly headings: readonly string[];
  readonly groups: readonly PageGroup[];
}

interface PageGroup {
  readonly heading: string;
  readonly files: Files;
}

/** Fenced blocks that follow each other and start with `# file: name.yaml` are files of one workspace. */
export function readPage(text: string): Page {
  const headings: string[] = [];
  const groups: { heading: string; files: Record<string, string>; open: boolean }[] = [];
  let title = '';
  let block: string[] | undefined;
  for (const line of text.split('\n')) {
    if (block !== undefined) {
      if (line.trim() !== '```') block.push(line);
      else {
        addBlock(groups, headings.at(-1) ?? '', block);
        block = undefined;
      }
    } else if (line.startsWith('```yaml')) block = [];
    else if (line.startsWith('# ')) title = line.slice(2).trim();
    else if (line.startsWith('## ')) headings.push(line.slice(3).trim());
    else if (line.trim() !== '') for (const group of groups) group.open = false;
  }
  return { title, headings, groups: groups.map(({ heading, files }) => ({ heading, files })) };
}

function addBlock(
  groups: { heading: string; files: Record<string, string>; open: boolean }[],
  heading: string,
  block: readonly string[],
): void {
  const name = /^# file: (\S+)$/.exec(block[0] ?? '')?.[1];
  const text = `${(name === undefined ? block : block.slice(1)).join('\n')}\n`;
  const last = groups.at(-1);
  if (name !== undefined && last?.open === true && last.heading === heading && !(name in last.files)) {
    last.files[name] = text;
    return;
  }
  groups.push({ heading, files: { [name ?? 'manifest.yaml']: text }, open: name !== undefined });
}
