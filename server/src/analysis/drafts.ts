import type { Exception, Severity } from '../config';
import type { AnyGuardrail, Fix } from '../guardrails';
import type { KubernetesObject } from '../kubernetes';
import type { Snapshot } from '../workspace';
import { type Place, type Range, rangeIn } from '../yaml';
import type { Finding, FindingFix, FindingRelated } from './finding';
import { compareFindings } from './order';
import { rankOf } from './rules';
import type { Rendered } from './run';
import { plainLine } from './text';

/** A finding in the making: what several environments say about one place, before suppression and numbering. */
export interface Draft {
  readonly guardrail: AnyGuardrail;
  readonly at: Place;
  readonly hash: string;
  readonly objects: readonly KubernetesObject[];
  /** Every exception that covers it: one for each environment, maybe. */
  readonly exceptions: ReadonlySet<Exception>;
  readonly finding: Finding;
}

/** One breach as it counts in some environments. */
export interface Claim {
  readonly breach: Rendered;
  readonly severity: Severity;
  readonly environments: readonly string[];
  readonly exception: Exception | undefined;
}

/** One draft per guardrail, range and message; what differs between environments is put together. */
export function draftsOf(snapshot: Snapshot, path: string, claims: Iterable<Claim>): Draft[] {
  const drafts = new Map<string, Draft>();
  for (const claim of claims) {
    const range = rangeOf(snapshot, claim.breach.at);
    if (range === undefined) continue;
    const key = keyOf(claim, range);
    const other = drafts.get(key);
    const draft = draftOf(snapshot, path, claim, range);
    drafts.set(key, other === undefined ? draft : merged(other, draft));
  }
  return [...drafts.values()].sort((a, b) => compareFindings(a.finding, b.finding));
}

/** The last part of a fingerprint tells equal findings of a file apart, in their order. */
export function numbered(drafts: readonly Draft[]): Draft[] {
  const counts = new Map<string, number>();
  return drafts.map((draft) => {
    const count = (counts.get(draft.hash) ?? 0) + 1;
    counts.set(draft.hash, count);
    return { ...draft, finding: { ...draft.finding, fingerprint: `${draft.hash}-${count}` } };
  });
}

/** Where a place stands now. The charter has places in the file that it was read from, in the snapshot or not. */
function rangeOf(snapshot: Snapshot, place: Place): Range | undefined {
  const { path, source } = snapshot.charter;
  if (place.document.path === path) {
    const placed = source?.documents.find(({ document }) => document === place.document);
    if (placed !== undefined) return rangeIn(placed, place);
  }
  return snapshot.rangeOf(place);
}

function keyOf({ breach, exception }: Claim, { start, end }: Range): string {
  const place = `${start.line}:${start.character}-${end.line}:${end.character}`;
  return `${breach.guardrail.id}\u0000${place}\u0000${exception === undefined ? '' : 'excepted'}\u0000${breach.message}`;
}

function draftOf(snapshot: Snapshot, path: string, claim: Claim, range: Range): Draft {
  const { breach, severity, environments, exception } = claim;
  const { guardrail } = breach;
  return {
    guardrail,
    at: breach.at,
    hash: breach.hash,
    objects: breach.object === undefined ? [] : [breach.object],
    exceptions: new Set(exception === undefined ? [] : [exception]),
    finding: {
      guardrail: guardrail.id,
      category: guardrail.category,
      severity,
      confidence: breach.confidence,
      tags: guardrail.tags ?? [],
      message: breach.message,
      file: path,
      range,
      object: breach.identity,
      environments,
      related: relatedOf(snapshot, breach),
      fixes: breach.fixes.flatMap((fix) => findingFix(snapshot, fix) ?? []),
      fingerprint: '',
    },
  };
}

function relatedOf(snapshot: Snapshot, breach: Rendered): FindingRelated[] {
  const related: FindingRelated[] = [];
  for (const { place, message } of breach.related) {
    const range = snapshot.rangeOf(place);
    if (range !== undefined) related.push({ message: plainLine(message), file: place.document.path, range });
  }
  return related;
}

/** Undefined where an edit touches a document that is not in the snapshot. */
export function findingFix(snapshot: Snapshot, fix: Fix): FindingFix | undefined {
  const edits: FindingFix['edits'][number][] = [];
  for (const edit of fix.edits) {
    const range = rangeOf(snapshot, edit);
    if (range === undefined) return undefined;
    edits.push({ file: edit.document.path, range, text: edit.text });
  }
  return edits.length === 0 ? undefined : { title: plainLine(fix.title), safe: fix.safe, edits };
}

function merged(a: Draft, b: Draft): Draft {
  return {
    ...a,
    objects: [...a.objects, ...b.objects],
    exceptions: new Set([...a.exceptions, ...b.exceptions]),
    finding: {
      ...a.finding,
      ...mergedEnvironments(a.finding, b.finding),
      related: union(a.finding.related, b.finding.related, JSON.stringify),
      fixes: mergedFixes(a.finding.fixes, b.finding.fixes),
    },
  };
}

/** The severest of all environments; each of them keeps its own where they differ. */
function mergedEnvironments(a: Finding, b: Finding): Pick<Finding, 'severity' | 'environments' | 'severities'> {
  const severities = new Map<string, Severity>();
  for (const { environments, severities: own, severity } of [a, b]) {
    for (const [index, name] of environments.entries()) {
      severities.set(name, severest(severities.get(name), own?.[index] ?? severity));
    }
  }
  const all = [...severities.values()];
  return {
    severity: severest(a.severity, b.severity),
    environments: [...severities.keys()],
    ...(new Set(all).size > 1 ? { severities: all } : {}),
  };
}

function severest(a: Severity | undefined, b: Severity): Severity {
  return a !== undefined && rankOf(a) >= rankOf(b) ? a : b;
}

/** A fix that only some environments ask for may break the others: it is offered, and not called safe. */
function mergedFixes(a: readonly FindingFix[], b: readonly FindingFix[]): readonly FindingFix[] {
  const keyOfFix = (fix: FindingFix) => JSON.stringify([fix.title, fix.edits]);
  const ofA = new Map(a.map((fix) => [keyOfFix(fix), fix]));
  const ofB = new Map(b.map((fix) => [keyOfFix(fix), fix]));
  return union(a, b, keyOfFix).map((fix) => {
    const key = keyOfFix(fix);
    return { ...fix, safe: ofA.get(key)?.safe === true && ofB.get(key)?.safe === true };
  });
}

function union<T>(a: readonly T[], b: readonly T[], keyOfItem: (item: T) => string): readonly T[] {
  const seen = new Set(a.map(keyOfItem));
  const more = b.filter((item) => !seen.has(keyOfItem(item)));
  return more.length === 0 ? a : [...a, ...more];
}
