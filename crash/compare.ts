/** Holds three ledgers against each other: what clients heard, what the database holds, what the channel did. */
import type { AcquirerRecord } from './acquirer.ts';
import { compareAnswers } from './compare-answers.ts';
import { compareChannel } from './compare-channel.ts';
import { compareRows } from './compare-rows.ts';
import type { DatabaseLedger } from './database.ts';
import type { Difference } from './difference.ts';
import type { Answer } from './journal.ts';

export interface Ledgers {
  readonly answers: readonly Answer[];
  readonly database: DatabaseLedger;
  readonly channel: AcquirerRecord;
}

/** Every difference between the three, once all is settled. */
export function compare({ answers, database, channel }: Ledgers): Difference[] {
  return [
    ...compareAnswers(answers, database),
    ...compareChannel(channel, database),
    ...compareRows(database),
  ];
}
