import { CHARTER_SHAPE } from './charter-shape';
import type { RecordForm, Shape, TextFormat } from './shape';

/** A guardrail as the schema offers it. */
export interface SchemaGuardrail {
  readonly id: string;
  readonly title: string;
}

/** The JSON schema (draft-07) of `portcullis.yaml`, for editors that know nothing of Portcullis. */
export function charterSchema(guardrails: readonly SchemaGuardrail[] = []): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'portcullis.yaml',
    ...schemaOf(CHARTER_SHAPE, guardrails),
    required: ['apiVersion', 'kind'],
  };
}

const PORT = { type: 'integer', minimum: 1, maximum: 65_535 };

const PATTERNS: Readonly<Record<TextFormat, string>> = {
  glob: '^[^/!\\\\][^\\\\]*$',
  date: '^\\d{4}-\\d{2}-\\d{2}$',
  object: '^[^/]+/[^/]+(/[^/]+)?$',
  version: '^v?1\\.\\d{1,3}',
};

function schemaOf(shape: Shape, guardrails: readonly SchemaGuardrail[]): object {
  return { description: shape.description, ...formOf(shape, guardrails) };
}

function formOf(shape: Shape, guardrails: readonly SchemaGuardrail[]): object {
  switch (shape.type) {
    case 'text':
      return {
        // A plain 1.34 is a number to YAML, and what is meant all the same.
        type: shape.format === 'version' ? ['string', 'number'] : 'string',
        ...(shape.format === undefined ? { minLength: 1 } : { pattern: PATTERNS[shape.format] }),
        ...(shape.suggestions === undefined ? {} : { examples: shape.suggestions }),
      };
    case 'choice':
      return {
        enum: shape.choices.map(({ value }) => value),
        enumDescriptions: shape.choices.map(({ description }) => description),
        ...(shape.default === undefined ? {} : { default: shape.default }),
      };
    case 'flag':
      return { type: 'boolean', default: shape.default };
    case 'port':
      return PORT;
    case 'port-range':
      return { anyOf: [{ type: 'string', pattern: '^\\d{1,5}(\\s*-\\s*\\d{1,5})?$' }, PORT] };
    case 'size':
      return { type: ['string', 'integer'], pattern: '^\\d+(Ki|Mi|Gi|k|M|G)?$', minimum: 1, default: shape.default };
    case 'list':
      return {
        type: 'array',
        items: schemaOf(shape.items, guardrails),
        maxItems: shape.most,
        ...(shape.default === undefined ? {} : { default: shape.default }),
      };
    case 'map':
      return mapSchema(shape.keys, shape.values, guardrails);
    case 'record':
      return recordSchema(shape, guardrails);
  }
}

function mapSchema(keys: string, values: Shape, guardrails: readonly SchemaGuardrail[]): object {
  const additionalProperties = schemaOf(values, guardrails);
  if (keys !== 'guardrail id' || guardrails.length === 0) return { type: 'object', additionalProperties };
  const known = guardrails.map(({ id, title }): [string, object] => [
    id,
    { ...additionalProperties, description: title },
  ]);
  return { type: 'object', properties: Object.fromEntries(known), additionalProperties };
}

function recordSchema(form: RecordForm, guardrails: readonly SchemaGuardrail[]): object {
  const properties = Object.entries(form.fields).map(([name, field]): [string, object] => [
    name,
    schemaOf(field, guardrails),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(form.required.length === 0 ? {} : { required: form.required }),
    additionalProperties: form.open === true,
  };
}
