export * from './analyse';
export * from './apply';
export * from './finding';
export * from './ignore';
export { compareFindings } from './order';
export * from './prove';
export * from './result';
