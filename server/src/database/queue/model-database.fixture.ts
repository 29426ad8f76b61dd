/**
 * A database in memory that knows what the commit queue relies on and nothing more: transactions that take effect whole or
 * not at all, locks on heads, numbers of rounds that exist once, backends that freeze or die at any moment and that carry
 * on with what they were sent before their client left. It enforces no more than PostgreSQL would, so that a queue with a
 * fault can write something twice, and be seen to.
 */
import { type AccountId, uuidOf } from '../../kernel/ids.ts';
import { id, int8 } from '../columns.ts';
import { reader, writer } from '../statements.ts';
import type { VirtualTime } from './virtual-time.fixture.ts';

/** What a command of the simulation leaves in the database. */
export interface Mark {
  readonly account: AccountId;
  readonly seq: bigint;
  readonly number: bigint;
  /** Unique within the account, as an idempotency key is; 0 for none. */
  readonly key: bigint;
}

/** The database refuses a mark with a negative number, as a constraint would. */
export const markWriter = writer<Mark>(
  'marks',
  {
    account: id((mark) => mark.account),
    seq: int8((mark) => mark.seq),
    number: int8((mark) => mark.number),
    key: int8((mark) => mark.key),
  },
  (rows) => `insert into mark select * from ${rows}`,
);
export const keyReader = reader<{ account: AccountId; key: bigint }>(
  'standing marks',
  { account: id((mark) => mark.account), key: int8((mark) => mark.key) },
  (rows) => `select account, key from ${rows} join mark using (account, key)`,
);

export interface StoredMark {
  readonly account: string;
  readonly seq: bigint;
  /** Null if another program wrote it. */
  readonly number: bigint | null;
  readonly key: bigint;
}

type Refusal = Error & { code: string; severity: 'ERROR' };

export function refusal(code: string): Refusal {
  return Object.assign(new Error(`refused with ${code}`), { code, severity: 'ERROR' as const });
}

export interface Transaction {
  readonly rounds: Map<string, 'round' | 'fence'>;
  readonly heads: Map<string, bigint>;
  readonly marks: StoredMark[];
  readonly locks: Set<string>;
  aborted: boolean;
}

export const POLL_MS = 5;

export class ModelDatabase {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly marks: StoredMark[] = [];
  readonly backends = new Set<{ die(): void }>();
  readonly rounds = new Map<string, 'round' | 'fence'>();
  readonly #heads = new Map<string, bigint>();
  readonly #open = new Set<Transaction>();
  /** Whether it accepts connections. */
  up = true;
  frozenUntil = 0;

  constructor(time: VirtualTime, random: () => number, accounts: readonly AccountId[]) {
    this.time = time;
    this.random = random;
    for (const account of accounts) this.#heads.set(uuidOf(account), 0n);
  }

  begin(): Transaction {
    const transaction = {
      rounds: new Map(),
      heads: new Map(),
      marks: [],
      locks: new Set<string>(),
      aborted: false,
    };
    this.#open.add(transaction);
    return transaction;
  }

  end(transaction: Transaction, commit: boolean): void {
    this.#open.delete(transaction);
    if (!commit || transaction.aborted) return;
    for (const [number, kind] of transaction.rounds) this.rounds.set(number, kind);
    for (const [account, seq] of transaction.heads) this.#heads.set(account, seq);
    this.marks.push(...transaction.marks);
  }

  headOf(account: string): bigint {
    return this.#heads.get(account) as bigint;
  }

  lock(transaction: Transaction, account: string): boolean {
    for (const other of this.#open) if (other !== transaction && other.locks.has(account)) return false;
    transaction.locks.add(account);
    return true;
  }

  /** Whether another open transaction has inserted this number, so that it is not known yet whether it will exist. */
  isBeingInserted(transaction: Transaction, number: string): boolean {
    return [...this.#open].some((other) => other !== transaction && other.rounds.has(number));
  }

  hasKey(account: string, key: bigint): boolean {
    return this.marks.some((mark) => mark.account === account && mark.key === key);
  }

  /** Every backend and every new connection waits for this first. */
  async awake(): Promise<void> {
    while (this.time.monotonic() < this.frozenUntil)
      await this.time.wait(this.frozenUntil - this.time.monotonic());
  }

  /** Kills all backends and refuses connections from now on. */
  crash(): void {
    this.up = false;
    for (const backend of this.backends) backend.die();
  }

  /** Another program holds the account's head for this long, and moves it on. */
  async writeElsewhere(account: AccountId, milliseconds: number): Promise<void> {
    const uuid = uuidOf(account);
    const transaction = this.begin();
    while (!this.lock(transaction, uuid)) await this.time.wait(POLL_MS);
    const seq = this.headOf(uuid) + 1n;
    transaction.heads.set(uuid, seq);
    transaction.marks.push({ account: uuid, seq, number: null, key: 0n });
    await this.time.wait(milliseconds);
    this.end(transaction, this.up);
  }
}
