import { join } from 'node:path';
import Mocha from 'mocha';
import { Results } from './results';

/** VS Code calls this inside the extension host; a rejection is a failed run. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, reporter: Results });
  mocha.addFile(join(__dirname, 'findings.test.js'));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} tests failed`))));
  });
}
