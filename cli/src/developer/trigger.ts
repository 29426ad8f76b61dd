/** `florin trigger`: makes in the sandbox what an event tells of, so that the event is a real one. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import { type Account, accountOf } from './account.ts';
import { printAnswer } from './print.ts';
import { ask } from './request.ts';
import { CommandError } from './trouble.ts';

interface Made {
  readonly id: string;
}

const EVENT_MS_MAX = 30_000;
const LOOK_AGAIN_MS = 200;
const AMOUNT = 2599;
const BANK_TRANSFER = { type: 'bank_transfer' };

/** How each event comes about. Returns the object that it is about. */
const recipes: Readonly<Record<string, (account: Account) => Promise<Made>>> = {
  'payment.created': (account) => payment(account, {}),
  'payment.succeeded': (account) => paid(account, 'tok_visa'),
  'payment.failed': (account) => paid(account, 'tok_declined'),
  'payment.requires_action': (account) => paid(account, 'tok_challenge'),
  'payment.processing': (account) => paid(account, 'tok_processing_succeeds'),
  'payment.authorized': (account) => paid(account, 'tok_visa', { capture_method: 'manual' }),
  'payment.canceled': async (account) =>
    post(account, `/v1/payments/${(await payment(account, {})).id}/cancel`, {}),
  'payment.funds_received': async (account) => received(account, AMOUNT - 100),
  'refund.succeeded': async (account) =>
    post(account, '/v1/refunds', { payment: (await paid(account, 'tok_visa')).id }),
  'reversal.created': async (account) => {
    const { id } = await received(account, AMOUNT);
    await simulate(account, id, 'bank_recall', AMOUNT);
    const { data } = await ask<{ data: Made[] }>(account, {
      method: 'GET',
      path: `/v1/reversals?payment=${id}`,
    });
    return data[0] ?? { id };
  },
};

export function addTrigger(program: Command): void {
  program
    .command('trigger')
    .description('make in your sandbox what an event tells of, and show the event')
    .addArgument(new Argument('<event>', 'its type').choices(Object.keys(recipes)))
    .action(trigger);
}

async function trigger(type: string, _options: object, command: Command): Promise<void> {
  const account = await accountOf(command);
  if ((await account.bearer()).startsWith('sk_live_'))
    throw new CommandError(
      'arguments',
      'This key is of a live account, where money moves: take one that begins with sk_test_.',
    );
  const made = await recipes[type]?.(account);
  const path = `/v1/events?${new URLSearchParams({ type, object: made?.id ?? '', limit: '1' })}`;
  const until = Date.now() + EVENT_MS_MAX;
  for (;;) {
    const [event] = (await ask<{ data: Made[] }>(account, { method: 'GET', path })).data;
    if (event !== undefined) return printAnswer(command, event);
    if (Date.now() > until)
      throw new CommandError(
        'noAnswer',
        `${made?.id} was made, and no ${type} has come within ${EVENT_MS_MAX / 1000} seconds.`,
      );
    await delay(LOOK_AGAIN_MS);
  }
}

function payment(account: Account, more: object): Promise<Made> {
  const order_id = `trigger-${randomUUID()}`;
  return post(account, '/v1/payments', {
    order_id,
    amount: AMOUNT,
    currency: 'USD',
    description: 'florin trigger',
    ...more,
  });
}

function paid(account: Account, method: string | object, more: object = {}): Promise<Made> {
  return payment(account, { payment_method: method, confirm: true, ...more });
}

async function received(account: Account, amount: number): Promise<Made> {
  const { id } = await paid(account, BANK_TRANSFER);
  await simulate(account, id, 'bank_receive', amount);
  return { id };
}

function simulate(account: Account, id: string, action: string, amount: number): Promise<Made> {
  return post(account, `/v1/sandbox/payments/${id}/simulate`, { action, amount });
}

function post(account: Account, path: string, body: object): Promise<Made> {
  return ask<Made>(account, { method: 'POST', path, body: JSON.stringify(body) });
}
