export { charterFacts } from './charter';
