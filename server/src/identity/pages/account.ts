import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { parseId } from '../../kernel/ids.ts';
import { writeMail } from '../../mail/index.ts';
import { type Belonging, belongingsOf } from '../organizations/belonging.ts';
import { mailTexts } from '../people/mails.ts';
import { hashPassword } from '../people/passwords.ts';
import { changePassword } from '../people/person.ts';
import type { PersonSession, SignedIn } from '../sessions/sessions.ts';
import { browserName } from './browser-name.ts';
import { faultOfNewPassword, newPasswordField } from './choose-password.ts';
import { guesserOf, mounting, type PagesContext } from './context.ts';
import { EMAIL_PATH } from './email.ts';
import { button, field, form, link, minuteOf, nameForManagers, said, show, wordsFor } from './parts.ts';
import { proven } from './proof.ts';
import { NOTICE_MS } from './recover.ts';
import type { Visit } from './visit.ts';
import { fill } from './words.ts';

/** `/account`: where somebody is signed in, their password, their second factor. */
export function accountPages(app: App, context: PagesContext): void {
  const { ownPage, ownForm } = mounting(app, context);
  const { home, keys, clock, publicUrl, judge, sessions } = context;

  ownPage('/account', (visit, signedIn) => accountPage(visit, signedIn));
  ownPage('/account/moved', (visit, signedIn) =>
    accountPage(visit, signedIn, { done: wordsFor(visit).email_changed }),
  );
  ownPage('/account/changed', (visit, signedIn) =>
    accountPage(visit, signedIn, { done: wordsFor(visit).changed }),
  );
  // Where the language of a page is changed that a form has left.
  ownPage('/account/password', async (visit) => visit.redirect('/account'));

  ownForm(
    '/account/sessions/end',
    proven(context, '/account', async (visit, { person }) => {
      const session = parseId('ses', visit.field('session'));
      if (session !== null) await sessions.end(person.id, session);
      return visit.redirect('/account');
    }),
  );

  ownForm(
    '/account/sessions/end-others',
    proven(context, '/account', async (visit, { person, session }) => {
      await sessions.endOthers(person.id, session);
      return visit.redirect('/account');
    }),
  );

  ownForm('/account/password', async (visit, signedIn) => {
    const { person, session } = signedIn;
    const words = wordsFor(visit);
    const guesser = guesserOf(context, visit, person.email, person);
    if (!(await judge.password(guesser, person, visit.field('password'))))
      return accountPage(visit, signedIn, { wrong: words.password_wrong });
    const wrong = await faultOfNewPassword(visit, person.email);
    if (wrong !== null) return accountPage(visit, signedIn, { wrong });
    const passwordHash = await hashPassword(visit.field('new_password'));
    await inTransaction(home, async (transaction) => {
      await changePassword(transaction, person.id, passwordHash, session);
      const now = clock.now();
      const text = mailTexts[person.language].password_changed(`${publicUrl}/recover`);
      await writeMail(
        transaction,
        keys,
        { recipient: person.email, ...text, expiresAt: now + NOTICE_MS },
        now,
      );
    });
    return visit.redirect('/account/changed');
  });

  async function accountPage(
    visit: Visit,
    { person, session }: SignedIn,
    { wrong = null, done = null }: { wrong?: string | null; done?: string | null } = {},
  ): Promise<FastifyReply> {
    const words = wordsFor(visit);
    const list = await sessions.list(person.id);
    return show(visit, {
      ...{ title: words.account_title, path: '/account', width: 'wide', status: wrong === null ? 200 : 400 },
      main: [
        said(done, false),
        said(wrong),
        html`<p class="ways">${person.email} !${link(visit, EMAIL_PATH, words.email_change)}</p>`,
        form(visit, '/logout', [button(words.sign_out, true)]),
        belongings(visit, await belongingsOf(home, person.id)),
        html`<section><h2>${words.sessions_title}</h2><ul class="rows">!${list.map((each) => sessionRow(visit, each, each.id === session))}</ul>`,
        list.length > 1
          ? form(visit, '/account/sessions/end-others', [button(words.sessions_end_others, true)])
          : '',
        html`</section><section><h2>${words.factor_title}</h2><p>${person.secondFactor ? words.factor_on : words.factor_off}</p>`,
        html`<p>!${link(visit, '/account/second-factor', person.secondFactor ? words.factor_manage : words.factor_set_up)}</p></section>`,
        html`<section><h2>${words.passkeys_title}</h2><p>!${link(visit, '/account/passkeys', words.passkeys_manage)}</p></section>`,
        html`<section><h2>${words.change_title}</h2><p>${words.change_text}</p>`,
        form(visit, '/account/password', [
          nameForManagers(person.email),
          field({
            ...{ name: 'password', label: words.current_password, type: 'password' },
            autocomplete: 'current-password',
          }),
          newPasswordField(words),
          button(words.change_button),
        ]),
        '</section>',
      ],
    });
  }
}

/** How many accounts of an organization are shown: of sandboxes there may be a hundred. */
const ACCOUNTS_SHOWN = 10;

function belongings(visit: Visit, list: readonly Belonging[]): string {
  const words = wordsFor(visit);
  const rows = list.map(({ name, role, accounts }) => {
    const shown = accounts.slice(0, ACCOUNTS_SHOWN).map((account) => {
      const kind = account.environment === 'live' ? words.account_live : words.account_sandbox;
      return html`<span>${account.name} · ${kind} · <code>${account.id}</code></span>`;
    });
    const more = accounts.length - shown.length;
    return html`<li><span><strong>${name}</strong>!${shown}!${more > 0 ? html`<span>${fill(words.belongs_more, { count: more })}</span>` : ''}</span><small>${words[`role_${role}`]}</small></li>`;
  });
  return html`<section><h2>${words.belongs_title}</h2>!${rows.length === 0 ? html`<p>${words.belongs_none}</p>` : html`<ul class="rows">!${rows}</ul>`}</section>`;
}

function sessionRow(visit: Visit, each: PersonSession, isThis: boolean): string {
  const words = wordsFor(visit);
  const browser = browserName(words, each.browser);
  const facts = fill(words.session_facts, {
    ...{ address: each.address, created: minuteOf(each.createdAt), seen: minuteOf(each.seenAt) },
  });
  const end = form(visit, '/account/sessions/end', [
    html`<input type="hidden" name="session" value="${each.id}">`,
    html`<button class="second" aria-label="${fill(words.session_end_of, { browser })}">${words.session_end}</button>`,
  ]);
  return html`<li><span><strong>${browser}</strong><span>${facts}</span></span>!${isThis ? html`<small>${words.session_this}</small>` : end}</li>`;
}
