/** Which figures have to be how good, and which are. */
import type { Run, Spread } from './measure.ts';
import type { Cell, Results } from './results.ts';
import { median } from './statistics.ts';

export const GOAL = 3;
export const FLOOR = 2;
/** So much of all that has to be left with all payments stored. */
export const STORED_SHARE = 0.9;
export const P99_MS_MAX = 50;
/** Goal, floor and latency are asked for at so many connections. */
export const JUDGED_CONNECTIONS = 128;

/** The share of the machine that may go to others before the figures are not to be trusted. */
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

/** @param share of goal and floor that is asked for. */
export function markOf(ratio: number, share = 1): Mark {
  return ratio >= share * GOAL ? 'goal' : ratio >= share * FLOOR ? 'floor' : 'missed';
}

/** What the order asks for, of the platform as `npm start` runs it. */
export function judge({ cells, million, serversByDefault }: Results): Verdict[] {
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

/** By the ratios to TPC-B, each of its own turn: what the machine itself was like then, both have felt. */
function judgeStored(few: Cell, many: Cell, spread: Spread): Verdict {
  const kept = ratioOf(many, spread) / ratioOf(few, spread);
  return {
    what: `of the ratio with few stored that is left with all stored, ${spread}`,
    figure: kept.toFixed(2),
    asked: `at least ${STORED_SHARE}`,
    mark: kept >= STORED_SHARE ? 'goal' : 'missed',
    required: true,
  };
}

/** 2.7 as it is said, not as it is reckoned. */
function rounded(number: number): string {
  return String(Number(number.toFixed(2)));
}

function perSecond(runs: readonly Run[]): number {
  return median(runs.map((run) => run.perSecond));
}
