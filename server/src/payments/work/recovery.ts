import type pg from 'pg';
import { isFinal, receivedOf } from '../../channels/index.ts';
import { type Row, readApart } from '../../database/index.ts';
import type { Account, AccountDirectory } from '../../identity/index.ts';
import { type AccountId, type AttemptId, idFromUuid, type PaymentId, uuidOf } from '../../kernel/ids.ts';
import { Repeating } from '../../kernel/repeating.ts';
import type { Log } from '../../kernel/seldom.ts';
import type { Attempt } from '../rules/attempt.ts';
import { attemptOf } from '../store/attempts.ts';
import type { AskedPayment, ChannelClient } from './channel-client.ts';
import type { PaymentProcessor } from './processor.ts';

/** An attempt that has no outcome yet. Its row is read once it is claimed, so that none keeps others waiting. */
interface Open {
  readonly account: AccountId;
  readonly id: AttemptId;
  /** The epoch of the newest claim; 0 if there is none. */
  readonly epoch: number;
}

/** The same, read: with what its channel has to be asked. */
interface ReadAttempt {
  readonly attempt: Attempt;
  readonly payment: AskedPayment & { readonly handedBack: boolean; readonly amountReceived: bigint };
}

type Watermark = 'looked_to' | 'looked_again_to';

interface Look {
  readonly watermark: Watermark;
  readonly open: readonly Open[];
  readonly reached: number;
}

/**
 * Short, because each run reads all attempts that have become due since the last one: many at once hold up a small
 * machine.
 */
const LOOK_MS = 500;
const BATCH = 200;
/** How long a claim holds: longer than the two calls that one recovery makes of a channel. */
const CLAIM_MS = 20_000;
const ASK_AGAIN_MS_MAX = 3_600_000;
/** A second scan runs this many recovery times behind the first, and finds what the first one missed. */
const LOOK_AGAIN_TIMES = 10;

const WITHOUT_OUTCOME = `not exists (select from outcome o where o.account_id = a.account_id and o.attempt_id = a.id)`;

/**
 * Finalizes the attempts that their owners did not. Once an attempt's `recover_after` has passed, any process may
 * claim it, whether or not the owner still lives. It then asks the channel again and again until the answer is
 * final. An attempt never fails because it was tried too often.
 */
export class Recovery {
  readonly #pool: pg.Pool;
  readonly #accounts: AccountDirectory;
  readonly #channels: ChannelClient;
  readonly #processor: PaymentProcessor;
  readonly #log: Log;
  readonly #recoverAfterMs: number;
  readonly #repeating: Repeating;

  constructor(
    pool: pg.Pool,
    accounts: AccountDirectory,
    channelClient: ChannelClient,
    processor: PaymentProcessor,
    log: Log,
  ) {
    this.#pool = pool;
    this.#accounts = accounts;
    this.#channels = channelClient;
    this.#processor = processor;
    this.#log = log;
    this.#recoverAfterMs = processor.ownership.recoverAfterMs;
    this.#repeating = new Repeating(
      Math.min(LOOK_MS, this.#recoverAfterMs / 4),
      () => this.run(),
      (error) => this.#log.warn({ err: error }, 'open attempts were not looked for'),
    );
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
  }

  /** One run: finds the open attempts, claims them and asks their channels. */
  async run(): Promise<void> {
    const { rows } = await this.#pool.query('select now() as now');
    const now: number = rows[0].now;
    const looks = [
      await this.#look('looked_to', now),
      await this.#look('looked_again_to', now - this.#recoverAfterMs * LOOK_AGAIN_TIMES),
    ];
    const claimed = await this.#claim([...looks.flatMap(({ open }) => open), ...(await this.#dueClaims())]);
    // The watermarks move after the claims are written: if the process dies in between, the attempts are found
    // again.
    for (const { watermark, reached } of looks) await this.#move(watermark, reached);
    await this.#finalizeAll(claimed);
  }

