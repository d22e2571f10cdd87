// One scan of a folder: reads its YAML files and looks at them with `all` guardrails, or with `none`; `each` prints what every
// guardrail costs by itself.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [enginePath, folder, mode = 'all'] = process.argv.slice(2);
const { analyse, createSnapshot, defaultCharter, GUARDRAILS, runToEnd } = createRequire(import.meta.url)(enginePath);
const OPTIONS = { today: '2026-03-01' };

if (mode === 'each') printTable(costOfEach());
else {
  const analysis = scan(mode === 'none' ? [] : GUARDRAILS);
  let findings = 0;
  for (const path of analysis.paths) findings += analysis.findingsOf(path).length;
  process.stdout.write(`${findings} findings\n`);
}

function scan(guardrails) {
  return runToEnd(
    analyse(createSnapshot({ charter: defaultCharter(), files: filesIn(folder) }), { ...OPTIONS, guardrails }),
  );
}

function* filesIn(root) {
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (path.endsWith('.yaml')) yield { path, text: readFileSync(join(root, path), 'utf8') };
  }
}

/** Each guardrail with a watch on it, in one scan; what several of them ask for counts for the one that asks first. */
function costOfEach() {
  const costs = new Map(GUARDRAILS.map(({ id }) => [id, { id, time: 0, asked: 0, found: 0 }]));
  const watched = GUARDRAILS.map((guardrail) => watch(guardrail, costs.get(guardrail.id)));
  scan(watched);
  for (const cost of costs.values()) Object.assign(cost, { time: 0, asked: 0, found: 0 });
  scan(watched);
  return [...costs.values()].sort((a, b) => b.time - a.time);
}

function watch(guardrail, cost) {
  const { check } = guardrail;
  if (check.kind === 'elsewhere') return guardrail;
  const find = (...about) => {
    const begun = performance.now();
    const found = [...check.find(...about)];
    cost.time += performance.now() - begun;
    cost.asked += 1;
    cost.found += found.length;
    return found;
  };
  return { ...guardrail, check: { ...check, find } };
}

function printTable(costs) {
  for (const { id, time, asked, found } of costs) {
    const [total, share] = [time.toFixed(1).padStart(8), ((time * 1000) / Math.max(1, asked)).toFixed(2).padStart(8)];
    process.stdout.write(
      `  ${id.padEnd(30)} ${total} ms ${share} µs a call ${String(asked).padStart(7)} calls ${found} found\n`,
    );
  }
}
