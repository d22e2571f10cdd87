import type { Finding, ScanResult } from '../analysis';
import { xml } from './escape';
import { atLeast, type ReportOptions } from './options';
import { byFile, objectName, plural } from './summary';

/**
 * JUnit: a suite for each file that has findings, a case for each finding. Those below `--fail-on` pass and say what
 * they have to say as output; suppressed ones are skipped cases. Without findings one case passes.
 */
export function formatJunit(result: ScanResult, options: ReportOptions): string {
  const suppressed = new Set(result.suppressed);
  const files = [...byFile([...result.findings, ...result.suppressed])].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const failures = result.findings.filter((finding) => atLeast(finding.severity, options.failOn)).length;
  const tests = Math.max(1, result.findings.length + result.suppressed.length);
  lines.push(`<testsuites name="portcullis" tests="${tests}" failures="${failures}">`);
  if (files.length === 0) lines.push(...passingSuite(result));
  for (const [file, findings] of files) lines.push(...suite(file, findings, suppressed, options));
  lines.push('</testsuites>');
  return `${lines.join('\n')}\n`;
}

function passingSuite(result: ScanResult): string[] {
  return [
    '  <testsuite name="portcullis" tests="1" failures="0" skipped="0">',
    `    <testcase classname="portcullis" name="no findings in ${plural(result.scanned.length, 'file')}"/>`,
    '  </testsuite>',
  ];
}

function suite(
  file: string,
  findings: readonly Finding[],
  suppressed: ReadonlySet<Finding>,
  options: ReportOptions,
): string[] {
  const skipped = findings.filter((finding) => suppressed.has(finding)).length;
  const failures = findings.filter((finding) => !suppressed.has(finding) && atLeast(finding.severity, options.failOn));
  const name = xml(options.displayPath(file));
  return [
    `  <testsuite name="${name}" tests="${findings.length}" failures="${failures.length}" skipped="${skipped}">`,
    ...findings.flatMap((finding) => testCase(finding, name, suppressed.has(finding), options)),
    '  </testsuite>',
  ];
}

function testCase(finding: Finding, suiteName: string, skipped: boolean, options: ReportOptions): string[] {
  const { line, character } = finding.range.start;
  const object = objectName(finding);
  const name = xml(`${finding.guardrail}: ${object ?? 'file'} (line ${line + 1})`);
  const details = xml(
    [
      `${options.displayPath(finding.file)}:${line + 1}:${character + 1}: ${finding.message}`,
      ...finding.related.map(
        (related) => `${options.displayPath(related.file)}:${related.range.start.line + 1}: ${related.message}`,
      ),
      ...finding.fixes.slice(0, 1).map((fix) => `fix: ${fix.title}`),
    ].join('; '),
  );
  const open = `    <testcase classname="${suiteName}" name="${name}" file="${suiteName}" line="${line + 1}">`;
  if (skipped) return [open, `      <skipped message="${xml(finding.suppressed?.reason ?? '')}"/>`, '    </testcase>'];
  const body = atLeast(finding.severity, options.failOn)
    ? `      <failure type="${finding.severity}" message="${xml(finding.message)}">${details}</failure>`
    : `      <system-out>${finding.severity}: ${details}</system-out>`;
  return [open, body, '    </testcase>'];
}
