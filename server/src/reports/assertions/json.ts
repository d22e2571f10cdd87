import { type JsonContext, jsonHead } from '../reach/json';
import { list, object, oneOf, text, textOrNull } from '../schema';
import { type AssertionResult, type ResultPlace, type TestReport, testSummary } from './model';

/** Name and version of the report's shape; a change that breaks readers gets a new number. */
const TEST_SCHEMA = 'portcullis.test/1';

/** The report for programs. Its shape is a promise: see `testSchema`. */
export function formatTestJson(report: TestReport, context: JsonContext): string {
  const own = { results: report.results.map(resultData), summary: testSummary(report) };
  const body = JSON.stringify(own, undefined, 2).replace(/^\{\n/, '');
  return `${jsonHead(TEST_SCHEMA, context)}${body}\n`;
}

function resultData({ test, environment, title, outcome, message, because, place, related }: AssertionResult): object {
  return {
    test,
    environment,
    assertion: title,
    outcome,
    message,
    because,
    ...placeData(place),
    related: related.map((each) => ({ message: each.message, ...placeData(each) })),
  };
}

function placeData({ file, range: { start, end } }: ResultPlace): object {
  return {
    file,
    range: {
      start: { line: start.line + 1, column: start.character + 1 },
      end: { line: end.line + 1, column: end.character + 1 },
    },
  };
}

/** The JSON schema (draft-07) of `portcullis test --format json`. */
export function testSchema(): object {
  const place = { file: text('Path from the root that was read, with /'), range: { $ref: '#/definitions/range' } };
  const position = object({
    line: { type: 'integer', minimum: 1 },
    column: { type: 'integer', minimum: 1, description: 'In UTF-16 units' },
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Assertions of portcullis test',
    ...object({
      schema: { const: TEST_SCHEMA },
      tool: object({ name: { const: 'portcullis' }, version: text('Version of Portcullis') }),
      files: object({
        scanned: count,
        skipped: list(object({ path: text('Path from the root'), why: text('Why it was not read') })),
      }),
      notices: list(text('What was left out of the answer, or should be known of it')),
      results: list(
        object({
          test: text('Name of the test'),
          environment: text('Environment it was judged in'),
          assertion: text('The assertion in short'),
          outcome: oneOf('holds', 'fails', 'unknown'),
          message: { ...textOrNull, description: 'What is the case and why; null where it holds' },
          because: { ...textOrNull, description: 'Why it has to be so, as its author wrote' },
          ...place,
          related: list(object({ message: text('What stands there'), ...place })),
        }),
      ),
      summary: object({ holds: count, fails: count, unknown: count }),
    }),
    definitions: { position, range: object({ start: ref('position'), end: ref('position') }) },
  };
}

const count = { type: 'integer', minimum: 0 };

function ref(name: string): object {
  return { $ref: `#/definitions/${name}` };
}
