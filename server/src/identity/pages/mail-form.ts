import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { Problem } from '../../kernel/problem.ts';
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

/** Takes the form: notes that a mail is wanted. The answer is the same for every address. */
export async function takeMailForm(
  context: PagesContext,
  visit: Visit,
  page: MailForm,
): Promise<FastifyReply> {
  const words = wordsFor(visit);
  const typed = visit.field('email');
  const email = parseEmail(typed);
  if (email === null) return mailFormPage(visit, page, typed);
  const { asker, mailbox } = mailBucketsOf({ subject: email, address: visit.address, device: null });
  const wait = await context.guesses.take([asker]);
  if (wait !== null) throw new Problem('rate_limited', undefined, { retryAfter: wait });
  // Nobody's mailbox is filled by strangers; whoever asked is told nothing of it, since others may have.
  if ((await context.guesses.take([mailbox])) === null)
    await context.mails.add({ purpose: page.purpose, email, language: visit.language, next: visit.next });
  return show(visit, {
    ...{ title: words.sent_title, path: visit.onTheWay(page.path) },
    main: [
      html`<p role="status">${fill(page.sent, { email })}</p>`,
      context.mailbox
        ? html`<p class="hint">${words.sent_mailbox} <a href="${visit.to('/mail')}">${words.sent_mailbox_link}</a></p>`
        : '',
    ],
  });
}
