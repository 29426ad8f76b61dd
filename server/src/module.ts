import type pg from 'pg';
import type { Logger } from 'pino';
import type { CommitQueue, Schema, Sweep } from './database/index.ts';
import type { ActsLog, ApiLink, App } from './http/index.ts';
import type { Clock } from './kernel/clock.ts';
import type { AccountId } from './kernel/ids.ts';
import type { ProblemEntry } from './kernel/problem.ts';
import type { Log } from './kernel/seldom.ts';
import type { Setting, Settings } from './kernel/setting.ts';
import type { KeyRing, SealedColumn } from './vault/index.ts';

/** Whether the servers' role may change or delete rows, or only add them. A test holds it against the role's rights. */
type Rights = 'insert-only' | 'mutable' | 'read-only';

/**
 * What a module says of itself, in its `module.ts`. `modules.ts` lists them all. What all modules say makes types, such as that of
 * every id. So what a module runs (its sweeps and proofs) lies in other files, with types of its own: in `module.ts` the compiler
 * would have to know those types before it has made them.
 */
export interface Module {
  /** Its folder in `server/src`; and in `server/migrations`, where it has tables. */
  readonly name: string;
  /** Where its tables lie: with the accounts' own rows, or in the installation's home. */
  readonly schema?: Schema;
  readonly tables?: Readonly<Record<string, Rights>>;
  /** What its routes need of a credential, by resource. */
  readonly scopes?: readonly string[];
  /** The sections of the API's document that are its own, with what they are about. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Where the members of its objects lead in the API, beside the addresses of the objects themselves. */
  readonly links?: readonly ApiLink[];
  /** Its refusals, by code. */
  readonly problems?: Readonly<Record<string, ProblemEntry>>;
  /** What operators may set of it, by the names that `Settings` has for the values. */
  readonly settings?: Readonly<Record<string, Setting<unknown>>>;
  /** The prefixes of its ids. */
  readonly ids?: readonly string[];
  /** What its events are about: by the first word of their types, the prefix of the object's ids and the name of its schema. */
  readonly eventTypes?: Readonly<
    Record<string, { readonly id: string; readonly schema: string; readonly types: readonly string[] }>
  >;
  /** Which of its columns are sealed, so that the keys that seal them can be changed. A test finds those that are left out. */
  readonly sealed?: readonly SealedColumn[];
  /** What it keeps for a time only. */
  readonly sweeps?: readonly Sweep[];
  /** Proves what it keeps of one account. */
  readonly prove?: (snapshot: pg.ClientBase, account: ProvedAccount) => Promise<Difference[]>;
  /** Proves what it keeps of no account, or of all together. */
  readonly proveAll?: (snapshot: pg.ClientBase) => Promise<Difference[]>;
  /**
   * Loads what opens it, where nobody else builds on it: then `platform.ts` need not know it. Modules that others build on have
   * an `open.ts` too, which `platform.ts` calls with what it needs. It is loaded by the servers alone, because the supervisor
   * and the command line read this too.
   */
  readonly load?: () => Promise<{ readonly open: (base: Base) => Opened }>;
}

/** What every module is opened with. */
export interface Base {
  /** Where it mounts its routes. */
  readonly app: App;
  /** The installation's home. */
  readonly home: pg.Pool;
  /** The home too, by connections of their own for what every request depends on: nothing that is written there keeps it waiting. */
  readonly directory: pg.Pool;
  /** The accounts' own rows. */
  readonly pool: pg.Pool;
  readonly queue: CommitQueue;
  readonly keys: KeyRing;
  /** Where acts of people, keys and apps are kept. */
  readonly acts: ActsLog;
  readonly clock: Clock;
  readonly log: Logger;
  /** For what is tried again and again: it says the same thing once a minute at most. */
  readonly seldom: Log;
  readonly settings: Settings;
  /** Where payers and developers reach the platform, without a slash at its end. */
  readonly publicUrl: string;
  /** The demo shop, where one runs beside the platform: as payers reach it, and as this machine does. */
  readonly shop: { readonly url: string; readonly localUrl: string } | null;
}

/** What every module gives back when it is opened; beside it, whatever others may use of it. */
export interface Opened {
  /** Ends what it does by itself, after the routes have been closed. */
  readonly stop?: () => Promise<void>;
}

/** An account, as far as proofs need to know it. */
export interface ProvedAccount {
  readonly account: AccountId;
  readonly environment: 'sandbox' | 'live';
  readonly negativeLimit: bigint;
}

/** A stored value that is not what it should be. */
export interface Difference {
  readonly account: AccountId | null;
  /** The book and currency, the payment and its amount, or the log that is wrong. */
  readonly what: string;
  readonly stands: string;
  readonly should: string;
}
