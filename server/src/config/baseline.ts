/** Findings that were there when an old repository adopted Portcullis; they are not reported until they change. */
export interface Baseline {
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly guardrail: string;
  readonly file: string;
  readonly fingerprint: string;
}

const BASELINE_SCHEMA = 'portcullis.baseline/1';

/** A problem in words where the text is no baseline. */
export function readBaseline(text: string): Baseline | { readonly problem: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { problem: 'the baseline is not JSON' };
  }
  if (!isRecord(data) || data.schema !== BASELINE_SCHEMA) {
    return { problem: `the baseline has not the form "${BASELINE_SCHEMA}"` };
  }
  const { findings } = data;
  if (!Array.isArray(findings)) return { problem: 'the baseline has no list of findings' };
  const entries: BaselineEntry[] = [];
  for (const [index, entry] of findings.entries()) {
    const { guardrail, file, fingerprint } = isRecord(entry) ? entry : {};
    if (typeof guardrail !== 'string' || typeof file !== 'string' || typeof fingerprint !== 'string') {
      return { problem: `finding ${index + 1} of the baseline needs guardrail, file and fingerprint` };
    }
    entries.push({ guardrail, file, fingerprint });
  }
  return { entries };
}

/** One line a finding and in a stable order, so that version control shows what came and went. */
export function writeBaseline(findings: readonly BaselineEntry[]): string {
  const lines = findings
    .map(({ guardrail, file, fingerprint }) => JSON.stringify({ file, guardrail, fingerprint }))
    .sort();
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  return `{\n  "schema": ${JSON.stringify(BASELINE_SCHEMA)},\n  "findings": ${list}\n}\n`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
