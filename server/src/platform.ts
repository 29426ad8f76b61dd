import { join } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';
import {
  type Channel,
  Inbox,
  methodOfToken,
  notifyRoutes,
  Sandbox,
  type SandboxTimes,
  sandboxPages,
} from './channels/index.ts';
import { checkoutRoutes, linkOfPayment } from './checkout/index.ts';
import { CommitQueue, Fences, Lane, openPool } from './database/index.ts';
import {
  createWebhookEndpoint,
  Deliverer,
  type DelivererOptions,
  EventFeed,
  eventRoutes,
  type StreamTimes,
  webhookRoutes,
} from './events/index.ts';
import { frontRoutes } from './front/index.ts';
import {
  type App,
  type Authenticate,
  buildServer,
  type ServerTimes,
  serveErrorDocs,
  serveHealth,
  serveMetrics,
  serveOpenApi,
} from './http/index.ts';
import { AccountDirectory, createAccount, createKey, KeyDirectory } from './identity/index.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { type AccountId, newId } from './kernel/ids.ts';
import { SeldomLog } from './kernel/seldom.ts';
import { Measurements } from './measurements.ts';
import { Retention } from './operations/index.ts';
import {
  balanceRoutes,
  ChannelClient,
  CommandHandler,
  NotificationHandler,
  PaymentProcessor,
  paymentRoutes,
  Recovery,
  refundRoutes,
  reversalRoutes,
  Scheduler,
  sandboxRoutes,
} from './payments/index.ts';
import { KeyRing } from './vault/index.ts';

/** The version of the API's own description. */
const API_VERSION = '1.0.0';
/** Where `npm run build --workspace checkout` leaves the payer's page. */
const CHECKOUT_PAGE = join(import.meta.dirname, '../../checkout/dist');

const CHANNEL_TIMEOUT_MS = 8_000;

export interface PlatformOptions {
  readonly databaseUrl: string;
  /** Where payers and developers reach the platform, without a slash at its end. */
  readonly publicUrl: string;
  /** The demo shop, where one runs beside the platform: as payers reach it, and as this machine does. */
  readonly shop?: { readonly url: string; readonly localUrl: string };
  readonly rootKey: Buffer;
  readonly log: Logger;
  readonly sendWithinMs: number;
  readonly recoverAfterMs: number;
  /** Webhooks may go to private and loopback addresses. */
  readonly webhookPrivate: boolean;
  readonly clock?: Clock;
  /** Channels beside the sandbox; one of its name stands in for it. */
  readonly channels?: readonly Channel[];
  /** How long the sandbox takes its time. */
  readonly sandboxTimes?: SandboxTimes;
  /** How long the payer's side waits for a channel before the payment is handed back as processing. */
  readonly channelTimeoutMs?: number;
  /** Proxies that are believed when they say who asks: addresses, ranges, or `loopback`; loopback when left out. */
  readonly trustedProxies?: readonly string[];
  /** How long clients and connections are waited for. */
  readonly times?: Partial<ServerTimes>;
  readonly webhooks?: Pick<DelivererOptions, 'leaseMs' | 'random' | 'resolve' | 'schedule' | 'timeoutMs'>;
  readonly streams?: StreamTimes;
}

export interface Platform {
  readonly app: App;
  readonly queue: CommitQueue;
  readonly recovery: Recovery;
  readonly scheduler: Scheduler;
  readonly sandbox: Sandbox;
  readonly inbox: Inbox;
  /** Finishes what is in flight and closes everything. */
  stop(): Promise<void>;
}

