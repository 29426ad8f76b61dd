import type pg from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { AccountId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { Repeating } from '../kernel/repeating.ts';
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

/** Applies what a channel said to the attempt that it tells of. Throws when it has to be tried again. */
export type ApplyNotification = (channel: string, notification: Notification) => Promise<void>;

const LOOK_MS = 500;
const BATCH = 200;
const TRY_AGAIN_MS = 500;
const TRY_AGAIN_MS_MAX = 300_000;

/**
 * What channels say by themselves. A notification is durable before it is acknowledged, and applied as an ordinary
 * command right behind that; what a process left when it died, any other applies. To apply one twice does nothing.
 */
export class Inbox {
  readonly #pool: pg.Pool;
  readonly #apply: ApplyNotification;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #repeating: Repeating;
  readonly #applying = new Set<Promise<void>>();

  constructor(pool: pg.Pool, apply: ApplyNotification, clock: Clock, log: Logger) {
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
   * Makes it durable; resolves when it may be acknowledged. It is applied after that. Throws `notification_refused` where
   * what it says is no answer.
   */
  async take(channel: string, told: Notification, body: Buffer): Promise<void> {
    const notification = { ...told, answer: this.#checked(channel, told) };
    if (await enter(this.#pool, channel, notification, body, this.#clock.now(), TAKEN_MS)) {
      const applying = this.applyOne({ ...notification, channel, tries: 0 }).finally(() =>
        this.#applying.delete(applying),
      );
      this.#applying.add(applying);
    }
  }

  #checked(channel: string, { account, reference, event, answer }: Notification): ChannelAnswer {
    let reason = 'it says nothing';
    try {
      const checked = checkedAnswer(answer);
      if (checked.kind !== 'not_found' && checked.kind !== 'unknown') return checked;
    } catch (error) {
      reason = reasonOf(error);
    }
    this.#log.warn({ channel, account, reference, event, reason }, 'a notification was refused');
    throw new Problem('notification_refused', `The answer is outside the channel protocol: ${reason}.`);
  }

  /** Applies once what waits; answers how much that was. */
  async run(): Promise<number> {
    const open = await readOpen(this.#pool, BATCH);
    await Promise.all(open.map((each) => this.applyOne(each)));
    return open.length;
  }

  /** Applies one that was entered, unless that has been done. */
  async applyEntered(channel: string, account: AccountId, event: string): Promise<void> {
    const open = await findOpen(this.#pool, channel, account, event);
    if (open !== null) await this.applyOne(open);
  }

  /** Applies one that is durable. One that cannot be applied now stays, and is tried again. */
  async applyOne(open: OpenNotification): Promise<void> {
    const { channel, account, reference, event, answer } = open;
    try {
      if (answer === null) throw new Error('what was stored of it cannot be read');
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
