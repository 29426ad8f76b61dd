/**
 * The kill test: a real installation under load, whose processes are killed and frozen by a schedule, and whose channel has
 * a bad connection. Afterwards four records are compared. `docs/crash-test.md` says how to read the output.
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../test/ports.ts';
import type { AcquirerRecord } from './acquirer.ts';
import { Assailant } from './blows.ts';
import type { Merchant } from './client.ts';
import { compare } from './compare.ts';
import { countEvents, countOpen, readDatabase } from './database.ts';
import type { Difference } from './difference.ts';
import { type ChannelLine, Installation } from './installation.ts';
import { Journal } from './journal.ts';
import { askAgain, type LoadOptions, startLoad } from './load.ts';
import type { Heard } from './receiver.ts';
import { ROUNDS, scheduleOf } from './schedule.ts';

const FINAL_WITHIN_MS = 240_000;
/** How many differences of one rule are printed. The others are counted. */
const SHOWN_MAX = 10;

const { values } = parseArgs({ options: { seed: { type: 'string' }, rounds: { type: 'string' } } });
const seed = whole('seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000)));
const rounds = whole('rounds', values.rounds ?? String(ROUNDS));
const startedAt = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);

function whole(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  console.error(`--${name} must be a whole number, it is "${value}"`);
  process.exit(2);
}

interface Simulator extends ChannelLine {
  readonly process: ChildProcess;
}

/** @param platformPort where the channel sends its notifications. */
async function startSimulator(platformPort: number): Promise<Simulator> {
  const secret = randomBytes(32).toString('hex');
  const child = fork(
    join(import.meta.dirname, 'simulator.ts'),
    [String(seed), `http://127.0.0.1:${platformPort}`, secret],
    { execArgv: [] },
  );
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { process: child, url: `http://127.0.0.1:${port}`, secret };
}

/** What the channel did, what the merchants received, and what is still on its way. */
interface SimulatorRecord extends AcquirerRecord {
  readonly webhooks: Heard;
  readonly underway: number;
  readonly events: number;
}

async function recordOf(url: string): Promise<SimulatorRecord> {
  return (await (await fetch(`${url}/record`)).json()) as SimulatorRecord;
}

/** Gives every merchant a webhook endpoint for all events, on the simulator's server. */
async function tellMerchants(
  platformUrl: string,
  merchants: readonly Merchant[],
  url: string,
): Promise<void> {
  for (const { account, secretKey } of merchants) {
    const answer = await fetch(`${platformUrl}/v1/webhook_endpoints`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${url}/webhooks/${account}`, events: ['*'] }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
}

/**
 * Waits until every attempt has an outcome, nothing is on its way to or from the channel, and every event was delivered.
 * If some events are never delivered, this gives up on them, and the comparison reports them.
 */
async function finalize(installation: Installation, channelUrl: string): Promise<Difference[]> {
  const deadline = performance.now() + FINAL_WITHIN_MS;
  for (;;) {
    // The last blow may have hit the database, so it may not be known yet how many are open.
    const open = await countOpen(await installation.databaseUrl()).catch(() => '?');
    const events = await countEvents(await installation.databaseUrl()).catch(() => Number.POSITIVE_INFINITY);
    const { underway, events: heard } = await recordOf(channelUrl);
    if (open === 0 && underway === 0 && heard >= events) return [];
    const [ended] = installation.unasked;
    if (ended !== undefined) throw new Error(ended);
    say(
      `waiting: ${open} attempts are open, ${underway} requests are on their way, ${events - heard} events are not delivered`,
    );
    if (performance.now() > deadline) {
      if (open === 0 && underway === 0) return [];
      return [
        {
          rule: 'every attempt comes to an end',
          detail: `${open} are open, ${underway} on their way after ${FINAL_WITHIN_MS} ms`,
        },
      ];
    }
    await delay(2_000);
  }
}

/** Lets the platform check its own books. */
function verifyBooks(dataFolder: string): Difference[] {
  const cli = resolve(import.meta.dirname, '../cli/src/main.ts');
  const done = spawnSync(process.execPath, [cli, 'verify'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, FLORIN_DATA: dataFolder },
  });
  say(`florin verify: ${done.stdout.trim().split('\n').at(-1)}${done.stderr}`);
  return done.status === 0
    ? []
    : [{ rule: 'florin verify finds no difference', detail: done.stdout + done.stderr }];
}

async function run(
  installation: Installation,
  channelUrl: string,
  journal: Journal,
): Promise<[number, Difference[]]> {
  const schedule = scheduleOf(seed, rounds);
  const merchants = await installation.merchants();
  await tellMerchants(`http://127.0.0.1:${installation.port}`, merchants, channelUrl);
  const load: LoadOptions = {
    port: installation.port,
    merchants,
    journal,
    seed,
  };
  const running = startLoad(load);
  const assailant = new Assailant(installation, journal, say);
  await assailant.run(schedule);
  await running.stop();
  const differences = await finalize(installation, channelUrl);
  await askAgain(load);
  differences.push(...(await finalize(installation, channelUrl)));
  const channel = await recordOf(channelUrl);
  const database = await readDatabase(await installation.databaseUrl());
  const recalled = channel.entries.filter(({ takenBack }) => takenBack !== '0').length;
  say(`${channel.events} events were delivered by webhook; money was taken back from ${recalled} charges`);
  differences.push(
    ...compare({ answers: journal.answers, database, channel, webhooks: channel.webhooks }),
    ...verifyBooks(installation.dataFolder),
    ...installation.unasked.map((detail) => ({
      rule: 'the supervisor ends only when it is told to',
      detail,
    })),
    ...assailant.orphans.map((detail) => ({ rule: 'no process outlives its supervisor', detail })),
  );
  const { code, left } = await installation.stop();
  if (code !== 0 || left.length > 0) {
    const detail = `exit ${code}, processes left: ${left.join(', ') || 'none'}`;
    differences.push({ rule: 'npm start ends with exit 0 and leaves no process', detail });
  }
  say([...assailant.counts].map(([what, count]) => `${count} times ${what}`).join(', '));
  return [assailant.total, differences];
}

function print(differences: readonly Difference[]): void {
  const shown = new Map<string, number>();
  for (const { rule, detail } of differences) {
    const count = (shown.get(rule) ?? 0) + 1;
    shown.set(rule, count);
    if (count <= SHOWN_MAX) console.log(`DIFFERENCE  ${rule}: ${detail}`);
  }
  for (const [rule, count] of shown) if (count > SHOWN_MAX) console.log(`${count} in all: ${rule}`);
}

say(`seed ${seed}, ${rounds} rounds`);
const port = await freePort();
const simulator = await startSimulator(port);
const journal = new Journal();
const installation = await Installation.open(port, simulator);
try {
  const [blows, differences] = await run(installation, simulator.url, journal);
  print(differences);
  const answers = journal.answers.filter(({ status }) => status !== null).length;
  console.log(
    `crash: seed ${seed}, ${blows} kills, ${answers.toLocaleString('en-US')} answers, ${differences.length} differences`,
  );
  process.exitCode = differences.length > 0 ? 1 : 0;
} catch (error) {
  console.log([...installation.lines.slice(-30), ...installation.unasked].join('\n'));
  throw error;
} finally {
  await installation.stop();
  await installation.remove();
  simulator.process.kill('SIGKILL');
}
