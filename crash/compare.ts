/** Compares the records: what clients and merchants were told, what the database contains, what the channel did. */
import type { AcquirerRecord } from './acquirer.ts';
import { compareAnswers } from './compare-answers.ts';
import { compareChannel } from './compare-channel.ts';
import { compareRows } from './compare-rows.ts';
import { compareWebhooks } from './compare-webhooks.ts';
import type { DatabaseLedger } from './database.ts';
import type { Difference } from './difference.ts';
import type { Answer } from './journal.ts';
import type { Heard } from './receiver.ts';

export interface Ledgers {
  readonly answers: readonly Answer[];
  readonly database: DatabaseLedger;
  readonly channel: AcquirerRecord;
  readonly webhooks: Heard;
}

/** Finds every difference between them. Nothing may be in progress any more. */
export function compare({ answers, database, channel, webhooks }: Ledgers): Difference[] {
  return [
    ...compareAnswers(answers, database),
    ...compareChannel(channel, database),
    ...compareRows(database),
    ...compareWebhooks(webhooks, database),
  ];
}
