import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import type { AccountId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { Repeating } from '../kernel/repeating.ts';
import type { Log } from '../kernel/seldom.ts';
import type { ChannelAnswer, Notification } from './channel.ts';
import { checkedAnswer, reasonOf } from './checked-answer.ts';
import {
  enter,
  findOpen,
  type OpenNotification,
  postpone,
  readOpen,
  remove,
  TAKEN_MS,
} from './inbox-store.ts';
import { holdsCard } from './protocol.ts';

/** Applies a notification to its attempt. Throws if it has to be tried again. */
export type ApplyNotification = (channel: string, notification: Notification) => Promise<void>;

const LOOK_MS = 500;
const BATCH = 200;
const TRY_AGAIN_MS = 500;
const TRY_AGAIN_MS_MAX = 300_000;

/**
 * The notifications of channels. Each is stored before it is acknowledged, and then applied as an ordinary command.
 * If a process dies before it has applied one, any other process applies it. Applying one twice does nothing.
 */
export class Inbox {
  readonly #pool: pg.Pool;
  readonly #apply: ApplyNotification;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #repeating: Repeating;
  readonly #applying = new Set<Promise<void>>();

  constructor(pool: pg.Pool, apply: ApplyNotification, clock: Clock, log: Log) {
    this.#pool = pool;
    this.#apply = apply;
    this.#clock = clock;
    this.#log = log;
    this.#repeating = new Repeating(
      LOOK_MS,
      () => this.run(),
      (error) => this.#log.warn({ err: error }, 'notifications were not looked for'),
    );
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
    await Promise.all(this.#applying);
  }

  /**
   * Stores a notification and resolves when it may be acknowledged. It is applied after that. Throws
   * `notification_refused` if its answer is invalid.
   */
  async take(channel: string, told: Notification, body: Buffer): Promise<void> {
    const notification = { ...told, answer: this.#checked(channel, told) };
    if (holdsCard(body))
      throw new Problem('notification_refused', 'It holds a card number. Leave that out: nothing needs it.');
    if (await enter(this.#pool, channel, notification, body, this.#clock.now(), TAKEN_MS)) {
      const applying = this.applyOne({ ...notification, channel, tries: 0 }).finally(() =>
        this.#applying.delete(applying),
      );
      this.#applying.add(applying);
    }
  }

  #checked(channel: string, { account, reference, event, answer }: Notification): ChannelAnswer {
    let reason = 'it has no answer';
    try {
      const checked = checkedAnswer(answer);
      if (checked.kind !== 'not_found' && checked.kind !== 'unknown') return checked;
    } catch (error) {
      reason = reasonOf(error);
    }
    this.#log.warn({ channel, account, reference, event, reason }, 'a notification was refused');
    throw new Problem('notification_refused', `The answer is outside the channel protocol: ${reason}.`);
  }

  /** Applies what is due now, and returns how many there were. */
  async run(): Promise<number> {
    const open = await readOpen(this.#pool, BATCH);
    await Promise.all(open.map((each) => this.applyOne(each)));
    return open.length;
  }

  /** Applies a stored notification, unless that has been done. */
  async applyEntered(channel: string, account: AccountId, event: string): Promise<void> {
    const open = await findOpen(this.#pool, channel, account, event);
    if (open !== null) await this.applyOne(open);
  }

  /** Applies a stored notification. If that fails, it stays and is tried again. */
  async applyOne(open: OpenNotification): Promise<void> {
    const { channel, account, reference, event, answer } = open;
    try {
      if (answer === null) throw new Error('the stored notification cannot be read');
      await this.#apply(channel, { account, reference, event, answer });
      await remove(this.#pool, open);
    } catch (error) {
      this.#log.warn(
        { err: error, channel, account, reference, event },
        'a notification was not applied and will be tried again',
      );
      const wait = Math.min(TRY_AGAIN_MS_MAX, TRY_AGAIN_MS * 2 ** Math.min(open.tries, 20));
      await postpone(this.#pool, open, wait).catch(() => {});
    }
  }
}
