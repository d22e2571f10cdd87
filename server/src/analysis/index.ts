export * from './analyse';
export * from './apply';
export * from './finding';
export * from './ignore';
export { changesBetween, editsBetween, type LineChange, linesOf } from './line-changes';
export { compareFindings } from './order';
export { proveFix, proveFixes } from './prove';
export * from './result';
export { severityOf } from './rules';
