import pg from 'pg';
import './database/index.ts';
import { proveChannels } from './channels/index.ts';
import { proveSessions } from './checkout/index.ts';
import { type EventHead, proveDeliveries, proveEvents } from './events/index.ts';
import { idFromUuid } from './kernel/ids.ts';
import { type Difference, proveBalances, proveBooks, proveMovements } from './ledger/index.ts';
import { provePayments, proveRecovery } from './payments/index.ts';

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
export async function verify(
  ownerUrl: string,
  { progress = () => {}, since = [] }: VerifyOptions = {},
): Promise<Verification> {
  const snapshot = new pg.Client({ connectionString: ownerUrl, application_name: 'florin verify' });
  await snapshot.connect();
  try {
    await snapshot.query('begin isolation level repeatable read read only');
    // Behind an owner who took an account away, its rows are still there.
    const { rows: accounts } = await snapshot.query(
      `select account_id from account union select account_id from account_head union select account_id from balance
       order by account_id`,
    );
    const kept = new Map(since.map((head) => [head.account, head]));
    const differences: Difference[] = [];
    const heads: EventHead[] = [];
    for (const [index, row] of accounts.entries()) {
      const account = idFromUuid('acct', row.account_id);
      const events = await proveEvents(snapshot, account, kept.get(account));
      kept.delete(account);
      heads.push(events.head);
      differences.push(
        ...events.differences,
        ...(await proveBalances(snapshot, account)),
        ...(await provePayments(snapshot, account)),
        ...(await proveSessions(snapshot, account)),
        ...(await proveDeliveries(snapshot, account)),
        ...(await proveChannels(snapshot, account)),
      );
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
      ...(await proveBooks(snapshot)),
      ...(await proveMovements(snapshot)),
      ...(await proveRecovery(snapshot)),
    );
    const { rows: counts } = await snapshot.query(
      `select (select count(*) from payment)::int as payments, (select count(*) from transfer)::int as transfers,
              (select count(*) from event)::int as events`,
    );
    return { accounts: accounts.length, ...counts[0], heads, differences };
  } finally {
    await snapshot.end();
  }
}
