import type { Pool } from 'pg';
import pino, { type Logger } from 'pino';
import { type Channel, methodOfToken, sandbox } from './channels/index.ts';
import { CommitQueue, Fences, Lane, openPool } from './database/index.ts';
import {
  createWebhookEndpoint,
  Deliverer,
  type DelivererOptions,
  disabledWriter,
  EventFeed,
  eventRoutes,
  eventWriter,
  type StreamTimes,
  webhookRoutes,
} from './events/index.ts';
import { type App, type Authenticate, buildServer, keyWriter } from './http/index.ts';
import { createAccount, createKey, KeyDirectory } from './identity/index.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { type AccountId, newId } from './kernel/ids.ts';
import { transferWriter } from './ledger/index.ts';
import {
  attemptWriter,
  doneDueWriter,
  newDueWriter,
  newPaymentWriter,
  outcomeWriter,
  paymentRoutes,
  paymentWriter,
  Sending,
} from './payments/index.ts';
import { KeyRing } from './vault/index.ts';

/** Every writer of the platform, in the order in which a round runs them: first what the others tell of. */
const writers = [
  newPaymentWriter,
  paymentWriter,
  attemptWriter,
  outcomeWriter,
  transferWriter,
  disabledWriter,
  eventWriter,
  newDueWriter,
  doneDueWriter,
  keyWriter,
];

export interface PlatformOptions {
  readonly databaseUrl: string;
  readonly rootKey: Buffer;
  readonly log: Logger;
  readonly sendWithinMs: number;
  readonly settleAfterMs: number;
  /** Webhooks may go to private and loopback addresses. */
  readonly webhookPrivate: boolean;
  readonly clock?: Clock;
  readonly channels?: readonly Channel[];
  readonly webhooks?: Pick<DelivererOptions, 'leaseMs' | 'random' | 'resolve' | 'schedule' | 'timeoutMs'>;
  readonly streams?: StreamTimes;
}

export interface Platform {
  readonly app: App;
  readonly queue: CommitQueue;
  /** Finishes what is in flight and closes everything. */
  stop(): Promise<void>;
}

/** Composes the platform over a migrated database. The only file that knows every module. */
export function openPlatform(options: PlatformOptions): Platform {
  const { log, databaseUrl, clock = systemClock, webhookPrivate: allowPrivate } = options;
  const keys = new KeyRing(options.rootKey);
  const pool = openPool(databaseUrl, 16);
  const feed = new EventFeed({ pool, log });
  const queue = new CommitQueue({
    lane: new Lane(databaseUrl, 5_000),
    fences: new Fences(pool, log),
    writers,
    clock,
    log,
    patienceMs: 3_000,
    onCommitted: feed.committed,
  });
  const directory = new KeyDirectory(pool, keys, clock);
  const sending = new Sending({
    queue,
    channels: new Map((options.channels ?? [sandbox]).map((channel) => [channel.name, channel])),
    ownership: {
      process: newId('proc'),
      sendWithinMs: options.sendWithinMs,
      settleAfterMs: options.settleAfterMs,
    },
    clock,
    log,
    channelTimeoutMs: 8_000,
  });
  const deliverer = new Deliverer({ pool, queue, feed, keys, clock, log, allowPrivate, ...options.webhooks });
  const authenticate: Authenticate = (token) => directory.authenticate(token);
  const app = buildServer({ log, authenticate });
  paymentRoutes(app, { sending, pool, keys, clock });
  eventRoutes(app, {
    pool,
    keys,
    feed,
    log,
    authenticate,
    ...(options.streams === undefined ? {} : { streams: options.streams }),
  });
  webhookRoutes(app, { pool, keys, clock, allowPrivate, changed: () => deliverer.look() });
  return {
    app,
    queue,
    async stop() {
      await app.close();
      await deliverer.stop();
      feed.stop();
      await queue.stop();
      directory.stop();
      await pool.end();
    },
  };
}

/** What the first start leaves in `sandbox.json`. */
export async function seedSandbox(
  databaseUrl: string,
  rootKey: Buffer,
  webhookUrl: string | null,
): Promise<{
  account_id: string;
  secret_key: string;
  publishable_key: string;
  webhook_secret: string | null;
}> {
  const keys = new KeyRing(rootKey);
  const pool = openPool(databaseUrl, 1);
  try {
    const at = systemClock.now();
    const account = await createAccount(
      pool,
      {
        environment: 'sandbox',
        name: 'Demo shop',
        defaultMethod: methodOfToken('tok_visa'),
        terms: { feeBasisPoints: 290n, feeFixed: 30n, negativeLimit: 1_000_000n },
        rateLimit: null,
      },
      at,
    );
    return {
      account_id: account.id,
      secret_key: await createKey(pool, keys, account, 'secret', at),
      publishable_key: await createKey(pool, keys, account, 'publishable', at),
      webhook_secret: webhookUrl === null ? null : await seedWebhook(pool, keys, account.id, webhookUrl, at),
    };
  } finally {
    await pool.end();
  }
}

/** The demo shop hears of everything. */
async function seedWebhook(
  pool: Pool,
  keys: KeyRing,
  account: AccountId,
  url: string,
  at: number,
): Promise<string> {
  const endpoint = { account, url, events: ['*'], description: 'The demo shop', metadata: {} };
  return (await createWebhookEndpoint(pool, keys, endpoint, at)).secret;
}

export function openLog(level: string): Logger {
  return pino({ level });
}
