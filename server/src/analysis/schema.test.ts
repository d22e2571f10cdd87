import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { charterSchema } from '../config';
import { GUARDRAILS } from '../guardrails';

const SCHEMAS = join(import.meta.dirname, '../../../schemas');

it('the schema that ships is the one of this code (npm run schemas)', () => {
  const shipped: unknown = JSON.parse(readFileSync(join(SCHEMAS, 'portcullis.schema.json'), 'utf8'));
  expect(shipped).toEqual(JSON.parse(JSON.stringify(charterSchema(GUARDRAILS))));
});
