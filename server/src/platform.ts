import pino, { type Logger } from 'pino';
import { type Channel, methodOfToken, sandbox } from './channels/index.ts';
import { CommitQueue, Fences, Lane, openPool } from './database/index.ts';
import { eventWriter } from './events/index.ts';
import {
  type App,
  buildServer,
  keyWriter,
  type ServerTimes,
  serveHealth,
  serveMetrics,
  serveOpenApi,
} from './http/index.ts';
import { createAccount, createKey, KeyDirectory } from './identity/index.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { newId } from './kernel/ids.ts';
import { transferWriter } from './ledger/index.ts';
import { Measurements } from './measurements.ts';
import {
  Asking,
  attemptWriter,
  doneDueWriter,
  newDueWriter,
  newPaymentWriter,
  outcomeWriter,
  paymentRoutes,
  paymentWriter,
  Recovery,
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
  eventWriter,
  newDueWriter,
  doneDueWriter,
  keyWriter,
];

/** The version of the API's own description. */
const API_VERSION = '1.0.0';

const CHANNEL_TIMEOUT_MS = 8_000;

export interface PlatformOptions {
  readonly databaseUrl: string;
  readonly rootKey: Buffer;
  readonly log: Logger;
  readonly sendWithinMs: number;
  readonly settleAfterMs: number;
  readonly clock?: Clock;
  readonly channels?: readonly Channel[];
  /** How long the payer's side waits for a channel before the payment is handed back as processing. */
  readonly channelTimeoutMs?: number;
  /** How long clients and connections are waited for. */
  readonly times?: Partial<ServerTimes>;
}

export interface Platform {
  readonly app: App;
  readonly queue: CommitQueue;
  readonly recovery: Recovery;
  /** Finishes what is in flight and closes everything. */
  stop(): Promise<void>;
}

/** Composes the platform over a migrated database. The only file that knows every module. */
export function openPlatform(options: PlatformOptions): Platform {
  const { log, databaseUrl, clock = systemClock } = options;
  const keys = new KeyRing(options.rootKey);
  const pool = openPool(databaseUrl, 16);
  const measurements = new Measurements();
  const queue = new CommitQueue({
    lane: new Lane(databaseUrl, 5_000),
    fences: new Fences(pool, log),
    writers,
    clock,
    log,
    patienceMs: 3_000,
    onRound: measurements.round,
  });
  measurements.watchQueue(queue);
  const directory = new KeyDirectory(pool, keys, clock);
  const asking = new Asking(
    options.channels ?? [sandbox],
    options.channelTimeoutMs ?? Math.min(CHANNEL_TIMEOUT_MS, options.settleAfterMs / 2),
    log,
  );
  const ownership = {
    process: newId('proc'),
    sendWithinMs: options.sendWithinMs,
    settleAfterMs: options.settleAfterMs,
  };
  const sending = new Sending(queue, asking, ownership, clock);
  const recovery = new Recovery(pool, asking, sending, log);
  const app = buildServer({
    log,
    clock,
    authenticate: (token) => directory.authenticate(token),
    ...(options.times === undefined ? {} : { times: options.times }),
  });
  serveMetrics(app, measurements.registry);
  serveOpenApi(app, API_VERSION);
  serveHealth(app, () => [
    ...(directory.reachable && queue.available ? [] : ['database_unavailable']),
    ...(queue.full ? ['queue_full'] : []),
  ]);
  paymentRoutes(app, { sending, pool, keys, clock });
  return {
    app,
    queue,
    recovery,
    async stop() {
      await app.close();
      await recovery.stop();
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
): Promise<{
  account_id: string;
  secret_key: string;
  publishable_key: string;
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
    };
  } finally {
    await pool.end();
  }
}

export function openLog(level: string): Logger {
  return pino({ level });
}
