/** All that one run of the measurements found, as the report takes it. */
import type { Machine } from './machine.ts';
import type { Memory, Run, Spread } from './measure.ts';
import type { Options } from './options.ts';
import type { Share } from './profile.ts';

/** One number of connections, measured in turn with TPC-B. */
export interface Cell {
  readonly servers: number;
  readonly connections: number;
  /** Payments in the database before and after. */
  storedFrom: number;
  storedTo: number;
  readonly florin: Readonly<Record<Spread, Run[]>>;
  readonly tpcb: Run[];
}

export interface Results {
  readonly options: Options;
  machine: Machine | null;
  readonly date: string;
  /** As many servers as `npm start` runs where nobody says otherwise: goal and floor are for these. */
  readonly serversByDefault: number;
  fresh: { readonly run: Run; readonly eachSecond: readonly number[] } | null;
  /** With few payments stored. */
  readonly cells: Cell[];
  /** What the payments take of the disk, once many are stored by the API. */
  disk: { readonly payments: number; readonly databaseBytes: number } | null;
  /** The same with many. */
  million: Cell | null;
  /** Payments that are told to a webhook endpoint meanwhile, and how many a second were. */
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
  ledger: { readonly single: number[]; readonly batched: number[]; readonly tpcb: number[] } | null;
  /** What `florin verify` said at the end. */
  proof: string | null;
}

export function newCell(servers: number, connections: number): Cell {
  const florin = { 'one account': [], '1,000 accounts': [] };
  return { servers, connections, storedFrom: 0, storedTo: 0, florin, tpcb: [] };
}

export function serversOf(count: number): string {
  return count === 1 ? 'one server' : count === 2 ? 'two servers' : `${count} servers`;
}
