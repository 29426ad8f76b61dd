import type { Decider } from '../../database/index.ts';
import { type IdempotencyKey, readKeys, StandingKeys } from '../../http/index.ts';
import { idFromUuid } from '../../kernel/ids.ts';
import { Balances, readBalances } from '../../ledger/index.ts';
import { readOutcomes } from '../store/attempts.ts';
import { readUsedGrants } from '../store/granted-payments.ts';
import { paymentOf, readOrderHolders, readPayments } from '../store/payments.ts';
import { readRefunds, refundOf } from '../store/refunds.ts';
import {
  type FinalizeCommand,
  orderSubject,
  type PaymentAnswer,
  type PaymentCommand,
  type PaymentsFound,
  type RestCommand,
} from './commands.ts';
import { create, move, refund } from './decisions.ts';
import { finalize, receive, rest } from './outcomes.ts';

/**
 * Whether the command carries its payment, and is in time even at the latest time that the database may have. The
 * write then asserts the payment's version.
 */
function knows({ known, tellBefore }: RestCommand | FinalizeCommand, latest: number): boolean {
  return known !== null && (tellBefore === null || latest < tellBefore);
}

/** How payment commands are read, decided and written in a round. */
export const payments: Decider<PaymentCommand, PaymentsFound, PaymentAnswer> = {
  read(commands) {
    const keyed = commands.filter((command) => command.key !== null);
    const creates = commands.filter((command) => command.type === 'create');
    const others = commands.filter((command) => command.type !== 'create');
    const refunds = commands.filter((command) => command.type === 'refund');
    const attempts = commands.flatMap((command) =>
      (command.type === 'finalize' && command.attempt.kind === 'return') || command.type === 'receive'
        ? [command.attempt]
        : [],
    );
    return [
      readKeys(keyed as (PaymentCommand & { key: IdempotencyKey })[]),
      readOrderHolders(creates.map(({ account, draft }) => ({ account, orderId: draft.orderId }))),
      readUsedGrants(
        creates.flatMap(({ account, granted }) => (granted === null ? [] : { account, ...granted })),
      ),
      readPayments(
        others.map(({ account, payment, known }) => ({
          account,
          id: payment,
          version: known?.version ?? -1,
        })),
      ),
      readRefunds(
        commands.flatMap((command) =>
          (command.type === 'finalize' || command.type === 'rest') && command.attempt.refund !== null
            ? [{ account: command.account, id: command.attempt.refund }]
            : [],
        ),
      ),
      readBalances([...new Set(refunds.map(({ account }) => account))]),
      ...(attempts.length === 0 ? [] : [readOutcomes(attempts)]),
    ];
  },

  gather([
    keys = [],
    holders = [],
    grants = [],
    rows = [],
    refunds = [],
    balances = [],
    outcomes = [],
  ]): PaymentsFound {
    return {
      keys: new StandingKeys(keys),
      holders: new Map(
        holders.map(paymentOf).map((payment) => [orderSubject(payment.account, payment.orderId), payment]),
      ),
      usedGrants: new Map(
        grants.map((row) => [idFromUuid('grt', row.grant_id), idFromUuid('pay', row.payment_id)]),
      ),
      payments: new Map(rows.map(paymentOf).map((payment) => [payment.id, payment])),
      refunds: new Map(refunds.map(refundOf).map((each) => [each.id, each])),
      balances: new Balances(balances),
      outcomes: new Map(outcomes.map((row) => [idFromUuid('att', row.attempt_id), row.result])),
    };
  },

  ahead(command, latest) {
    switch (command.type) {
      case 'create':
        // A grant that is used again is refused, and does not break a round that others share.
        return command.granted === null;
      case 'finalize':
        return knows(command, latest) && command.attempt.refund === null && command.attempt.kind !== 'return';
      case 'rest':
        return knows(command, latest) && command.attempt.kind === 'authorize';
      case 'move':
      case 'receive':
      case 'refund':
        return false;
    }
  },

  decide(command, found, round): PaymentAnswer {
    const standing = command.key === null ? undefined : found.keys.find(command.account, command.key);
    if (standing !== undefined) return { kind: 'repeated', key: standing };
    if (command.type === 'create') return create(command, found, round);
    const payment = found.payments.get(command.payment) ?? command.known;
    if (payment === null) return { kind: 'missing' };
    switch (command.type) {
      case 'move':
        return move(command, payment, round);
      case 'rest':
        return rest(command, payment, found, round);
      case 'finalize':
        return finalize(command, payment, found, round);
      case 'receive':
        return receive(command, payment, found, round);
      case 'refund':
        return refund(command, payment, found, round);
    }
  },
};
