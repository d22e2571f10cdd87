export { EXIT } from './exit-code';
export { run } from './run';
export { type CliHost, processHost } from './terminal';