  /**
   * Finds the attempts without an outcome whose `recover_after` lies between the watermark and `until`, and how far
   * the watermark may move. Attempts that have a claim are left to `#dueClaims`.
   */
  async #look(watermark: Watermark, until: number): Promise<Look> {
    const { rows } = await this.#pool.query(
      `select a.account_id, a.id, a.recover_after from attempt a
       where a.recover_after >= (select ${watermark} from recovery_watermark)
         and a.recover_after < to_timestamp($1 / 1000.0) and ${WITHOUT_OUTCOME}
         and not exists (select from attempt_claim c where c.account_id = a.account_id and c.attempt_id = a.id)
       order by a.recover_after limit ${BATCH}`,
      [until],
    );
    const reached = rows.length < BATCH ? until : (rows[BATCH - 1]?.recover_after as number);
    return { watermark, open: rows.map((row) => openOf(row, 0)), reached };
  }

  async #move(watermark: Watermark, reached: number): Promise<void> {
    await this.#pool.query(
      `update recovery_watermark set ${watermark} = greatest(${watermark}, to_timestamp($1 / 1000.0))`,
      [reached],
    );
  }

  /** Expired claims of attempts that still have no outcome. Only the newest claim of an attempt counts. */
  async #dueClaims(): Promise<Open[]> {
    const { rows } = await this.#pool.query(
      `select a.account_id, a.id, c.epoch from attempt a
       join attempt_claim c on c.account_id = a.account_id and c.attempt_id = a.id
       where c.ask_again_at < now() and c.until < now()
         and c.ask_again_at > (select looked_again_to - interval '1 day' from recovery_watermark)
         and ${WITHOUT_OUTCOME}
         and not exists (select from attempt_claim later
           where later.account_id = c.account_id and later.attempt_id = c.attempt_id and later.epoch > c.epoch)
       order by c.ask_again_at limit ${BATCH}`,
    );
    return rows.map((row) => openOf(row, row.epoch));
  }

  /** Claims each attempt with its next epoch. The process that inserts the row first has the claim. */
  async #claim(open: readonly Open[]): Promise<Open[]> {
    const claimed = new Set<string>();
    if (open.length > 0) {
      const { rows } = await this.#pool.query(
        `insert into attempt_claim (account_id, attempt_id, epoch, owner, until, ask_again_at)
         select c.account, c.attempt, c.epoch, $1, now() + make_interval(secs => $2), now() + make_interval(secs => c.again)
         from unnest($3::uuid[], $4::uuid[], $5::int4[], $6::float8[]) as c(account, attempt, epoch, again)
         on conflict do nothing returning attempt_id`,
        [
          uuidOf(this.#processor.ownership.process),
          Math.min(CLAIM_MS, this.#recoverAfterMs) / 1000,
          open.map(({ account }) => uuidOf(account)),
          open.map(({ id }) => uuidOf(id)),
          open.map(({ epoch }) => epoch + 1),
          open.map(({ epoch }) => this.#askAgainMs(epoch) / 1000),
        ],
      );
      for (const row of rows) claimed.add(row.attempt_id);
    }
    return open.filter(({ id }) => claimed.delete(uuidOf(id)));
  }

  /** Doubles with each claim, from a quarter of the recovery time up to an hour. */
  #askAgainMs(epoch: number): number {
    return Math.min(ASK_AGAIN_MS_MAX, (this.#recoverAfterMs / 4) * 2 ** Math.min(epoch, 20));
  }

  /**
   * Asks now about the open attempt of a `canceling` payment, instead of when recovery is due; an authorization is
   * reversed. The first process to write the outcome decides. If this call fails, recovery claims the attempt
   * later.
   */
  async close(account: AccountId, payment: PaymentId): Promise<void> {
    const { rows } = await this.#pool.query(
      `select account_id, open_attempt as id from payment
       where account_id = $1 and id = $2 and status = 'canceling' and open_attempt is not null`,
      [uuidOf(account), uuidOf(payment)],
    );
    await this.#finalizeAll(rows.map((row) => openOf(row, 0)));
  }

  async #finalizeAll(open: readonly Open[]): Promise<void> {
    const accounts = await this.#accounts.findAll(open.map(({ account }) => account));
    const rows = await readApart(
      open,
      (some) => this.#read(some),
      ({ id }, error) => {
        this.#failed(id, error);
        return [];
      },
    );
    await Promise.all(rows.map((row) => this.#finalize(row, accounts)));
  }

  async #read(open: readonly Open[]): Promise<Row[]> {
    if (open.length === 0) return [];
    const { rows } = await this.#pool.query<Row>(
      `select a.*, p.method, p.capture_method, p.status, p.amount_received,
              p.status = 'processing' and p.expires_at is null as in_flight
       from unnest($1::uuid[], $2::uuid[]) as c(account, id)
       join attempt a on a.account_id = c.account and a.id = c.id
       join payment p on p.account_id = a.account_id and p.id = a.payment_id`,
      [open.map(({ account }) => uuidOf(account)), open.map(({ id }) => uuidOf(id))],
    );
    return rows;
  }

  async #finalize(row: Row, accounts: ReadonlyMap<AccountId, Account>): Promise<void> {
    try {
      const { attempt, payment } = readAttempt(row);
      const account = accounts.get(attempt.account);
      if (account === undefined) throw new Error(`there is no account ${attempt.account}`);
      const { terms } = account;
      const answer = await this.#channels.learn(payment, attempt);
      // An open answer is written only if the owner never handed the payment back, or if more money has come in.
      const news = (receivedOf(answer) ?? 0n) > payment.amountReceived;
      if (!isFinal(answer) && payment.handedBack && !news) return;
      await this.#processor.tell(attempt, answer, { terms, known: null, tellBefore: null });
    } catch (error) {
      this.#failed(idFromUuid('att', row.id), error);
    }
  }

  #failed(attempt: AttemptId, error: unknown): void {
    this.#log.warn({ err: error, attempt }, 'an attempt was not finalized; its channel will be asked again');
  }
}

function openOf(row: Row, epoch: number): Open {
  return { account: idFromUuid('acct', row.account_id), id: idFromUuid('att', row.id), epoch };
}

function readAttempt(row: Row): ReadAttempt {
  return {
    attempt: attemptOf(row),
    payment: {
      method: row.method,
      captureMethod: row.capture_method,
      status: row.status,
      handedBack: row.kind !== 'authorize' || !row.in_flight,
      amountReceived: row.amount_received,
    },
  };
}
