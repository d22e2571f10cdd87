import 'mocha/mocha';
import { Results } from './results';

/** VS Code calls this inside the browser's extension host, a worker: mocha's browser build, without its page. */
export function run(): Promise<void> {
  mocha.setup({ ui: 'tdd', timeout: 60_000, reporter: Results });
  require('./findings.test'); // only after setup are there functions to declare tests with
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} tests failed`))));
  });
}
