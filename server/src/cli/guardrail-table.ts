import type { SeverityOrOff } from '../config';
import type { AnyGuardrail } from '../guardrails';
import { paintWith, wrap } from '../reports';

/** A guardrail with the severity that holds. */
export interface ShownGuardrail {
  readonly guardrail: AnyGuardrail;
  readonly severity: SeverityOrOff;
}

const DEFAULT_WIDTH = 80;

/** The list by category: id, severity, and what it finds below. */
export function guardrailTable(shown: readonly ShownGuardrail[], color: boolean, columns: number | undefined): string {
  const paint = paintWith(color);
  const width = Math.max(40, columns ?? DEFAULT_WIDTH);
  const idWidth = Math.max(0, ...shown.map(({ guardrail }) => guardrail.id.length));
  const lead = idWidth + 2 + 'warning'.length + 2;
  const parts: string[] = [];
  for (const category of new Set(shown.map(({ guardrail }) => guardrail.category))) {
    parts.push(`${parts.length === 0 ? '' : '\n'}${paint.strong(category)}\n`);
    for (const { guardrail, severity } of shown.filter((one) => one.guardrail.category === category)) {
      const [first = '', ...rest] = wrap(guardrail.title, Math.max(24, width - lead - 2));
      const name = `  ${guardrail.id.padEnd(idWidth)}  ${painted(severity)}  `;
      parts.push(`${name}${first}\n`, ...rest.map((line) => `${' '.repeat(lead + 2)}${line}\n`));
    }
  }
  parts.push('\nportcullis guardrails ID explains one\n');
  return parts.join('');

  function painted(severity: SeverityOrOff): string {
    const padded = severity.padEnd('warning'.length);
    return severity === 'off' ? paint.quiet(padded) : paint.severity(severity, padded);
  }
}
