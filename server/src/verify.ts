import { connectMigrated } from './database/index.ts';
import { proveEvents } from './events/index.ts';
import { idFromUuid } from './kernel/ids.ts';
import { type Difference, proveBalances, proveMovements } from './ledger/index.ts';
import { provePayments } from './payments/index.ts';

export interface Verification {
  readonly accounts: number;
  readonly payments: number;
  readonly transfers: number;
  readonly events: number;
  readonly differences: readonly Difference[];
}

/**
 * Proves the books: every figure that is kept is reckoned anew from what cannot be changed, account by account, on one
 * snapshot of the whole database. It only reads, and blocks nothing.
 * @param progress told after every account: how many are done, of how many.
 */
export async function verify(
  ownerUrl: string,
  progress: (done: number, all: number) => void = () => {},
): Promise<Verification> {
  const snapshot = await connectMigrated(ownerUrl, 'florin verify');
  try {
    await snapshot.query('begin isolation level repeatable read read only');
    const { rows: accounts } = await snapshot.query('select account_id from account order by account_id');
    const differences: Difference[] = [];
    for (const [index, row] of accounts.entries()) {
      const account = idFromUuid('acct', row.account_id);
      differences.push(
        ...(await proveBalances(snapshot, account)),
        ...(await provePayments(snapshot, account)),
        ...(await proveEvents(snapshot, account)),
      );
      progress(index + 1, accounts.length);
    }
    differences.push(...(await proveMovements(snapshot)));
    const { rows: counts } = await snapshot.query(
      `select (select count(*) from payment)::int as payments, (select count(*) from transfer)::int as transfers,
              (select count(*) from event)::int as events`,
    );
    return { accounts: accounts.length, ...counts[0], differences };
  } finally {
    await snapshot.end();
  }
}
