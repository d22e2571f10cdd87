import { list, object, oneOf, text, textOrNull } from '../schema';

/** Names and versions of the reports' shapes; a change that breaks readers gets a new number. */
export const REACH_SCHEMA = 'portcullis.reach/1';
export const EXPLAIN_SCHEMA = 'portcullis.explain/1';
export const DIFF_SCHEMA = 'portcullis.diff/1';

/** The JSON schema (draft-07) of `portcullis reach --format json`. */
export function reachSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Connections of portcullis reach',
    ...object({
      ...head(REACH_SCHEMA),
      environments: list(
        object({
          name: text('Name of a set of objects that live in one cluster'),
          cni: text('Profile of the network plugin'),
          workloads: list(
            object({
              id: end,
              namespace: { ...textOrNull, description: 'null: the one that manifests leave unsaid' },
              marks: list(oneOf('host network', 'maybe host network', 'no running replica', 'exists only sometimes')),
            }),
          ),
          connections: list(
            object({
              from: end,
              to: end,
              open: { $ref: '#/definitions/ports' },
              maybe: { anyOf: [{ type: 'null' }, { $ref: '#/definitions/ports' }] },
              notes: list(text('What else is to be known of this connection')),
            }),
          ),
        }),
      ),
    }),
    definitions: { ports },
  };
}

/** The JSON schema of `portcullis explain --format json`. */
export function explainSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Explanation of portcullis explain',
    ...object({
      ...head(EXPLAIN_SCHEMA),
      question: object({ from: text('As it was asked'), to: text('As it was asked'), port: text('As it was asked') }),
      environments: list(
        object({
          name: text('Name of a set of objects that live in one cluster'),
          cni: text('Profile of the network plugin'),
          outcome: oneOf('allowed', 'denied', 'partial', 'unknown'),
          reachable: object({ certain: whole, possible: whole, of: whole }),
          notes: list(text('Why there is no way, or what restricts all of them')),
          ways: list({ $ref: '#/definitions/way' }),
        }),
      ),
    }),
    definitions: {
      place,
      policy: object({ kind: text('Kind'), namespace: textOrNull, name: text('Name'), place: nullable('place') }),
      side: object({
        end,
        outcome: oneOf('allowed', 'denied', 'unknown'),
        because: oneOf(
          'rule',
          'not-isolated',
          'no-rule-admits',
          'outside',
          'host-network',
          'local-node',
          'not-enforced',
          'same-pod',
        ),
        isolatedBy: list(
          object({
            kind: text('Kind'),
            namespace: textOrNull,
            name: text('Name'),
            place: nullable('place'),
            certain: { type: 'boolean', description: 'False where nobody can tell whether the policy is about it' },
          }),
        ),
        decidedBy: {
          anyOf: [
            { type: 'null' },
            object({
              policy: { $ref: '#/definitions/policy' },
              action: oneOf('accept', 'deny', 'pass'),
              place: nullable('place'),
            }),
          ],
        },
        nearest: list(
          object({
            policy: { $ref: '#/definitions/policy' },
            failedOn: oneOf('priority', 'selector', 'namespace', 'address', 'port', 'protocol', 'direction', 'unknown'),
            place: nullable('place'),
          }),
        ),
      }),
      way: object({
        through: list(text('What the connection goes through')),
        from: end,
        seenAs: { ...end, description: 'Who the destination sees' },
        to: end,
        protocol: oneOf('TCP', 'UDP', 'SCTP'),
        port: { type: ['integer', 'null'], description: 'Port of the destination, after every translation' },
        outcome: oneOf('allowed', 'denied', 'unknown'),
        notes: list(text('What restricts it beside policies, or why nobody can tell')),
        egress: nullable('side'),
        ingress: nullable('side'),
      }),
    },
  };
}

/** The JSON schema of `portcullis diff --format json`. */
export function diffSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Changes of portcullis diff',
    ...object({
      ...head(DIFF_SCHEMA),
      environments: list(
        object({
          name: text('Name of a set of objects that live in one cluster'),
          cni: text('Profile of the network plugin'),
          state: oneOf('both', 'added', 'removed'),
          workloads: object({ added: list(end), removed: list(end) }),
          omitted: { ...whole, description: 'Connections that changed too, counted in the summary and not listed' },
          changes: list(
            object({
              kind: oneOf('added', 'removed', 'changed'),
              from: end,
              to: end,
              before: nullable('verdict'),
              after: nullable('verdict'),
              opened: nullable('ports'),
              closed: nullable('ports'),
              unsure: nullable('ports'),
              notes: list(text('What else is to be known of it: how public addresses come in, and which')),
              others: {
                ...object({ from: whole, to: whole }),
                description: 'Workloads like these ends that it stands for too: of very many not each is listed',
              },
              causes: list(
                object({
                  message: text('What caused it, in words'),
                  side: { enum: ['egress', 'ingress', null], description: 'Of a policy: what it is about' },
                  file: textOrNull,
                  line: { type: ['integer', 'null'], minimum: 1 },
                  state: oneOf('before', 'after'),
                }),
              ),
            }),
          ),
        }),
      ),
      summary: object({ added: whole, removed: whole, changed: whole, opened: whole, closed: whole, unsure: whole }),
    }),
    definitions: {
      ports,
      verdict: object({ open: { $ref: '#/definitions/ports' }, maybe: nullable('ports') }),
    },
  };
}

const whole = { type: 'integer', minimum: 0 };
const end = { type: 'string', description: 'namespace/name[Kind], a-b[External], nodes, internet' };
const intervals = { type: 'array', items: { type: 'array', items: { type: 'integer', minimum: 1 } } };
const ports = object({
  text: text('As the text report has it'),
  tcp: intervals,
  udp: intervals,
  sctp: intervals,
  others: { type: 'boolean', description: 'ICMP and every other protocol without ports' },
});
const place = object({
  file: text('Path from the root that was read, with /'),
  line: { type: 'integer', minimum: 1 },
  column: { type: 'integer', minimum: 1, description: 'In UTF-16 units' },
});

function nullable(definition: string): object {
  return { anyOf: [{ type: 'null' }, { $ref: `#/definitions/${definition}` }] };
}

function head(schema: string): Record<string, object> {
  return {
    schema: { const: schema },
    tool: object({ name: { const: 'portcullis' }, version: text('Version of Portcullis') }),
    files: object({
      scanned: whole,
      skipped: list(object({ path: text('Path from the root'), why: text('Why it was not read') })),
    }),
    notices: list(text('What was left out of the answer, or should be known of it')),
  };
}
