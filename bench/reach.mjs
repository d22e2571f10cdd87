// Who reaches whom, from objects in memory: what a build takes, and what is asked and edited afterwards.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inRoot } from '../scripts/lib/places.mjs';
import { temporaryFolder } from '../scripts/lib/processes.mjs';
import { bundle } from './bundle.mjs';

/** Says what it measures, and each budget. */
export async function reachBudgets(say, budget, round) {
  const engine = await bundle('bench/reach-engine.ts', join(temporaryFolder('bench-engine'), 'reach-engine.cjs'));
  const measure = (task, pods, policies, rounds = 1) => measureIn(engine, [task, pods, policies, rounds].map(String));

  say('reach: a full build is all until any pair can be asked: facts, groups, selectors, and the outcome of every pod');
  say('  in both directions with every other; from objects that were read before, each run from others');
  const small = measure('build', 10_000, 1_000, 9);
  say(
    `  10,000 pods of ${small.workloads} workloads, 1,000 policies: processor ${round(small.cpu)} ms, ${round(small.first)} ms the first of ${small.rounds} times`,
  );
  budget('processor time, 10,000 pods and 1,000 policies', small.cpu, 300, ' ms');

  const naive = measure('naive', 10_000, 1_000);
  const seconds = (naive.each * naive.workloads ** 2) / 1000;
  say(
    `  the naive evaluator: ${round(naive.each)} ms a connection (${naive.asked} asked, answers alike), ${round(seconds)} s for one port of each pair of`,
  );
  say(`  workloads alone, of ${naive.ports} that policies and pods name; the engine knows all 65,535 of each protocol`);
  budget('against the naive evaluator', small.cpu / 1000 / seconds, 1 / 200, ' x');

  const large = measure('build', 100_000, 10_000, 3);
  say(
    `  100,000 pods of ${large.workloads} workloads, 10,000 policies: processor ${round(large.cpu)} ms, ${round(large.first)} ms the first of ${large.rounds} times`,
  );
  budget('processor time, 100,000 pods and 10,000 policies', large.cpu / 1000, 5, ' s');
  say(
    `  the objects hold ${round(large.objects)} MiB with their manifests; with them ${round(large.peak)} MiB resident at most`,
  );
  budget('memory held by what is made of them', large.made, 500, ' MiB');

  const many = measure('build', 100_000, 1_000, 3);
  budget('growth from 10,000 to 100,000 pods at 1,000 policies', many.cpu / small.cpu, 8, ' x');

  const change = measure('change', 10_000, 1_000);
  say(
    `  one changed policy, until the rows of all pods of its namespace are there again, and so all: median ${round(change.median)} ms, at most ${round(change.longest)} ms, of a build of ${round(change.full)} ms`,
  );
  budget('one changed policy', change.median / change.full, 1 / 100, ' x');

  const pairs = measure('pairs', 10_000, 1_000);
  say(`  the exact ports of one pair: ${pairs.count} asked`);
  budget('median', pairs.median, 10, ' µs');

  const list = measure('list', 10_000, 1_000);
  say(`  all ${list.count} connections between ends listed in ${round(list.wall)} ms`);
}

function measureIn(engine, task) {
  const command = ['--expose-gc', inRoot('bench/reach-run.mjs'), engine, ...task];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