/** Composes the platform over a migrated database. The only file that knows every module. */
export function openPlatform(options: PlatformOptions): Platform {
  const { log, databaseUrl, clock = systemClock, webhookPrivate: allowPrivate } = options;
  const keys = new KeyRing(options.rootKey);
  /** For what is tried again and again. */
  const seldom = new SeldomLog(log, clock);
  const home = openPool(databaseUrl, 'home', 4);
  const pool = openPool(databaseUrl, 'cell', 14);
  const accounts = new AccountDirectory(home);
  const measurements = new Measurements();
  const feed = new EventFeed({ pool, log: seldom });
  const queue = new CommitQueue({
    lane: new Lane(databaseUrl, 5_000),
    fences: new Fences(pool, seldom),
    clock,
    log: seldom,
    patienceMs: 3_000,
    outcomePatienceMs: 8_000,
    onRound: measurements.round,
    onCommitted: feed.committed,
  });
  measurements.watchQueue(queue);
  const directory = new KeyDirectory(home, keys, clock);
  const { publicUrl } = options;
  const sandbox = new Sandbox({
    pool,
    keys,
    publicUrl,
    clock,
    log: seldom,
    ...(options.sandboxTimes === undefined ? {} : { times: options.sandboxTimes }),
  });
  const channels = new Map<string, Channel>(
    [sandbox, ...(options.channels ?? [])].map((channel) => [channel.name, channel]),
  );
  const channelClient = new ChannelClient(
    channels,
    options.channelTimeoutMs ?? Math.min(CHANNEL_TIMEOUT_MS, options.recoverAfterMs / 2),
    clock,
    seldom,
  );
  const ownership = {
    process: newId('proc'),
    sendWithinMs: options.sendWithinMs,
    recoverAfterMs: options.recoverAfterMs,
  };
  const processor = new PaymentProcessor(queue, channelClient, ownership, clock);
  const recovery = new Recovery(pool, accounts, channelClient, processor, seldom);
  const scheduler = new Scheduler(pool, accounts, processor, recovery, clock, seldom);
  const notifications = new NotificationHandler(pool, accounts, processor, log);
  const inbox = new Inbox(pool, (channel, told) => notifications.apply(channel, told), clock, seldom);
  const deliverer = new Deliverer({
    ...{ pool, queue, feed, keys, clock, log: seldom, allowPrivate },
    ...(options.shop === undefined ? {} : { ownOrigin: options.shop.localUrl }),
    ...options.webhooks,
  });
  const retention = new Retention(pool, clock, seldom);
  const authenticate: Authenticate = (token) => directory.authenticate(token);
  const app = buildServer({
    log,
    clock,
    authenticate,
    ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
    ...(options.times === undefined ? {} : { times: options.times }),
  });
  serveMetrics(app, measurements.registry);
  serveOpenApi(app, API_VERSION, publicUrl);
  serveErrorDocs(app);
  serveHealth(app, () => [
    ...(directory.reachable && queue.available ? [] : ['database_unavailable']),
    ...(queue.full ? ['queue_full'] : []),
  ]);
  const handler = new CommandHandler(processor, pool, keys, clock);
  frontRoutes(app, { publicUrl: options.publicUrl, shopUrl: options.shop?.url ?? null });
  paymentRoutes(app, handler, recovery);
  refundRoutes(app, handler);
  reversalRoutes(app, handler);
  balanceRoutes(app, handler);
  sandboxRoutes(app, { pool, keys, clock, scheduler, sandbox, inbox });
  notifyRoutes(app, channels, inbox);
  const backTo = linkOfPayment(pool, keys, publicUrl);
  const merchantOf = async (account: AccountId) => (await accounts.find(account))?.name ?? '';
  sandboxPages(app, { sandbox, inbox, pool, keys, merchantOf, backTo });
  checkoutRoutes(app, {
    queue,
    processor,
    recovery,
    pool,
    accounts,
    keys,
    clock,
    log,
    publicUrl,
    pageFolder: CHECKOUT_PAGE,
  });
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
    recovery,
    scheduler,
    sandbox,
    inbox,
    async stop() {
      await app.close();
      await sandbox.stop();
      await inbox.stop();
      await scheduler.stop();
      await recovery.stop();
      await retention.stop();
      await deliverer.stop();
      feed.stop();
      await queue.stop();
      directory.stop();
      await Promise.all([pool.end(), home.end()]);
    },
  };
}

/** The demo merchant, in the words of `sandbox.json`. */
export interface SandboxMerchant {
  readonly account_id: string;
  readonly secret_key: string;
  readonly publishable_key: string;
  readonly webhook_secret: string | null;
}

/** Makes a demo merchant in a migrated database. */
export async function seedSandbox(
  databaseUrl: string,
  rootKey: Buffer,
  webhookUrl: string | null,
): Promise<SandboxMerchant> {
  const home = openPool(databaseUrl, 'home', 1);
  const cell = openPool(databaseUrl, 'cell', 1);
  try {
    return await seedMerchant({ home, cell }, new KeyRing(rootKey), webhookUrl);
  } finally {
    await Promise.all([home.end(), cell.end()]);
  }
}

/** Makes a demo merchant, within the caller's transactions where there are some. */
export async function seedMerchant(
  { home, cell }: Readonly<Record<'home' | 'cell', Pool | PoolClient>>,
  keys: KeyRing,
  webhookUrl: string | null,
): Promise<SandboxMerchant> {
  const at = systemClock.now();
  const account = await createAccount(
    home,
    cell,
    {
      environment: 'sandbox',
      name: 'Paper & Pine',
      defaultMethod: methodOfToken('tok_visa'),
      terms: { feeBasisPoints: 290n, feeFixed: 30n, negativeLimit: 1_000_000n },
      rateLimit: null,
    },
    at,
  );
  return {
    account_id: account.id,
    secret_key: await createKey(home, keys, account, 'secret', at),
    publishable_key: await createKey(home, keys, account, 'publishable', at),
    webhook_secret: webhookUrl === null ? null : await seedWebhook(cell, keys, account.id, webhookUrl, at),
  };
}

/** The demo shop hears of everything. */
async function seedWebhook(
  database: Pool | PoolClient,
  keys: KeyRing,
  account: AccountId,
  url: string,
  at: number,
): Promise<string> {
  const endpoint = { account, url, events: ['*'], description: 'The demo shop', metadata: {} };
  return (await createWebhookEndpoint(database, keys, endpoint, at)).secret;
}

export { openLog } from './operations/index.ts';
