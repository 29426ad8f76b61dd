import type pg from 'pg';
import type { Logger } from 'pino';
import type { Notification } from '../../channels/index.ts';
import type { AccountDirectory } from '../../identity/index.ts';
import { sameId, uuidOf } from '../../kernel/ids.ts';
import { attemptOf } from '../store/attempts.ts';
import type { PaymentProcessor } from './processor.ts';

/**
 * Applies channel notifications as ordinary commands: in any order, more than once, before or after the call's
 * answer.
 */
export class NotificationHandler {
  readonly #pool: pg.Pool;
  readonly #accounts: AccountDirectory;
  readonly #processor: PaymentProcessor;
  readonly #log: Logger;

  constructor(pool: pg.Pool, accounts: AccountDirectory, processor: PaymentProcessor, log: Logger) {
    this.#pool = pool;
    this.#accounts = accounts;
    this.#processor = processor;
    this.#log = log;
  }

  /** Throws if the notification has to be tried again. */
  async apply(channel: string, { account, reference, answer, event }: Notification): Promise<void> {
    const { rows } = await this.#pool.query(
      'select * from attempt where account_id = $1 and id = $2 and channel = $3',
      [uuidOf(account), uuidOf(sameId('att', reference)), channel],
    );
    const row = rows[0];
    const terms = (await this.#accounts.find(account))?.terms;
    if (row === undefined || terms === undefined) {
      this.#log.error({ channel, account, reference, event }, 'a notification tells of no attempt of ours');
      return;
    }
    const attempt = attemptOf(row);
    if (answer.kind === 'approved' && answer.amount !== attempt.amount) {
      this.#log.error({ channel, account, reference, event }, 'a notification approves another amount');
      return;
    }
    await this.#processor.tell(attempt, answer, { terms, known: null, tellBefore: null });
  }
}
