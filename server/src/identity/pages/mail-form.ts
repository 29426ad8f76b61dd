import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { Problem } from '../../kernel/problem.ts';
import type { MailRequest } from '../people/mail-requests.ts';
import type { LinkPurpose } from '../people/mailed-links.ts';
import { parseEmail } from '../people/person.ts';
import { mailBucketsOf } from '../sessions/guesses.ts';
import type { PagesContext } from './context.ts';
import { button, field, form, said, show, wordsFor } from './parts.ts';
import type { Visit } from './visit.ts';
import { fill } from './words.ts';

/** The page that asks for an address, to which a link is mailed. */
export interface MailForm {
  readonly path: string;
  readonly purpose: LinkPurpose;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** What is said when the form was sent, whether there is an account or not. */
  readonly sent: string;
  /** What follows the form. */
  readonly after: string;
}

export function mailFormPage(visit: Visit, page: MailForm, wrong: string | null = null): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: page.title, path: visit.onTheWay(page.path), status: wrong === null ? 200 : 400 },
    main: [
      said(wrong === null ? null : words.email_wrong),
      html`<p>${page.text}</p>`,
      form(visit, visit.onTheWay(page.path), [
        field({
          name: 'email',
          label: words.email,
          type: 'email',
          autocomplete: 'username',
          value: wrong ?? '',
        }),
        button(page.button),
      ]),
      page.after,
    ],
  });
}

/** Notes that a mail is wanted, unless too many are. Whoever asks is told nothing of a full mailbox, since others may have filled it. */
export async function askForMail(context: PagesContext, visit: Visit, request: MailRequest): Promise<void> {
  const guesser = { subject: request.email, address: visit.address, device: null };
  const { asker, mailbox } = mailBucketsOf(guesser);
  const wait = await context.guesses.take([asker]);
  if (wait !== null) throw new Problem('rate_limited', undefined, { retryAfter: wait });
  if ((await context.guesses.take([mailbox])) === null) await context.mails.add(request);
}

/** Says that a mail is on its way, and where it is to be read. */
export function sentPage(visit: Visit, { mailbox }: PagesContext, path: string, sent: string): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: words.sent_title, path },
    main: [
      html`<p role="status">${sent}</p>`,
      mailbox
        ? html`<p class="hint">${words.sent_mailbox} <a href="${visit.to('/mail')}">${words.sent_mailbox_link}</a></p>`
        : '',
    ],
  });
}

/** Takes the form: notes that a mail is wanted. The answer is the same for every address. */
export async function takeMailForm(
  context: PagesContext,
  visit: Visit,
  page: MailForm,
): Promise<FastifyReply> {
  const typed = visit.field('email');
  const email = parseEmail(typed);
  if (email === null) return mailFormPage(visit, page, typed);
  const { purpose } = page;
  const { language, next } = visit;
  await askForMail(context, visit, { purpose, email, language, next, person: null });
  return sentPage(visit, context, visit.onTheWay(page.path), fill(page.sent, { email }));
}
