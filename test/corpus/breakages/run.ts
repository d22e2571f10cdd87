import { type Analysis, analyse, type Finding, runToEnd } from '../../../server/src/analysis';
import { defaultCharter } from '../../../server/src/config';
import { guardrailById } from '../../../server/src/guardrails';
import { createSnapshot, type Snapshot, updateSnapshot } from '../../../server/src/workspace';
import { applyEdits, type Place, type PlacedDocument, type Range } from '../../../server/src/yaml';
import { draw } from '../random';
import type { Application } from './application';
import { EDGE_RULES } from './edges';
import { PORT_RULES } from './ports';
import type { Breakage, Rule } from './rule';
import { SERVICE_RULES } from './services';
import { wiringOf } from './wiring';
import { WORKLOAD_RULES } from './workloads';

export const RULES: readonly Rule[] = [...SERVICE_RULES, ...WORKLOAD_RULES, ...EDGE_RULES, ...PORT_RULES];

/** One breakage of one application, and what came of it. */
export interface Trial {
  readonly rule: Rule;
  readonly application: Application;
  readonly path: string;
  /** 1-based, of the text as it was. */
  readonly line: number;
  /**
   * Found: a new finding of a guardrail that names this kind of breakage points at the edited characters, at the mapping
   * that something was taken out of, or at the token that what was edited no longer matches, with its own range or with
   * a related one. Lines decide, for a value may be marked together with its key.
   */
  readonly found: 'at the edit' | 'from the other end' | undefined;
  /** All that came new, also of other guardrails. */
  readonly fresh: readonly Finding[];
}

/**
 * At most so many of one rule in one application, so that no rule speaks for all: few of what the API server refuses, for
 * there is a place for each of them in every manifest.
 */
const MOST_REFUSED = 3;
const MOST = 12;
const TODAY = '2026-03-01';

export function* trials(application: Application): Generator<Trial> {
  const files = [...application.files].map(([path, text]) => ({ path, text }));
  const snapshot = createSnapshot({ charter: defaultCharter(), files });
  const analysis = runToEnd(analyse(snapshot, { today: TODAY }));
  const before = { snapshot, analysis, known: findingsOf(analysis) };
  const wiring = wiringOf(application);
  for (const rule of RULES) {
    const most = guardrailById(rule.finds[0] ?? '')?.category === 'spec' ? MOST_REFUSED : MOST;
    const breakages = unlike([...rule.places(wiring, application)].filter((each) => each !== undefined));
    for (const breakage of draw(breakages, most, `${application.name} ${rule.id}`, nameOf)) {
      yield trialOf(application, rule, breakage, before);
    }
  }
}

/** Two Services may lead to one port, and still it can be broken once only. */
function unlike(breakages: readonly Breakage[]): readonly Breakage[] {
  return [...new Map([...breakages].reverse().map((breakage) => [nameOf(breakage), breakage])).values()].reverse();
}

function nameOf({ edits }: Breakage): string {
  return edits.map((edit) => `${edit.document.path} ${edit.document.text.length} ${edit.start} ${edit.text}`).join(' ');
}

interface Before {
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
  readonly known: readonly Finding[];
}

function trialOf(application: Application, rule: Rule, breakage: Breakage, before: Before): Trial {
  const texts = textsAfter(application, breakage);
  const changes = [...texts].map(([path, text]) => ({ path, kind: 'text' as const, text }));
  const snapshot = updateSnapshot(before.snapshot, changes);
  const analysis = runToEnd(analyse(snapshot, { today: TODAY }, before.analysis));
  const fresh = newOnes(before.known, findingsOf(analysis));
  const naming = fresh.filter(({ guardrail }) => rule.finds.includes(guardrail));
  const spots = spotsAfter(application, breakage);
  const ranges = ({ file, range }: Finding) => spots.some((spot) => spot.path === file && meets(spot, range));
  const related = (finding: Finding) =>
    finding.related.some(({ file, range }) => spots.some((spot) => spot.path === file && meets(spot, range)));
  const found = naming.some(ranges) ? 'at the edit' : naming.some(related) ? 'from the other end' : undefined;
  const [first] = breakage.edits;
  const place = first === undefined ? undefined : placedIn(application, first);
  const line = (place?.placed.startLine ?? 0) + lineOf(first?.document.text ?? '', first?.start ?? 0) + 1;
  return { rule, application, path: first?.document.path ?? '', line, found, fresh };
}

function findingsOf(analysis: Analysis): readonly Finding[] {
  return analysis.paths.flatMap((path) => analysis.findingsOf(path));
}

/** Lines move with an edit and messages hold values, so neither tells whether a finding was there before. */
function newOnes(before: readonly Finding[], after: readonly Finding[]): readonly Finding[] {
  const left = new Map<string, number>();
  for (const finding of before) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return after.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

function keyOf({ guardrail, file, fingerprint, severity }: Finding): string {
  return [guardrail, file, severity, fingerprint].join('\u0000');
}

interface Spot {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

function meets(spot: Spot, range: Range): boolean {
  return range.start.line <= spot.lastLine && range.end.line >= spot.firstLine;
}

function textsAfter(application: Application, { edits }: Breakage): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.document.path))) {
    const placed = inFile(application, path, edits);
    texts.set(path, applyEdits(application.files.get(path) ?? '', placed));
  }
  return texts;
}

interface PlacedEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function inFile(application: Application, path: string, edits: Breakage['edits']): readonly PlacedEdit[] {
  return edits
    .filter((edit) => edit.document.path === path)
    .map((edit) => {
      const offset = placedIn(application, edit).placed.startOffset;
      return { start: edit.start + offset, end: edit.end + offset, text: edit.text };
    });
}

function spotsAfter(application: Application, { edits, spots }: Breakage): readonly Spot[] {
  const texts = textsAfter(application, { edits, spots });
  return [...edits, ...spots].map((place) => {
    const { path } = place.document;
    const offset = placedIn(application, place).placed.startOffset;
    const made = inFile(application, path, edits);
    const moved = (at: number, edge: 'start' | 'end') =>
      at +
      made.reduce((sum, edit) => sum + (isBefore(edit, at, edge) ? edit.text.length - (edit.end - edit.start) : 0), 0);
    const text = texts.get(path) ?? application.files.get(path) ?? '';
    const start = lineOf(text, moved(place.start + offset, 'start'));
    return { path, firstLine: start, lastLine: Math.max(start, lineOf(text, moved(place.end + offset, 'end'))) };
  });
}

/** What is inserted at the end of a place belongs to it, and what is inserted where it starts, too. */
function isBefore(edit: PlacedEdit, at: number, edge: 'start' | 'end'): boolean {
  return edge === 'start' ? edit.end <= at && edit.start < at : edit.end <= at;
}

function placedIn(application: Application, place: Place): { readonly placed: PlacedDocument } {
  const placed = application.placed.get(place.document.path)?.find(({ document }) => document === place.document);
  if (placed === undefined) throw new Error(`no document of ${place.document.path}`);
  return { placed };
}

function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let index = text.indexOf('\n'); index !== -1 && index < offset; index = text.indexOf('\n', index + 1)) line += 1;
  return line;
}
