import type { Cards } from '../cards/index.ts';
import type { Channel, Inbox, Sandbox } from '../channels/index.ts';
import type { AccountDirectory } from '../identity/index.ts';
import { newId } from '../kernel/ids.ts';
import type { Base } from '../module.ts';
import { balanceRoutes } from './api/balances/routes.ts';
import { CommandHandler } from './api/command-handler.ts';
import { paymentRoutes } from './api/payments/routes.ts';
import { refundRoutes } from './api/refunds/routes.ts';
import { reversalRoutes } from './api/reversals/routes.ts';
import { sandboxRoutes } from './api/sandbox/routes.ts';
import { ChannelClient } from './work/channel-client.ts';
import { NotificationHandler } from './work/notification-handler.ts';
import { PaymentProcessor } from './work/processor.ts';
import { Recovery } from './work/recovery.ts';
import { Scheduler } from './work/scheduler.ts';

const CHANNEL_TIMEOUT_MS = 8_000;

export interface PaymentsNeeds {
  readonly cards: Cards;
  readonly accounts: AccountDirectory;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly sandbox: Sandbox;
  readonly inbox: Inbox;
  /** How long the payer's side waits for a channel before the payment is handed back as processing. */
  readonly channelTimeoutMs: number | undefined;
}

/** Opens payments, with their refunds, reversals and balances, and with what goes on in the background. */
export function openPayments(
  { app, queue, pool, keys, clock, log, seldom, settings }: Base,
  { cards, accounts, channels, sandbox, inbox, channelTimeoutMs }: PaymentsNeeds,
) {
  const { sendWithinMs, recoverAfterMs } = settings;
  const timeoutMs = channelTimeoutMs ?? Math.min(CHANNEL_TIMEOUT_MS, recoverAfterMs / 2);
  const channelClient = new ChannelClient(channels, timeoutMs, clock, seldom);
  const ownership = { process: newId('proc'), sendWithinMs, recoverAfterMs };
  const processor = new PaymentProcessor(queue, channelClient, ownership, clock);
  const recovery = new Recovery(pool, accounts, channelClient, processor, seldom);
  const scheduler = new Scheduler(pool, accounts, processor, recovery, clock, seldom);
  const handler = new CommandHandler(processor, pool, keys, clock);
  paymentRoutes(app, handler, recovery, cards);
  refundRoutes(app, handler);
  reversalRoutes(app, handler);
  balanceRoutes(app, handler);
  sandboxRoutes(app, { pool, keys, clock, scheduler, sandbox, inbox });
  return {
    processor,
    recovery,
    scheduler,
    notifications: new NotificationHandler(pool, accounts, processor, log),
    async stop() {
      await scheduler.stop();
      await recovery.stop();
    },
  };
}
