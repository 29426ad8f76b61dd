import nodemailer, { type Transporter } from 'nodemailer';
import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import { Repeating } from '../kernel/repeating.ts';
import type { Log } from '../kernel/seldom.ts';
import type { KeyRing } from '../vault/index.ts';
import { deleteMail, takeMail, type WrittenMail } from './store.ts';

const LOOK_EVERY_MS = 1000;
/** A mail server that takes longer is asked again later. */
const SMTP_MS_MAX = 15_000;

export interface MailSenderOptions {
  readonly home: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly seldom: Log;
  readonly smtpUrl: string;
  readonly from: string;
}

/** Sends what was written. A mail may arrive twice, if the process dies between the server's answer and the mail's deletion. */
export class MailSender {
  readonly #options: MailSenderOptions;
  readonly #transport: Transporter;
  readonly #repeating: Repeating;

  constructor(options: MailSenderOptions) {
    this.#options = options;
    this.#transport = nodemailer.createTransport(transportOf(options.smtpUrl));
    this.#repeating = new Repeating(
      LOOK_EVERY_MS,
      () => this.sendAll(),
      (error) => options.seldom.warn({ err: error }, 'mails that wait could not be read'),
    );
  }

  async stop(): Promise<void> {
    await this.#repeating.stop();
    this.#transport.close();
  }

  /** Tries every mail that is due, and returns how many were sent. */
  async sendAll(): Promise<number> {
    const { home, keys, clock } = this.#options;
    for (let sent = 0; ; ) {
      const mail = await takeMail(home, keys, clock.now());
      if (mail === null) return sent;
      if (await this.#send(mail)) {
        await deleteMail(home, mail.id);
        sent++;
      }
    }
  }

  async #send({ id, recipient, subject, text, tries }: WrittenMail): Promise<boolean> {
    try {
      await this.#transport.sendMail({
        ...{ from: this.#options.from, to: recipient, subject, text },
        // A mail that comes twice is one to its reader's program.
        messageId: `<${id}@florin>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return true;
    } catch (error) {
      // The server's own words may repeat the recipient's address.
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      const reason = `${code ?? 'unknown'}${responseCode === undefined ? '' : ` ${responseCode}`}`;
      this.#options.seldom.warn({ mail: id, tries, reason }, 'a mail was not sent and is tried again');
      return false;
    }
  }
}

/** Outside of `smtps:` a password goes over a line only once TLS has begun. This machine's own mail server needs none. */
function transportOf(smtpUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  const auth =
    username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } };
  return {
    ...{ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 465 : 587)), secure },
    requireTLS: !secure && username !== '',
    ...auth,
    ...{ connectionTimeout: SMTP_MS_MAX, greetingTimeout: SMTP_MS_MAX, socketTimeout: SMTP_MS_MAX },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
