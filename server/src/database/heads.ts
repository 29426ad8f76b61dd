import { type AccountId, idFromUuid } from '../kernel/ids.ts';
import { id, int8, type Statement, writer } from './columns.ts';
import type { Row } from './lane.ts';

/** An account's head while a round holds its lock. */
export interface Head {
  readonly account: AccountId;
  /** The number of the account's last event; a round that adds events counts it up. */
  eventSeq: bigint;
  /** Business time is real time plus so many milliseconds. */
  readonly clockOffset: number;
}

/** The heads that a round has locked. */
export class Heads {
  readonly #heads = new Map<AccountId, Head>();
  readonly #locked = new Map<AccountId, bigint>();

  constructor(heads: readonly Head[]) {
    for (const head of heads) {
      this.#heads.set(head.account, head);
      this.#locked.set(head.account, head.eventSeq);
    }
  }

  has(account: AccountId): boolean {
    return this.#heads.has(account);
  }

  of(account: AccountId): Head {
    const head = this.#heads.get(account);
    if (head === undefined) throw new Error(`the head of ${account} is not locked by this round`);
    return head;
  }

  changed(): Head[] {
    return [...this.#heads.values()].filter((head) => head.eventSeq !== this.#locked.get(head.account));
  }
}

/** Locks what is free, in order of account; what another round holds is left out of the answer. */
export function lockHeads(accounts: readonly AccountId[]): Statement {
  return {
    name: 'heads',
    text: `select account_id, event_seq, clock_offset from account_head
           where account_id = any($1::uuid[]) order by account_id for update skip locked`,
    values: [id<AccountId>((account) => account).encode(accounts)],
  };
}

/** Waits for one head, at most the session's lock_timeout. A round holds nothing yet when it does. */
export function lockHead(account: AccountId): Statement {
  return {
    name: 'head',
    text: 'select from account_head where account_id = any($1::uuid[]) for update',
    values: [id<AccountId>((one) => one).encode([account])],
  };
}

export function readHeads(rows: readonly Row[]): Heads {
  return new Heads(
    rows.map((row) => ({
      account: idFromUuid('acct', row.account_id),
      eventSeq: row.event_seq,
      clockOffset: Number(row.clock_offset),
    })),
  );
}

export const headWriter = writer<Head>(
  'head events',
  { account: id((head) => head.account), seq: int8((head) => head.eventSeq) },
  (rows) => `update account_head h set event_seq = c.seq from ${rows} where h.account_id = c.account`,
);
