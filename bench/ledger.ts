/** Measures only the ledger, as payments use it: transfers are given to a commit queue, in this process. */
import type { Command, Decider } from '../server/src/database/index.ts';
import { openPool } from '../server/src/database/index.ts';
import { migrate } from '../server/src/database/migrate.ts';
import { CommitQueue } from '../server/src/database/queue/commit-queue.ts';
import { Fences } from '../server/src/database/queue/fences.ts';
import { Lane } from '../server/src/database/queue/lane.ts';
import { createAccount, createOrganization } from '../server/src/identity/index.ts';
import { systemClock } from '../server/src/kernel/clock.ts';
import { type CommandId, newId, type PaymentId } from '../server/src/kernel/ids.ts';
import { parseCurrency } from '../server/src/kernel/money.ts';
import { post, postings } from '../server/src/ledger/index.ts';
import { modules } from '../server/src/modules.ts';
import { openLog } from '../server/src/platform.ts';
import { administer, onDatabase } from './databases.ts';

const DATABASE = 'bench_ledger';
/** How many commands wait at a time: enough to fill a round while the one before it is written. */
const WAITING = 1024;

interface Transfers extends Command {
  readonly source: CommandId;
  readonly payments: readonly PaymentId[];
  readonly at: number;
}

const currency = parseCurrency('USD');
if (currency === null) throw new Error('there is no USD');
const [leg] = postings.capture({ gross: 100n, fee: 0n });
if (leg === undefined) throw new Error('a capture moves no money');

/** Accepts every command, because only the writing is measured. The transfers of a command are its numbered legs. */
const transfers: Decider<Transfers, null, number> = {
  read: () => [],
  gather: () => null,
  decide({ account, source, payments, at }, _found, round) {
    for (const [index, payment] of payments.entries()) {
      post(round, { account, source, payment, currency, at }, [{ ...leg, leg: index + 1 }]);
    }
    return payments.length;
  },
};

/** Writes transfers on one account for this long, in a database of its own. Returns how many a second became durable. */
export async function measureLedger(ownerUrl: string, perCommand: number, seconds: number): Promise<number> {
  await administer(ownerUrl, `drop database if exists ${DATABASE} with (force)`);
  await administer(ownerUrl, `create database ${DATABASE}`);
  const url = onDatabase(ownerUrl, DATABASE);
  await migrate(url, modules);
  const home = openPool(url, 'home', 1);
  const pool = openPool(url, 'cell', 2);
  const log = openLog('silent');
  const queue = new CommitQueue({
    lane: new Lane(url, 5_000),
    fences: new Fences(pool, log),
    clock: systemClock,
    log,
    patienceMs: 10_000,
    outcomePatienceMs: 10_000,
  });
  try {
    const terms = { feeBasisPoints: 0n, feeFixed: 0n, negativeLimit: 0n };
    const organization = await createOrganization(home, { kind: 'merchant', name: 'Ledger' }, Date.now());
    const { id: account } = await createAccount(
      home,
      pool,
      { organization, environment: 'sandbox', name: 'Ledger', defaultMethod: null, terms, rateLimit: null },
      Date.now(),
    );
    let written = 0;
    const write = async (until: number): Promise<void> => {
      while (performance.now() < until) {
        // `written += await …` would read `written` before the wait and lose what others added meanwhile.
        const count = await queue.submit(transfers, {
          account,
          urgency: 'attempt',
          subjects: [],
          source: newId('cmd'),
          payments: Array.from({ length: perCommand }, () => newId('pay')),
          at: Date.now(),
        });
        written += count;
      }
    };
    const during = async (milliseconds: number): Promise<void> => {
      const until = performance.now() + milliseconds;
      await Promise.all(Array.from({ length: WAITING }, () => write(until)));
    };
    await during(500);
    written = 0;
    const from = performance.now();
    await during(seconds * 1000);
    const took = (performance.now() - from) / 1000;
    const { rows } = await pool.query('select sum(channel_receivable)::text as booked from balance');
    if (Number(rows[0].booked) < written * 100) throw new Error('the balance holds less than was written');
    return written / took;
  } finally {
    await queue.stop();
    await Promise.all([pool.end(), home.end()]);
    await administer(ownerUrl, `drop database if exists ${DATABASE} with (force)`);
  }
}
