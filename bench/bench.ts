/** `npm run bench`: measures everything in one run and writes RESULTS.md. The exit code is 1 if a requirement is missed. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../server/src/config.ts';
import { cpuBetween, REST, takeSnapshot } from './cpu.ts';
import { clusterFolder } from './florin.ts';
import { describeMachine } from './machine.ts';
import { Site } from './measure.ts';
import { type Options, readOptions } from './options.ts';
import { Plan, type Step } from './plan.ts';
import { report } from './report.ts';
import type { Results } from './results.ts';
import { findTools } from './tools.ts';
import { judge, OTHERS_MAX } from './verdicts.ts';

const RESULTS = join(import.meta.dirname, 'RESULTS.md');

async function bench(options: Options): Promise<Results> {
  if (process.platform !== 'linux') throw new Error('The measurements read /proc, which only Linux has.');
  const tools = findTools(console.log);
  await warnOfOthers();
  const site = await Site.make(tools);
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupted = true;
      site.interrupt();
    });
  }
  try {
    const results = emptyResults(options);
    await runSteps(new Plan(site, tools, results).steps(), () => interrupted);
    results.machine = await describeMachine(site.watch, await clusterFolder(site.dataFolder), tools);
    return results;
  } finally {
    await site.close();
  }
}

/** Warns if others use the machine now, because that would be measured too. */
async function warnOfOthers(): Promise<void> {
  const before = takeSnapshot();
  await delay(2_000);
  const { micros, windowMicros } = cpuBetween(before, takeSnapshot(), () => null);
  const busy = (micros.get(REST) ?? 0) / windowMicros / availableParallelism();
  if (busy > OTHERS_MAX) {
    console.log(`Others use ${Math.round(busy * 100)} % of this machine now, so do not rely on the figures.`);
  }
}

function emptyResults(options: Options): Results {
  return {
    options,
    machine: null,
    date: new Date().toISOString().slice(0, 10),
    serversByDefault: readConfig({}).processes,
    fresh: null,
    cells: [],
    disk: null,
    million: null,
    told: null,
    reads: null,
    memory: [],
    profile: null,
    credentials: null,
    ledger: null,
    proof: null,
  };
}

async function runSteps(steps: readonly Step[], interrupted: () => boolean): Promise<void> {
  const started = performance.now();
  for (const [index, { what, run }] of steps.entries()) {
    const left = steps.slice(index).reduce((sum, { seconds }) => sum + seconds, 0);
    console.log(`${clock((performance.now() - started) / 1000)}  about ${clock(left)} left  ${what}`);
    await run();
    if (interrupted()) throw new Error('interrupted');
  }
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

try {
  const options = readOptions(process.argv.slice(2));
  const results = await bench(options);
  const text = report(results);
  console.log(`\n${text}`);
  if (options.kept) await writeFile(RESULTS, text);
  if (judge(results).some(({ required, mark }) => required && mark === 'missed')) process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
