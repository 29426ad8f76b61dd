import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../../database/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Repeating } from '../../kernel/repeating.ts';
import type { Log } from '../../kernel/seldom.ts';
import { writeMail } from '../../mail/index.ts';
import type { Language } from '../../pages/index.ts';
import type { KeyRing } from '../../vault/index.ts';
import { createLink, LINK_PATHS, type LinkPurpose } from './mailed-links.ts';
import { mailTexts } from './mails.ts';

const LOOK_EVERY_MS = 1000;

export interface MailRequest {
  readonly purpose: LinkPurpose;
  readonly email: string;
  readonly language: Language;
  /** Where the reader wants to be when they have signed in. */
  readonly next: string | null;
}

export interface MailRequestsOptions {
  readonly home: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly seldom: Log;
  readonly publicUrl: string;
}

/**
 * Mails that somebody asked for without having signed in. Asking only notes the request, whether there is an account or not, so
 * neither the answer nor its time tells. What to write is decided here, later.
 */
export class MailRequests {
  readonly #options: MailRequestsOptions;
  readonly #repeating: Repeating;

  constructor(options: MailRequestsOptions) {
    this.#options = options;
    this.#repeating = new Repeating(
      LOOK_EVERY_MS,
      () => this.handleAll(),
      (error) => options.seldom.warn({ err: error }, 'requests for mails were not handled'),
    );
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
  }

  /** Notes a request. */
  async add({ purpose, email, language, next }: MailRequest): Promise<void> {
    await this.#options.home.query(
      `insert into mail_request (request_id, purpose, email, language, next, requested_at)
       values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))`,
      [randomUUID(), purpose, email, language, next, this.#options.clock.now()],
    );
  }

  /** Writes the mails of all requests. */
  async handleAll(): Promise<void> {
    while (await inTransaction(this.#options.home, (transaction) => this.#handleOne(transaction)));
  }

  async #handleOne(transaction: pg.PoolClient): Promise<boolean> {
    const { rows } = await transaction.query(
      `delete from mail_request where request_id = (
         select request_id from mail_request order by requested_at limit 1 for update skip locked)
       returning purpose, email, language, next`,
    );
    const request = rows[0] as MailRequest | undefined;
    if (request === undefined) return false;
    const found = await transaction.query('select language from person where email = $1', [request.email]);
    await this.#answer(transaction, request, found.rows[0]?.language ?? null);
    return true;
  }

  /** @param known the language of the person with this address; null for none. */
  async #answer(transaction: pg.PoolClient, request: MailRequest, known: Language | null): Promise<void> {
    const { keys, clock, publicUrl } = this.#options;
    const { purpose, email, next } = request;
    const onward = next === null ? '' : `&${new URLSearchParams({ next })}`;
    const now = clock.now();
    if (purpose === 'sign_up' && known !== null) {
      const text = mailTexts[known].already(
        `${publicUrl}/login?lang=${known}${onward}`,
        `${publicUrl}/recover?lang=${known}${onward}`,
      );
      await writeMail(transaction, keys, { recipient: email, ...text, expiresAt: now + 3_600_000 }, now);
    }
    // Of an address without an account nothing is recovered, and of one that has an account nothing is made anew.
    if ((purpose === 'sign_up') !== (known === null)) return;
    const language = known ?? request.language;
    const { secret, expiresAt } = await createLink(transaction, purpose, { email, language }, now);
    const text = mailTexts[language][purpose](
      `${publicUrl}${LINK_PATHS[purpose]}/${secret}?lang=${language}${onward}`,
    );
    await writeMail(transaction, keys, { recipient: email, ...text, expiresAt }, now);
  }
}
