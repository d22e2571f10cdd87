/** What a bench measures from inside: the engine with the guardrails that it is given. */
export { analyse, runToEnd } from '../server/src/analysis';
export { defaultCharter } from '../server/src/config';
export { GUARDRAILS } from '../server/src/guardrails';
export { createSnapshot, updateSnapshot } from '../server/src/workspace';
