/** Name and version of the report's shape; a change that breaks readers gets a new number. */
export const SCAN_SCHEMA = 'portcullis.scan/1';

/** The JSON schema (draft-07) of the JSON report, published as `schemas/portcullis.scan.schema.json`. */
export function scanSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Findings of portcullis scan',
    ...object({
      schema: { const: SCAN_SCHEMA },
      tool: object({
        name: { const: 'portcullis' },
        version: text('Version of Portcullis'),
        guardrails: list(
          object({
            id: text('Stable id, kebab-case'),
            title: text('What is wrong, in one sentence'),
            category: oneOf('spec', 'wiring', 'collision', 'exposure', 'policy', 'charter', 'mesh'),
            severity: oneOf('error', 'warning', 'info', 'off'),
            confidence: oneOf('certain', 'likely', 'possible'),
            help: { type: ['string', 'null'], description: 'Address of the page of the guardrail' },
          }),
        ),
      }),
      environments: list(text('Name of a set of objects that live in one cluster')),
      files: object({
        scanned: { type: 'integer', minimum: 0, description: 'How many files were read' },
        skipped: list(object({ path: text('Path from the root'), why: text('Why it was not read') })),
      }),
      notices: list(text('What a user should be told, once')),
      findings: list({ $ref: '#/definitions/finding' }),
      summary: object({ error: count, warning: count, info: count }),
    }),
    definitions: {
      position: object({
        line: { type: 'integer', minimum: 1 },
        column: { type: 'integer', minimum: 1, description: 'In UTF-16 units' },
      }),
      range: object({ start: { $ref: '#/definitions/position' }, end: { $ref: '#/definitions/position' } }),
      finding: object(
        {
          guardrail: text('Id of the guardrail that is broken'),
          category: oneOf('spec', 'wiring', 'collision', 'exposure', 'policy', 'charter', 'mesh'),
          severity: oneOf('error', 'warning', 'info'),
          confidence: oneOf('certain', 'likely', 'possible'),
          tags: list(oneOf('unnecessary', 'deprecated')),
          message: text('One line with the values in it'),
          file,
          range,
          object: {
            anyOf: [{ type: 'null' }, object({ kind: text('Kind'), namespace: textOrNull, name: textOrNull })],
          },
          environments: list(text('Environment it is true in')),
          related: list(object({ message: text('What stands there'), file, range })),
          fixes: list(
            object({
              title: text('What it does, as a command'),
              safe: { type: 'boolean', description: 'Proved by running the engine on the edited text' },
              preferred: { type: 'boolean', description: 'What --fix would do' },
              edits: list(object({ file, range, text: { type: 'string' } })),
            }),
          ),
          fingerprint: text('Stays when lines move'),
          suppressed: object({ by: text('What suppresses it'), reason: textOrNull, expires: textOrNull }),
        },
        ['suppressed'],
      ),
    },
  };
}

const count = { type: 'integer', minimum: 0 };
export const textOrNull = { type: ['string', 'null'] };
const file = { type: 'string', description: 'Path from the root that was read, with /' };
const range = { $ref: '#/definitions/range' };

export function object(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', required, additionalProperties: false, properties };
}

export function list(items: object): object {
  return { type: 'array', items };
}

export function text(description: string): object {
  return { type: 'string', description };
}

export function oneOf(...values: readonly string[]): object {
  return { enum: values };
}
