import { ASSERTION_FIELDS, END_FIELDS, EXPECTATIONS, MOST_ASSERTIONS, PORT_TEST_FIELDS } from '../kubernetes';
import { CHARTER_API_VERSION } from './charter-shape';

/** The JSON schema (draft-07) of connection assertions, for editors that know nothing of Portcullis. */
export function portTestSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Connection assertions of Portcullis',
    type: 'object',
    required: ['apiVersion', 'kind', 'spec'],
    properties: {
      apiVersion: { description: 'Version of this form.', const: CHARTER_API_VERSION },
      kind: { description: 'Kind of this document.', const: 'PortTest' },
      metadata: {
        description: 'Name and labels, as of any object.',
        type: 'object',
        properties: { name: { description: 'Name of the test.', type: 'string', minLength: 1 } },
      },
      spec: closed('Connections that have to be open, or shut.', ['assertions'], {
        environment: { description: PORT_TEST_FIELDS.environment, type: 'string', minLength: 1 },
        assertions: {
          description: PORT_TEST_FIELDS.assertions,
          type: 'array',
          items: assertion,
          maxItems: MOST_ASSERTIONS,
        },
      }),
    },
  };
}

const selected = closed('All pods of a namespace that carry these labels.', [], {
  namespace: { description: END_FIELDS.namespace, type: 'string', minLength: 1 },
  labels: { description: END_FIELDS.labels, type: 'object', additionalProperties: { type: 'string' } },
});

const named = {
  description:
    '`namespace/name` or `namespace/Kind/name` of a workload, `namespace/Service/name`, `internet`, an address or a CIDR.',
  type: 'string',
  minLength: 1,
};

const assertion = closed('A connection that has to be open, or shut.', ['from', 'to', 'port', 'expect'], {
  from: { description: ASSERTION_FIELDS.from, anyOf: [named, selected] },
  to: { description: ASSERTION_FIELDS.to, anyOf: [named, selected] },
  port: {
    description: ASSERTION_FIELDS.port,
    anyOf: [
      { type: 'integer', minimum: 1, maximum: 65_535 },
      { type: 'string', pattern: '^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(/(TCP|UDP|SCTP))?$' },
    ],
  },
  expect: {
    description: ASSERTION_FIELDS.expect,
    enum: EXPECTATIONS,
    enumDescriptions: ['Every such connection is open.', 'Every such connection is shut.'],
  },
  because: { description: ASSERTION_FIELDS.because, type: 'string', minLength: 1 },
});

function closed(
  description: string,
  required: readonly string[],
  properties: Readonly<Record<string, object>>,
): object {
  return {
    description,
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    properties,
  };
}
