import { before, sweepOf } from '../database/index.ts';

const MAILS_KEPT_MS = 7 * 24 * 3_600_000;

/** Mails that were never sent, and those of the development mailbox. */
export const sweepMails = sweepOf('mails', 'mail', 'mail_id', before('created_at', MAILS_KEPT_MS));
