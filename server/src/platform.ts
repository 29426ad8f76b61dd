import type { Logger } from 'pino';
import { AuditLog } from './audit/index.ts';
import { openCards } from './cards/index.ts';
import { type Channel, type Inbox, openChannels, type Sandbox, type SandboxTimes } from './channels/index.ts';
import { linkOfPayment, openCheckout } from './checkout/index.ts';
import { type CommitQueue, openDatabase } from './database/index.ts';
import { openEncryption } from './encryption/index.ts';
import { openEvents, type StreamTimes, type WebhookOptions } from './events/index.ts';
import { type App, type Authenticate, openHttp, type ServerTimes } from './http/index.ts';
import { openIdentity, serveIdentity } from './identity/index.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import { SeldomLog } from './kernel/seldom.ts';
import type { Settings } from './kernel/setting.ts';
import { API_VERSION } from './kernel/version.ts';
import { Measurements } from './measurements.ts';
import type { Base } from './module.ts';
import { gathered, modules, settingsAmong } from './modules.ts';
import { openTokens } from './oauth/index.ts';
import { Retention } from './operations/index.ts';
import { openPayments, type Recovery, type Scheduler } from './payments/index.ts';
import { openSignatures } from './signatures/index.ts';
import { followDataKeys, type KeyRing } from './vault/index.ts';

/** Modules on which no other builds. They are opened by what they say of themselves. */
const leaves = await Promise.all(modules.flatMap(({ load }) => (load === undefined ? [] : [load()])));

/** What modules let operators set has its usual value where it is left out. */
export interface PlatformOptions extends Partial<Settings> {
  readonly databaseUrl: string;
  readonly publicUrl: string;
  readonly shop?: NonNullable<Base['shop']>;
  /** Opened: its data keys have been read. */
  readonly keys: KeyRing;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Stands in for keys and tokens. */
  readonly authenticate?: Authenticate;
  /** Channels beside the sandbox; one of its name stands in for it. */
  readonly channels?: readonly Channel[];
  readonly sandboxTimes?: SandboxTimes;
  readonly channelTimeoutMs?: number;
  /** How long clients and connections are waited for. */
  readonly times?: Partial<ServerTimes>;
  readonly webhooks?: WebhookOptions;
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

/** Composes the platform over a migrated database: opens each module with what it needs of those before it. */
export function openPlatform(options: PlatformOptions): Platform {
  const { log, publicUrl, keys, databaseUrl, clock = systemClock } = options;
  const { channelTimeoutMs, streams, webhooks } = options;
  const settings = settingsAmong(options);
  const seldom = new SeldomLog(log, clock);
  const measurements = new Measurements();
  // Here and below, what is called later may be opened later.
  const onCommitted: typeof events.committed = (heads) => events.committed(heads);
  const onRound = measurements.round;
  const database = openDatabase({ databaseUrl, clock, log: seldom, onRound, onCommitted });
  const { directory, home, pool, queue } = database;
  measurements.watchQueue(queue);
  const dataKeys = followDataKeys(home, keys, seldom);
  const { accounts, ...identity } = openIdentity({ directory, home, keys, clock, publicUrl });
  const tokens = openTokens(directory, { keys, clock, publicUrl, settings }, identity.authenticate);
  const { authenticateSession } = identity;
  const credentials = { authenticate: options.authenticate ?? tokens.authenticate, authenticateSession };
  const acts = new AuditLog(home, clock);
  const app = openHttp({
    ...{ log, clock, ...credentials, acts, publicUrl, version: API_VERSION, registry: measurements.registry },
    ...{ problems: gathered.problems, tags: gathered.tags, links: gathered.links },
    trustedProxies: settings.trustedProxies,
    times: options.times ?? {},
    hindrances: () => [
      ...(identity.reachable() && queue.available ? [] : ['database_unavailable']),
      ...(queue.full ? ['queue_full'] : []),
    ],
  });
  const base: Base = {
    ...{ app, home, directory, pool, queue, keys, acts },
    ...{ clock, log, seldom, settings, publicUrl, shop: options.shop ?? null },
  };
  serveIdentity(base);
  const { cards, cardSource } = openCards(base, openEncryption(base));
  const channels = openChannels(base, {
    others: options.channels ?? [],
    cardSource,
    sandboxTimes: options.sandboxTimes,
    apply: (channel, told) => payments.notifications.apply(channel, told),
    merchantOf: async (account) => (await accounts.find(account))?.name ?? '',
    backTo: linkOfPayment(pool, keys, publicUrl),
  });
  const payments = openPayments(base, { cards, accounts, ...channels, channelTimeoutMs });
  const { recovery, scheduler } = payments;
  openCheckout(base, { cards, accounts, ...payments });
  const signatures = openSignatures(base);
  const { eventTypes: objects, sweeps } = gathered;
  const events = openEvents(base, { ...signatures, credentials, objects, streams, webhooks });
  const others = leaves.map(({ open }) => open(base));
  const retention = new Retention({ pools: { home, cell: pool }, clock, log: seldom, sweeps });
  const basis = [events, tokens, identity, dataKeys, database];
  return {
    ...{ app, queue, recovery, scheduler, sandbox: channels.sandbox, inbox: channels.inbox },
    async stop() {
      await app.close();
      for (const part of [...others, signatures, channels, payments, retention, ...basis])
        await part.stop?.();
    },
  };
}

export { openLog } from './operations/index.ts';
