import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { newId, uuidOf } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { type MailedLink, readLink, useLink } from '../people/mailed-links.ts';
import { hashPassword } from '../people/passwords.ts';
import { findPerson } from '../people/person.ts';
import { choosePasswordPage, faultOfNewPassword } from './choose-password.ts';
import { mounting, type PagesContext } from './context.ts';
import { type MailForm, mailFormPage, takeMailForm } from './mail-form.ts';
import { link, wordsFor } from './parts.ts';
import { finishSignIn } from './sign-in.ts';
import type { Visit } from './visit.ts';

/**
 * Signing up: first an address, then a password behind the link that is mailed to it. So there is no account before its address is
 * proved, and nobody can lay a password under an address of somebody else.
 */
export function signUpPages(app: App, context: PagesContext): void {
  const { page, form } = mounting(app, context);
  const { home, clock } = context;

  page('/signup', async (visit) => mailFormPage(visit, mailFormOf(visit)));
  form('/signup', (visit) => takeMailForm(context, visit, mailFormOf(visit)));

  page('/signup/:secret', async (visit, { secret = '' }) => {
    const { email } = await linkOf(secret);
    return choosePasswordPage(visit, { path: visit.onTheWay(`/signup/${secret}`), email });
  });

  form('/signup/:secret', async (visit, { secret = '' }) => {
    const { email } = await linkOf(secret);
    const path = visit.onTheWay(`/signup/${secret}`);
    const wrong = await faultOfNewPassword(visit, email);
    if (wrong !== null) return choosePasswordPage(visit, { path, email, wrong });
    const passwordHash = await hashPassword(visit.field('new_password'));
    const created = await inTransaction(home, async (transaction) => {
      if (!(await useLink(transaction, 'sign_up', secret, clock.now()))) throw new Problem('not_found');
      const { rowCount } = await transaction.query(
        `insert into person (person_id, email, password_hash, language, created_at)
         values ($1, $2, $3, $4, to_timestamp($5 / 1000.0)) on conflict (email) do nothing`,
        [uuidOf(newId('per')), email, passwordHash, visit.language, clock.now()],
      );
      return rowCount === 1;
    });
    const person = created ? await findPerson(home, email) : null;
    if (person === null) return choosePasswordPage(visit, { path, email, wrong: wordsFor(visit).taken });
    return finishSignIn(context, visit, person);
  });

  async function linkOf(secret: string): Promise<MailedLink> {
    const found = await readLink(home, 'sign_up', secret, clock.now());
    if (found === null) throw new Problem('not_found');
    return found;
  }
}

function mailFormOf(visit: Visit): MailForm {
  const words = wordsFor(visit);
  return {
    ...{ path: '/signup', purpose: 'sign_up', title: words.signup_title, text: words.signup_text },
    ...{ button: words.signup_button, sent: words.signup_sent },
    after: html`<p>${words.signup_have} !${link(visit, visit.onTheWay('/login'), words.login_button)}</p>`,
  };
}
