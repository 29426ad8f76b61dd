import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { Problem } from '../../kernel/problem.ts';
import { writeMail } from '../../mail/index.ts';
import { type MailedLink, readLink, useLink } from '../people/mailed-links.ts';
import { mailTexts } from '../people/mails.ts';
import { hashPassword } from '../people/passwords.ts';
import { changePassword, findPerson } from '../people/person.ts';
import { choosePasswordPage, faultOfNewPassword } from './choose-password.ts';
import { mounting, type PagesContext } from './context.ts';
import { type MailForm, mailFormPage, takeMailForm } from './mail-form.ts';
import { link, wordsFor } from './parts.ts';
import type { Visit } from './visit.ts';

/** A notice is of use for as long as it takes a mail server to come back. */
export const NOTICE_MS = 3 * 24 * 3_600_000;

/** A forgotten password. The second factor stays: whoever reads somebody's mail does not have it. */
export function recoverPages(app: App, context: PagesContext): void {
  const { page, form } = mounting(app, context);
  const { home, keys, clock, publicUrl } = context;

  page('/recover', async (visit) => mailFormPage(visit, mailFormOf(visit)));
  form('/recover', (visit) => takeMailForm(context, visit, mailFormOf(visit)));

  page('/recover/:secret', async (visit, { secret = '' }) => {
    const { email } = await linkOf(secret);
    return choosePasswordPage(visit, { path: visit.onTheWay(`/recover/${secret}`), email });
  });

  form('/recover/:secret', async (visit, { secret = '' }) => {
    const { email } = await linkOf(secret);
    const wrong = await faultOfNewPassword(visit, email);
    if (wrong !== null)
      return choosePasswordPage(visit, { path: visit.onTheWay(`/recover/${secret}`), email, wrong });
    const person = await findPerson(home, email);
    if (person === null) throw new Problem('not_found');
    const passwordHash = await hashPassword(visit.field('new_password'));
    await inTransaction(home, async (transaction) => {
      const now = clock.now();
      if (!(await useLink(transaction, 'recovery', secret, now))) throw new Problem('not_found');
      await changePassword(transaction, person.id, passwordHash, null);
      const text = mailTexts[person.language].password_changed(`${publicUrl}/recover`);
      await writeMail(transaction, keys, { recipient: email, ...text, expiresAt: now + NOTICE_MS }, now);
    });
    visit.dropCookie('session');
    return visit.redirect(visit.onTheWay('/login/recovered'));
  });

  async function linkOf(secret: string): Promise<MailedLink> {
    const found = await readLink(home, 'recovery', secret, clock.now());
    if (found === null) throw new Problem('not_found');
    return found;
  }
}

function mailFormOf(visit: Visit): MailForm {
  const words = wordsFor(visit);
  return {
    ...{ path: '/recover', purpose: 'recovery', title: words.recover_title, text: words.recover_text },
    ...{ button: words.recover_button, sent: words.recover_sent },
    after: html`<p>!${link(visit, visit.onTheWay('/login'), words.login_button)}</p>`,
  };
}
