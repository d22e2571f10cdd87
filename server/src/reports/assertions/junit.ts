import { xml } from '../escape';
import { type AssertionResult, type TestReport, testSummary } from './model';
import { placeText } from './text';

/** JUnit: a suite for each test and environment, a case for each assertion; what nobody can tell is a skipped case. */
export function formatTestJunit(report: TestReport, displayPath: (path: string) => string): string {
  const suites = new Map<string, AssertionResult[]>();
  for (const result of report.results) {
    const name = `${result.test} (${result.environment})`;
    const same = suites.get(name);
    if (same === undefined) suites.set(name, [result]);
    else same.push(result);
  }
  const { fails, unknown } = testSummary(report);
  const counts = `tests="${report.results.length}" failures="${fails}" skipped="${unknown}"`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="portcullis test" ${counts}>`,
    ...[...suites].flatMap(([name, results]) => suite(name, results, displayPath)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suite(name: string, results: readonly AssertionResult[], displayPath: (path: string) => string): string[] {
  const { fails, unknown } = testSummary({ results });
  const counts = `tests="${results.length}" failures="${fails}" skipped="${unknown}"`;
  return [
    `  <testsuite name="${xml(name)}" ${counts}>`,
    ...results.flatMap((result) => testCase(name, result, displayPath)),
    '  </testsuite>',
  ];
}

function testCase(suiteName: string, result: AssertionResult, displayPath: (path: string) => string): string[] {
  const { title, outcome, place } = result;
  const line = place.range.start.line + 1;
  const names = `classname="${xml(suiteName)}" name="${xml(title)}"`;
  const open = `    <testcase ${names} file="${xml(displayPath(place.file))}" line="${line}"`;
  if (outcome === 'holds') return [`${open}/>`];
  const message = xml(result.message ?? '');
  if (outcome === 'unknown') return [`${open}>`, `      <skipped message="${message}"/>`, '    </testcase>'];
  const details = detailsOf(result, displayPath).map(xml).join('\n');
  return [`${open}>`, `      <failure type="fails" message="${message}">${details}</failure>`, '    </testcase>'];
}

function detailsOf(
  { message, because, place, related, explanation }: AssertionResult,
  displayPath: (path: string) => string,
) {
  return [
    `${placeText(place, displayPath)}: ${message ?? ''}`,
    ...(because === null ? [] : [`it has to be so because: ${because}`]),
    ...(explanation.length > 0
      ? explanation
      : related.map((each) => `${placeText(each, displayPath)}: ${each.message}`)),
  ];
}
