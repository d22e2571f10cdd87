export { formatTestJson } from './json';
export { formatTestJunit } from './junit';
export { formatTestMarkdown } from './markdown';
export { type AssertionResult, type ResultPlace, type TestReport, testSummary } from './model';
export { formatTestText } from './text';
