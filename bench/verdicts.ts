/** Judges the figures: how good they have to be, and whether they are. */
import { CREDENTIALS, type Credential, credentials as kinds } from './credentials.ts';
import type { Run, Spread } from './measure.ts';
import type { ByCredential, Cell, Results } from './results.ts';
import { median } from './statistics.ts';

export const GOAL = 3;
export const FLOOR = 2;
/** The share of goal, floor and ratio that is still required when all payments are stored. */
export const STORED_SHARE = 0.9;
export const P99_MS_MAX = 50;
/** Goal, floor and latency are required with this many connections. */
export const JUDGED_CONNECTIONS = 128;

/** If others use a larger share of the machine than this, the figures cannot be relied on. */
export const OTHERS_MAX = 0.15;

export type Mark = 'goal' | 'floor' | 'missed';

export interface Verdict {
  readonly what: string;
  readonly figure: string;
  readonly asked: string;
  readonly mark: Mark;
  /** Whether missing it fails the run. */
  readonly required: boolean;
}

export const SPREADS: readonly Spread[] = ['one account', '1,000 accounts'];

/** How many payments were made for each TPC-B transaction, by the medians of both. */
export function ratioOf(cell: Cell, spread: Spread): number {
  return perSecond(cell.florin[spread]) / perSecond(cell.tpcb);
}

/** @param share the share of goal and floor that is required. */
export function markOf(ratio: number, share = 1): Mark {
  return ratio >= share * GOAL ? 'goal' : ratio >= share * FLOOR ? 'floor' : 'missed';
}

/** Judges the platform as `npm start` runs it. */
export function judge(results: Results): Verdict[] {
  return [...judgePayments(results), ...judgeCredentials(results)];
}

function judgePayments({ cells, million, serversByDefault }: Results): Verdict[] {
  const few = cells.find(
    ({ servers, connections }) => servers === serversByDefault && connections === JUDGED_CONNECTIONS,
  );
  const judged = [
    ...(few === undefined ? [] : [{ cell: few, when: 'few stored', share: 1 }]),
    ...(million === null ? [] : [{ cell: million, when: 'all stored', share: STORED_SHARE }]),
  ];
  const verdicts = judged.flatMap(({ cell, when, share }) =>
    SPREADS.flatMap((spread) => [judgeRatio(cell, spread, when, share), judgeLatency(cell, spread, when)]),
  );
  if (few === undefined || million === null) return verdicts;
  return [...verdicts, ...SPREADS.map((spread) => judgeStored(few, million, spread))];
}

function judgeRatio(cell: Cell, spread: Spread, when: string, share: number): Verdict {
  const ratio = ratioOf(cell, spread);
  return {
    what: `payments for each TPC-B transaction, ${spread}, ${when}`,
    figure: ratio.toFixed(2),
    asked: `goal ${rounded(share * GOAL)}, floor ${rounded(share * FLOOR)}`,
    mark: markOf(ratio, share),
    required: true,
  };
}

function judgeLatency(cell: Cell, spread: Spread, when: string): Verdict {
  const p99 = median(cell.florin[spread].map(({ p99Ms }) => p99Ms));
  return {
    what: `p99, ${spread}, ${when}`,
    figure: `${p99.toFixed(1)} ms`,
    asked: `at most ${P99_MS_MAX} ms`,
    mark: p99 <= P99_MS_MAX ? 'goal' : 'missed',
    required: true,
  };
}

/** Compares the ratios to TPC-B of the same turn, because the state of the machine affects both sides alike. */
function judgeStored(few: Cell, many: Cell, spread: Spread): Verdict {
  const kept = ratioOf(many, spread) / ratioOf(few, spread);
  return {
    what: `share of the ratio with few stored that is left with all stored, ${spread}`,
    figure: kept.toFixed(2),
    asked: `at least ${STORED_SHARE}`,
    mark: kept >= STORED_SHARE ? 'goal' : 'missed',
    required: true,
  };
}

/** The payments by this credential for each by a secret key, by the medians of both. */
export function shareOf(runs: ByCredential, credential: Credential): number {
  return perSecond(runs[credential]) / perSecond(runs['a secret key']);
}

/** How many payments are made beside many live tokens for each that is made without them. */
export function shareBesideTokens(
  { runs, besideTokens }: NonNullable<Results['credentials']>,
  credential: Credential,
): number {
  return perSecond(besideTokens[credential]) / perSecond(runs[credential]);
}

function judgeCredentials({ credentials }: Results): Verdict[] {
  if (credentials === null) return [];
  const { runs, besideTokens, tokens } = credentials;
  const judged = (what: string, share: number, least: number): Verdict => ({
    ...{ what, figure: share.toFixed(2), asked: `at least ${least}` },
    ...{ mark: share >= least ? 'goal' : 'missed', required: true },
  });
  return [
    ...kinds.flatMap((credential) => {
      const least = CREDENTIALS[credential];
      if (least === null || runs[credential].length === 0) return [];
      return [judged(`payments for each by a secret key, ${credential}`, shareOf(runs, credential), least)];
    }),
    ...kinds
      .filter((credential) => besideTokens[credential].length > 0)
      .map((credential) =>
        judged(
          `share left beside ${tokens.toLocaleString('en')} live tokens, ${credential}`,
          shareBesideTokens(credentials, credential),
          STORED_SHARE,
        ),
      ),
  ];
}

/** Rounded for reading: 2.7, not 2.7000000000000002. */
function rounded(number: number): string {
  return String(Number(number.toFixed(2)));
}

function perSecond(runs: readonly Run[]): number {
  return median(runs.map((run) => run.perSecond));
}
