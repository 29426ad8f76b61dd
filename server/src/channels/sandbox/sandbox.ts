import type pg from 'pg';
import { troubleOf } from '../../database/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { AccountId, PaymentId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { Repeating } from '../../kernel/repeating.ts';
import type { Log } from '../../kernel/seldom.ts';
import type { KeyRing } from '../../vault/index.ts';
import type {
  Answering,
  AuthorizeRequest,
  Channel,
  ChannelAnswer,
  NotFound,
  Notification,
  QueryRequest,
} from '../channel.ts';
import { enter, TAKEN_MS } from '../inbox-store.ts';
import { encodeAnswer, readNotification } from '../protocol.ts';
import { type Action, act, actionsOn, answerOf, type Charge, finalOf } from './charge.ts';
import { closeCharge, endingCharges, findCharge, findChargeOf, openCharge, updateCharge } from './charges.ts';
import { behaviourOf } from './instruments.ts';
import { pageLinkOf } from './links.ts';

export const SANDBOX = 'sandbox';

const LOOK_MS = 250;
const BATCH = 200;
const NEVER = new Promise<never>(() => {});

/** How long the sandbox takes for its slow instruments. */
export interface SandboxTimes {
  readonly slowMs: number;
  readonly processingMs: number;
}

export interface SandboxOptions {
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  /** The base address of the sandbox's pages, without a slash at its end. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly times?: SandboxTimes;
}

/**
 * The channel of every sandbox account. An answer that is final in one call is a pure function of the instrument
 * and the amount, so that a query after a crash gives the same one without stored state. Whatever a payer, a bank
 * or time decides is a charge, stored in tables of its own; like any channel, the sandbox reports it by a
 * notification, written together with the charge.
 */
export class Sandbox implements Channel {
  readonly name = SANDBOX;
  readonly capabilities = { partialCapture: true, lateArrivalMs: null, queryIsAuthoritative: true } as const;
  readonly #options: SandboxOptions;
  readonly #times: SandboxTimes;
  readonly #repeating: Repeating;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#times = options.times ?? { slowMs: 2_000, processingMs: 3_000 };
    this.#repeating = new Repeating(
      LOOK_MS,
      () => this.run(),
      (error) => options.log.warn({ err: error }, 'charges that end were not looked for'),
    );
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
  }

  authorize(request: AuthorizeRequest): Answering {
    const behaviour = behaviourOf(request.method.token);
    const { amount } = request.money;
    switch (behaviour?.kind) {
      case undefined:
        return unknownInstrument(request);
      case 'instant':
        return finalOf(behaviour.verdict, amount);
      case 'slow':
        return new Promise((resolve) =>
          setTimeout(() => resolve(finalOf(behaviour.verdict, amount)), this.#times.slowMs).unref(),
        );
      case 'silent':
        return NEVER;
      case 'processing':
        return this.#open(request, this.#options.clock.now() + this.#times.processingMs);
      default:
        return this.#open(request, null);
    }
  }

  capture = approveAll;
  void = approveAll;
  refund = approveAll;

  query(request: QueryRequest): ChannelAnswer | Promise<ChannelAnswer | NotFound> {
    return this.#known(request) ?? this.#find(request);
  }

  reverse(request: QueryRequest): Answering {
    return this.#known(request) ?? this.#close(request);
  }

  parseNotification(headers: Parameters<Channel['parseNotification']>[0], body: Buffer): Notification | null {
    return readNotification(this.#options.keys.derive('channels'), headers, body);
  }

  /** Ends the charges that end by themselves and are due, and returns how many there were. */
  async run(): Promise<number> {
    const ending = await endingCharges(this.#options.pool, this.#options.clock.now(), BATCH);
    for (const { account, reference } of ending) {
      // Another process may have ended it, or a cancellation reversed it.
      await this.change(account, reference, { kind: 'end' }).catch((error) => {
        if (error instanceof Problem) return;
        // A charge that is at fault itself keeps none behind it waiting.
        if (troubleOf(error) !== null) throw error;
        this.#options.log.warn({ err: error, account, reference }, 'a charge was not ended');
      });
    }
    return ending.length;
  }

  /**
   * Applies an action to a charge and writes its notification, in one transaction. Throws `not_found`, or
   * `invalid_transition` if the action is not possible any more.
   */
  async change(account: AccountId, reference: string, action: Action): Promise<Notification> {
    const client = await this.#options.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const notification = await this.changeWithin(client, account, reference, action);
      await client.query('commit');
      return notification;
    } catch (error) {
      await client.query('rollback').catch((trouble: Error) => {
        broken = trouble;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** The same within the caller's transaction. */
  async changeWithin(
    client: pg.PoolClient,
    account: AccountId,
    reference: string,
    action: Action,
  ): Promise<Notification> {
    const charge = await findCharge(client, account, reference, true);
    if (charge === null)
      throw new Problem('not_found', 'In the sandbox, this payment waits for nothing that can be simulated.');
    const next = act(charge, action);
    if (next === null) {
      const most = charge.amount - charge.takenBack;
      const said =
        action.kind === 'bank_recall' && charge.state === 'approved'
          ? `At most ${most} of this payment can be recalled.`
          : `The sandbox cannot do ${action.kind} here.`;
      throw new Problem('invalid_transition', said, { state: charge.state, wanted: action.kind });
    }
    await updateCharge(client, next);
    const notification: Notification = {
      event: `${reference}.${next.notifications}`,
      account,
      reference,
      answer: this.#answerOf(next),
    };
    // Whoever acts for a payer applies the notification at once. If a charge ends by itself, the inbox finds it.
    const waitMs = action.kind === 'end' ? 0 : TAKEN_MS;
    await enter(client, SANDBOX, notification, bodyOf(notification), this.#options.clock.now(), waitMs);
    return notification;
  }

  /** The charge of a payment, and the actions possible on it; null if there is none. */
  async chargeOf(account: AccountId, payment: PaymentId) {
    const charge = await findChargeOf(this.#options.pool, account, payment);
    if (charge === null) return null;
    const { reference, state } = charge;
    const url = pageLinkOf(this.#options.keys, this.#options.publicUrl, charge);
    return { reference, state, url, actions: actionsOn(charge) };
  }

  /** The answer that needs no table; null if a charge decides. */
  #known(request: QueryRequest): ChannelAnswer | null {
    if (request.kind !== 'authorize') return { kind: 'approved', amount: request.money.amount };
    const behaviour = behaviourOf(request.method.token);
    switch (behaviour?.kind) {
      case undefined:
        return unknownInstrument(request);
      case 'instant':
      case 'slow':
      case 'silent':
        return finalOf(behaviour.verdict, request.money.amount);
      default:
        return null;
    }
  }

  async #open(request: AuthorizeRequest, endsAt: number | null): Promise<ChannelAnswer> {
    return this.#answerOf(await openCharge(this.#options.pool, request, endsAt));
  }

  async #find(request: QueryRequest): Promise<ChannelAnswer | NotFound> {
    const charge = await findCharge(this.#options.pool, request.account, request.reference);
    return charge === null ? { kind: 'not_found' } : this.#answerOf(charge);
  }

  async #close(request: QueryRequest): Promise<ChannelAnswer> {
    return this.#answerOf(await closeCharge(this.#options.pool, request));
  }

  #answerOf(charge: Charge): ChannelAnswer {
    return answerOf(charge, pageLinkOf(this.#options.keys, this.#options.publicUrl, charge));
  }
}

/** Captures, voids and refunds always succeed. */
function approveAll({ money }: { money: { amount: bigint } }): ChannelAnswer {
  return { kind: 'approved', amount: money.amount };
}

function unknownInstrument({ method }: { method: { token: string } }): ChannelAnswer {
  return { kind: 'unknown', reason: `the sandbox has no instrument ${method.token}` };
}

/** The body of the notification as it would be sent over the wire. */
function bodyOf({ event, account, reference, answer }: Notification): Buffer {
  return Buffer.from(JSON.stringify({ id: event, account, reference, answer: encodeAnswer(answer) }));
}
