import type pg from 'pg';
import type { Logger } from 'pino';
import type { Cards } from '../cards/index.ts';
import type { PaymentMethod } from '../channels/index.ts';
import type { CommitQueue } from '../database/index.ts';
import type { Account, AccountDirectory } from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId, sameId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import {
  type CreateCommand,
  type MethodInput,
  methodOf,
  type PaymentProcessor,
  type Recovery,
  subjectsOf,
} from '../payments/index.ts';
import { sessionSubject, sessions } from './commands.ts';
import { offeredMethods } from './payer-state.ts';
import type { Session } from './session.ts';
import { findSession, type SessionRef } from './store.ts';

export interface PayerPaymentsOptions {
  readonly cards: Cards;
  readonly queue: CommitQueue;
  readonly processor: PaymentProcessor;
  readonly recovery: Recovery;
  readonly pool: pg.Pool;
  readonly accounts: AccountDirectory;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How the payer pays: by a card that the page has encrypted, or, in the sandbox, by whatever merchants may say. */
type PayerInput = MethodInput | { type: 'card'; card_jwe: string };

/** What a payer can do with a session's payments: try to pay, and give up an attempt. */
export class PayerPayments {
  readonly #options: PayerPaymentsOptions;

  constructor(options: PayerPaymentsOptions) {
    this.#options = options;
  }

  /** Creates and confirms one payment. A decline does not throw; the session's state reports it. */
  async pay(ref: SessionRef, input: PayerInput): Promise<void> {
    const { queue, processor, clock } = this.#options;
    const { session, account } = await this.#find(ref);
    // From here on only the card's token is used, so that the number never reaches the queue or the log.
    const method = await this.#methodOf(account, ref.id, input);
    if (!offeredMethods(account.environment).includes(method.type))
      throw new Problem('payment_method_unknown', undefined, { field: 'method' });
    const create: CreateCommand = {
      type: 'create',
      granted: null,
      urgency: 'attempt',
      subjects: [],
      account: ref.account,
      terms: account.terms,
      ownership: processor.ownership,
      at: clock.now(),
      key: null,
      actor: ref.id,
      draft: {
        orderId: session.orderId,
        amount: session.amount,
        currency: session.currency,
        captureMethod: session.captureMethod,
        description: session.description,
        metadata: session.metadata,
      },
      confirm: { attempt: newId('att'), method, channel: processor.channelFor(method) },
    };
    const answer = await queue.submit(sessions, {
      type: 'pay',
      urgency: 'attempt',
      account: ref.account,
      subjects: [
        sessionSubject(ref),
        ...subjectsOf({ account: ref.account, key: null, payment: null, orderId: session.orderId }),
      ],
      session: ref,
      create,
    });
    // A card that came to no payment is kept for none.
    if (answer.kind !== 'begun' && account.environment === 'live')
      await this.#options.cards.remove(account.id, method.token);
    switch (answer.kind) {
      case 'begun':
        await processor.send(create, answer);
        return;
      case 'hindered':
        throw new Problem(answer.refusal.code, answer.refusal.detail, answer.refusal.extras);
      case 'refused':
        // Another payment holds the order. Only the merchant may see that payment, not the payer.
        throw new Problem(answer.refusal.code, 'This order has been paid, or is being paid, elsewhere.');
      case 'missing':
        throw new Problem('not_found', 'This link is not valid.');
      case 'done':
      case 'repeated':
      case 'closed':
        throw new Error(`a payer's try came to ${answer.kind}`);
    }
  }

  /** A live account's page sends encrypted cards and nothing else. They are for this payment, and are not kept. */
  async #methodOf(
    { id: account, environment }: Account,
    session: SessionRef['id'],
    input: PayerInput,
  ): Promise<PaymentMethod> {
    const { cards } = this.#options;
    const owner = { account, environment };
    if (typeof input === 'object' && 'card_jwe' in input) {
      const field = 'method/card_jwe';
      const card = await cards.open({ account, session }, input.card_jwe, field);
      return cards.swap(owner, card, { field, once: true });
    }
    if (environment === 'live') throw new Problem('card_encryption_required', undefined, { field: 'method' });
    return methodOf(cards, owner, input);
  }

  /**
   * Cancels a payment that waits for its payer, so that they can pay in another way. The session stays open. If there is no such
   * payment, or its status has changed meanwhile, nothing happens, and the session's state shows the result.
   */
  async giveUp(ref: SessionRef): Promise<void> {
    const { processor, recovery, clock, log } = this.#options;
    const { session, account } = await this.#find(ref);
    if (session.payment?.status !== 'requires_action') return;
    const payment = session.payment.id;
    const attempt = newId('att');
    const result = await processor.perform({
      type: 'move',
      urgency: 'attempt',
      subjects: subjectsOf({ account: ref.account, key: null, payment, orderId: null }),
      account: ref.account,
      command: sameId('cmd', attempt),
      payment,
      known: null,
      move: { kind: 'cancel', attempt },
      terms: account.terms,
      ownership: processor.ownership,
      at: clock.now(),
      key: null,
      actor: ref.id,
    });
    if (result.kind !== 'done' || result.payment.status !== 'canceling') return;
    // The open attempt is closed at the channel at once. If the channel does not answer, it is asked again later.
    await recovery.close(ref.account, payment).catch((error) => log.warn({ err: error, payment }));
  }

  async #find(ref: SessionRef): Promise<{ session: Session; account: Account }> {
    const { pool, accounts } = this.#options;
    const [found, account] = await Promise.all([findSession(pool, ref), accounts.findOpen(ref.account)]);
    if (found === null || account === null) throw new Problem('not_found', 'This link is not valid.');
    return { session: found.session, account };
  }
}
