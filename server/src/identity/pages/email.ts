import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { Problem } from '../../kernel/problem.ts';
import { writeMail } from '../../mail/index.ts';
import { readLink, useLink } from '../people/mailed-links.ts';
import { mailTexts } from '../people/mails.ts';
import { changeEmail, type Person, parseEmail } from '../people/person.ts';
import { mounting, type PagesContext } from './context.ts';
import { askForMail, sentPage } from './mail-form.ts';
import { button, field, form, link, said, show, wordsFor } from './parts.ts';
import { proven } from './proof.ts';
import { NOTICE_MS } from './recover.ts';
import type { Visit } from './visit.ts';
import { fill } from './words.ts';

export const EMAIL_PATH = '/account/email';

/**
 * Another address. It counts when the link that was mailed to it is opened by the same person, signed in: so a mistyped address
 * gives its owner nothing, and the old one hears of it in time.
 */
export function emailPages(app: App, context: PagesContext): void {
  const { ownPage, ownForm } = mounting(app, context);
  const { home, keys, clock } = context;

  ownPage(EMAIL_PATH, async (visit, { person }) => askPage(visit, person));

  ownForm(
    EMAIL_PATH,
    proven(context, EMAIL_PATH, async (visit, { person }) => {
      const words = wordsFor(visit);
      const typed = visit.field('email');
      const email = parseEmail(typed);
      if (email === null || email === person.email)
        return askPage(visit, person, email === null ? words.email_wrong : words.email_same, typed);
      const { id, language } = person;
      await askForMail(context, visit, { purpose: 'email_change', email, language, next: null, person: id });
      return sentPage(visit, context, EMAIL_PATH, fill(words.email_sent, { email }));
    }),
  );

  ownPage(`${EMAIL_PATH}/:secret`, async (visit, { person }, { secret = '' }) => {
    const email = await addressOf(person, secret);
    return usePage(visit, person, email);
  });

  ownForm(`${EMAIL_PATH}/:secret`, async (visit, { person }, { secret = '' }) => {
    const email = await addressOf(person, secret);
    const changed = await inTransaction(home, async (transaction) => {
      const now = clock.now();
      if (!(await useLink(transaction, 'email_change', secret, now))) throw new Problem('not_found');
      if (!(await changeEmail(transaction, person, email))) return false;
      const text = mailTexts[person.language].email_changed(email);
      await writeMail(
        transaction,
        keys,
        { recipient: person.email, ...text, expiresAt: now + NOTICE_MS },
        now,
      );
      return true;
    });
    return changed ? visit.redirect('/account/moved') : askPage(visit, person, wordsFor(visit).taken, email);
  });

  /** The address of a link that was made for this person. Throws `not_found`. */
  async function addressOf(person: Person, secret: string): Promise<string> {
    const found = await readLink(home, 'email_change', secret, clock.now());
    if (found?.person !== person.id) throw new Problem('not_found');
    return found.email;
  }
}

function askPage(visit: Visit, person: Person, wrong: string | null = null, typed = ''): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: words.email_title, path: EMAIL_PATH, status: wrong === null ? 200 : 400 },
    main: [
      said(wrong),
      html`<p>${fill(words.email_text, { email: person.email })}</p>`,
      form(visit, EMAIL_PATH, [
        field({
          ...{ name: 'email', label: words.email_new, type: 'email' },
          ...{ autocomplete: 'email', value: typed },
        }),
        button(words.signup_button),
      ]),
      html`<p>!${link(visit, '/account', words.back)}</p>`,
    ],
  });
}

function usePage(visit: Visit, { email: old }: Person, email: string): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: words.email_use_title, path: visit.here },
    main: [
      html`<p>${fill(words.email_use_text, { email, old })}</p>`,
      form(visit, visit.here, [button(words.email_use_button)]),
      html`<p>!${link(visit, '/account', words.back)}</p>`,
    ],
  });
}
