/** The results of one run of all measurements, as the report uses them. */
import type { Credential } from './credentials.ts';
import type { Machine } from './machine.ts';
import type { Memory, Run, Spread } from './measure.ts';
import type { Options } from './options.ts';
import type { Share } from './profile.ts';

/** One number of connections, measured alternating with TPC-B. */
export interface Cell {
  readonly servers: number;
  readonly connections: number;
  /** Payments in the database before and after. */
  storedFrom: number;
  storedTo: number;
  readonly florin: Readonly<Record<Spread, Run[]>>;
  readonly tpcb: Run[];
}

export type ByCredential = Readonly<Record<Credential, Run[]>>;

export interface Results {
  readonly options: Options;
  machine: Machine | null;
  readonly date: string;
  /** How many servers `npm start` runs by default. Goal and floor are for this number. */
  readonly serversByDefault: number;
  fresh: { readonly run: Run; readonly eachSecond: readonly number[] } | null;
  /** With few payments stored. */
  readonly cells: Cell[];
  /** The disk space that the payments take, after many were stored through the API. */
  disk: { readonly payments: number; readonly databaseBytes: number } | null;
  /** With many payments stored. */
  million: Cell | null;
  /** Payments that are reported to a webhook endpoint meanwhile, and how many events a second were delivered. */
  told: { readonly runs: Run[]; readonly perSecond: number[] } | null;
  reads: {
    stored: number;
    different: number;
    readonly byId: Run[];
    readonly list: Run[];
    readonly selectOnly: Run[];
  } | null;
  readonly memory: Memory[];
  profile: {
    readonly run: Run;
    readonly server: readonly Share[];
    readonly lane: readonly Share[];
    readonly heapBytes: { readonly before: number; readonly after: number; readonly payments: number };
  } | null;
  /** Payments to one account by each credential, and beside so many live tokens. */
  credentials: {
    readonly runs: ByCredential;
    readonly tokens: number;
    readonly besideTokens: ByCredential;
  } | null;
  ledger: { readonly single: number[]; readonly batched: number[]; readonly tpcb: number[] } | null;
  /** The result of `florin verify` at the end. */
  proof: string | null;
}

export function newCell(servers: number, connections: number): Cell {
  const florin = { 'one account': [], '1,000 accounts': [] };
  return { servers, connections, storedFrom: 0, storedTo: 0, florin, tpcb: [] };
}

export function serversOf(count: number): string {
  return count === 1 ? 'one server' : count === 2 ? 'two servers' : `${count} servers`;
}
