import type pg from 'pg';
import { connectMigrated, SCHEMAS } from './database/index.ts';
import { type EventHead, proveEvents } from './events/index.ts';
import { idFromUuid } from './kernel/ids.ts';
import type { Difference, Module } from './module.ts';
import { gathered, modules } from './modules.ts';

export interface Verification {
  readonly accounts: number;
  readonly payments: number;
  readonly transfers: number;
  readonly events: number;
  /** How far each account's chain of events goes: kept, it proves later that nothing before it was changed. */
  readonly heads: readonly EventHead[];
  readonly differences: readonly Difference[];
}

export interface VerifyOptions {
  /** Told after every account: how many are done, of how many. */
  readonly progress?: (done: number, all: number) => void;
  /** Heads that were kept: the events there must still have those hashes, and chains are made anew from there only. */
  readonly since?: readonly EventHead[];
}

/**
 * Proves the books: every figure that is kept is reckoned anew from what cannot be changed, and what cannot be changed is
 * held against the chain of events, account by account, on one snapshot of the whole database. It only reads, and blocks
 * nothing; however much there is, it holds little of it at a time.
 */
export async function verify(ownerUrl: string, options: VerifyOptions = {}): Promise<Verification> {
  const snapshot = await connectMigrated(ownerUrl, 'florin verify');
  try {
    await snapshot.query('begin isolation level repeatable read read only');
    return await verifySnapshot(snapshot, options);
  } finally {
    await snapshot.end();
  }
}

/** The same within a transaction, as far as that sees. */
export async function verifySnapshot(
  snapshot: pg.ClientBase,
  { progress = () => {}, since = [] }: VerifyOptions = {},
): Promise<Verification> {
  // Everything of an account is held against everything else of it. Where tables have no statistics yet, the planner expects few
  // rows and joins them one by one: minutes for some hundred payments.
  await snapshot.query('set local enable_nestloop = off');
  // Where a join cannot be done otherwise, PostgreSQL before 18 takes the query for a costly one, and compiles it.
  await snapshot.query('set local jit = off');
  await snapshot.query(`set local search_path = ${SCHEMAS.home}`);
  const { rows: accounts } = await snapshot.query(
    'select account_id, environment, negative_limit from account order by account_id',
  );
  await snapshot.query(`set local search_path = ${SCHEMAS.cell}`);
  const proving: readonly Module[] = modules;
  const kept = new Map(since.map((head) => [head.account, head]));
  const differences: Difference[] = [];
  const heads: EventHead[] = [];
  for (const [index, row] of accounts.entries()) {
    const account = idFromUuid('acct', row.account_id);
    const events = await proveEvents(snapshot, account, gathered.eventTypes, kept.get(account));
    kept.delete(account);
    heads.push(events.head);
    differences.push(...events.differences);
    const proved = { account, environment: row.environment, negativeLimit: row.negative_limit };
    for (const { prove } of proving) differences.push(...((await prove?.(snapshot, proved)) ?? []));
    progress(index + 1, accounts.length);
  }
  for (const { account, seq } of kept.values())
    differences.push({
      account,
      what: 'the account of a kept head',
      stands: 'none',
      should: `${seq} events`,
    });
  differences.push(
    ...(await proveOwners(
      snapshot,
      accounts.map((row) => row.account_id),
    )),
  );
  for (const { proveAll, schema = 'cell' } of proving) {
    if (proveAll === undefined) continue;
    await snapshot.query(`set local search_path = ${SCHEMAS[schema]}`);
    differences.push(...(await proveAll(snapshot)));
  }
  await snapshot.query(`set local search_path = ${SCHEMAS.cell}`);
  const { rows: counts } = await snapshot.query(
    `select (select count(*) from payment)::int as payments, (select count(*) from transfer)::int as transfers,
              (select count(*) from event)::int as events`,
  );
  return { accounts: accounts.length, ...counts[0], heads, differences };
}

/** Every row is of an account that there is: in no table is another one named. */
async function proveOwners(snapshot: pg.ClientBase, accounts: readonly string[]): Promise<Difference[]> {
  const { rows: tables } = await snapshot.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by 1`,
  );
  // An account is made in its cell before it is entered at home. One that was never entered never had an event.
  const { rows: begun } = await snapshot.query('select account_id from account_head where event_seq = 0');
  const known = [...accounts, ...begun.map((row) => row.account_id)];
  const differences: Difference[] = [];
  for (const { name } of tables) {
    // From account to account by the index, which begins with it in every table: not row by row.
    const { rows } = await snapshot.query(
      `with recursive named as (
         (select account_id from "${name}" order by account_id limit 1)
         union all
         select (select t.account_id from "${name}" t where t.account_id > n.account_id order by t.account_id limit 1)
         from named n where n.account_id is not null)
       select account_id from named where account_id <> all($1)`,
      [known],
    );
    for (const row of rows)
      differences.push({
        account: idFromUuid('acct', row.account_id),
        what: `rows of no account in ${name}`,
        stands: 'some',
        should: 'none',
      });
  }
  return differences;
}
