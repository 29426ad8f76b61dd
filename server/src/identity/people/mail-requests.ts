import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { inTransaction } from '../../database/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { idFromUuid, type PersonId, uuidOf } from '../../kernel/ids.ts';
import { Repeating } from '../../kernel/repeating.ts';
import type { Log } from '../../kernel/seldom.ts';
import { writeMail } from '../../mail/index.ts';
import type { Language } from '../../pages/index.ts';
import type { KeyRing } from '../../vault/index.ts';
import { createLink, endAddressChanges, LINK_PATHS, type LinkPurpose } from './mailed-links.ts';
import { mailTexts } from './mails.ts';

const LOOK_EVERY_MS = 1000;
/** What is told without being asked is of use for an hour. */
const NOTICE_MS = 3_600_000;

export interface MailRequest {
  readonly purpose: LinkPurpose;
  readonly email: string;
  readonly language: Language;
  /** Where the reader wants to be when they have signed in. */
  readonly next: string | null;
  /** Who wants the address; null where the purpose is another. */
  readonly person: PersonId | null;
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
  async add({ purpose, email, language, next, person }: MailRequest): Promise<void> {
    await this.#options.home.query(
      `insert into mail_request (request_id, purpose, email, language, next, person_id, requested_at)
       values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0))`,
      [
        ...[randomUUID(), purpose, email, language, next],
        ...[person === null ? null : uuidOf(person), this.#options.clock.now()],
      ],
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
       returning purpose, email, language, next, person_id`,
    );
    const [row] = rows;
    if (row === undefined) return false;
    const person: PersonId | null = row.person_id === null ? null : idFromUuid('per', row.person_id);
    const request: MailRequest = { ...row, person };
    const found = await transaction.query('select language from person where email = $1', [request.email]);
    const known: Language | null = found.rows[0]?.language ?? null;
    if (person === null) await this.#answer(transaction, request, known);
    else await this.#answerMember(transaction, request, person, known);
    return true;
  }

  /** @param known the language of the person with this address; null for none. */
  async #answer(transaction: pg.PoolClient, request: MailRequest, known: Language | null): Promise<void> {
    const { publicUrl } = this.#options;
    const { purpose, email, next } = request;
    const onward = next === null ? '' : `&${new URLSearchParams({ next })}`;
    if (purpose === 'sign_up' && known !== null)
      await this.#write(
        transaction,
        email,
        mailTexts[known].already(
          `${publicUrl}/login?lang=${known}${onward}`,
          `${publicUrl}/recover?lang=${known}${onward}`,
        ),
      );
    // Of an address without an account nothing is recovered, and of one that has an account nothing is made anew.
    if ((purpose === 'sign_up') !== (known === null)) return;
    await this.#writeLink(transaction, { ...request, language: known ?? request.language }, onward);
  }

  /** Somebody who has an account wants another address. The old one is told the same, whosever the new one is. */
  async #answerMember(
    transaction: pg.PoolClient,
    request: MailRequest,
    person: PersonId,
    known: Language | null,
  ): Promise<void> {
    const { rows } = await transaction.query('select email from person where person_id = $1', [
      uuidOf(person),
    ]);
    if (rows[0] === undefined) return;
    const { email, language } = request;
    const recover = `${this.#options.publicUrl}/recover`;
    await this.#write(transaction, rows[0].email, mailTexts[language].email_change_asked(email, recover));
    await endAddressChanges(transaction, person);
    if (known === null) await this.#writeLink(transaction, request, '');
    else await this.#write(transaction, email, mailTexts[known].email_change_taken());
  }

  async #writeLink(transaction: pg.PoolClient, request: MailRequest, onward: string): Promise<void> {
    const { publicUrl, clock } = this.#options;
    const { purpose, email, language } = request;
    const { secret, expiresAt } = await createLink(transaction, purpose, request, clock.now());
    const link = `${publicUrl}${LINK_PATHS[purpose]}/${secret}?lang=${language}${onward}`;
    await this.#write(transaction, email, mailTexts[language][purpose](link), expiresAt);
  }

  async #write(
    transaction: pg.PoolClient,
    recipient: string,
    text: { readonly subject: string; readonly text: string },
    expiresAt = this.#options.clock.now() + NOTICE_MS,
  ): Promise<void> {
    const { keys, clock } = this.#options;
    await writeMail(transaction, keys, { recipient, ...text, expiresAt }, clock.now());
  }
}
