import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { findPerson, type Person, parseEmail } from '../people/person.ts';
import { rememberDevice } from '../sessions/devices.ts';
import { beginHalfSignIn, endHalfSignIn, findHalfSignIn } from '../sessions/half-sign-ins.ts';
import { useCode } from '../sessions/second-factor.ts';
import { guesserOf, mounting, type PagesContext } from './context.ts';
import { button, field, form, link, said, show, wordsFor } from './parts.ts';
import { findParty } from './relying-party.ts';
import type { Visit } from './visit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether a person has signed out by this request: those who have to tell others of it look here once it is answered. */
    signedOut: boolean;
  }
}

/** Where the script for passkeys is. */
export const PASSKEYS_SCRIPT = '/passkeys.js';

/** Signing in: a password, then a code where the person has asked for that. And signing out. */
export function signInPages(app: App, context: PagesContext): void {
  const { page, form: onForm } = mounting(app, context);
  const { home, keys, clock, judge, sessions, publicUrl } = context;
  const showLogin = (visit: Visit, told: LoginTold = {}) =>
    loginPage(visit, findParty(visit, publicUrl) !== null, told);

  page('/login', async (visit) => showLogin(visit));
  page('/login/passkey', async (visit) => showLogin(visit, { wrong: wordsFor(visit).passkey_failed }));
  page('/login/recovered', async (visit) => showLogin(visit, { done: wordsFor(visit).login_recovered }));
  page('/login/over', async (visit) => showLogin(visit, { done: wordsFor(visit).login_over }));

  onForm('/login', async (visit) => {
    const typed = visit.field('email');
    const email = parseEmail(typed);
    const person = email === null ? null : await findPerson(home, email);
    // What is no address is judged as well: it is counted, and takes as long.
    const guesser = guesserOf(context, visit, email ?? '', person);
    const right = await judge.password(guesser, person, visit.field('password'));
    if (!right || person === null)
      return showLogin(visit, { wrong: wordsFor(visit).login_wrong, email: typed });
    if (!person.secondFactor) return finishSignIn(context, visit, person);
    const secret = await beginHalfSignIn(home, person, clock.now());
    if (secret === null) return showLogin(visit, { wrong: wordsFor(visit).login_wrong, email: typed });
    visit.setCookie('visit', secret);
    return visit.redirect(visit.onTheWay('/login/code'));
  });

  page('/login/code', async (visit) =>
    (await halfSignedIn(visit)) === null ? visit.redirect(visit.onTheWay('/login')) : codePage(visit),
  );

  onForm('/login/code', async (visit) => {
    const person = await halfSignedIn(visit);
    if (person === null) return visit.redirect(visit.onTheWay('/login'));
    const secret = visit.cookie('visit') as string;
    const guesser = guesserOf(context, visit, person.email, person);
    // The code is used and the half of signing in that was done is ended together, or neither.
    const right = await judge.code(guesser, () =>
      inTransaction(home, async (transaction) => {
        const code = { code: visit.field('code'), now: clock.now() };
        return (await useCode(transaction, keys, person, code)) && endHalfSignIn(transaction, secret);
      }),
    );
    return right ? finishSignIn(context, visit, person) : codePage(visit, wordsFor(visit).code_wrong);
  });

  onForm('/logout', async (visit) => {
    const secret = visit.cookie('session');
    if (secret !== undefined) await sessions.endOf(secret);
    visit.dropCookie('session');
    visit.request.signedOut = true;
    return visit.redirect(visit.onTheWay('/login/over'));
  });

  async function halfSignedIn(visit: Visit): Promise<Person | null> {
    const secret = visit.cookie('visit');
    return secret === undefined ? null : findHalfSignIn(home, secret, clock.now());
  }
}

/** Begins a session, under a name that nobody has known before, in place of whatever session the browser had. */
export async function finishSignIn(
  context: PagesContext,
  visit: Visit,
  person: Person,
): Promise<FastifyReply> {
  const { home, keys, sessions } = context;
  const before = visit.cookie('session');
  const secret = await sessions.begin(home, person, visit.place);
  if (secret === null) return visit.redirect(visit.onTheWay('/login'));
  if (before !== undefined) await sessions.endOf(before);
  await home.query('update person set language = $2 where person_id = $1 and language <> $2', [
    uuidOf(person.id),
    visit.language,
  ]);
  visit.setCookie('session', secret);
  visit.setCookie('device', rememberDevice(keys, visit.cookie('device'), person.id));
  visit.dropCookie('visit');
  return visit.redirect(visit.next ?? '/account');
}

interface LoginTold {
  readonly wrong?: string | null;
  readonly done?: string | null;
  readonly email?: string;
}

function loginPage(
  visit: Visit,
  hasPasskeys: boolean,
  { wrong = null, done = null, email = '' }: LoginTold,
): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{
      title: words.login_title,
      path: visit.onTheWay('/login'),
      ...(hasPasskeys ? { script: PASSKEYS_SCRIPT } : {}),
      status: wrong === null ? 200 : 401,
    },
    main: [
      said(done, false),
      said(wrong),
      form(visit, visit.onTheWay('/login'), [
        field({ name: 'email', label: words.email, type: 'email', autocomplete: 'username', value: email }),
        field({
          name: 'password',
          label: words.password,
          type: 'password',
          autocomplete: 'current-password',
        }),
        button(words.login_button),
      ]),
      hasPasskeys ? passkeyForm(visit) : '',
      html`<p>!${link(visit, visit.onTheWay('/recover'), words.login_forgot)}</p>`,
      html`<p>${words.login_none} !${link(visit, visit.onTheWay('/signup'), words.signup_title)}</p>`,
    ],
  });
}

function passkeyForm(visit: Visit): string {
  const words = wordsFor(visit);
  return form(
    visit,
    visit.onTheWay('/login/passkey'),
    [
      html`<p class="said wrong" role="alert" hidden>${words.passkey_failed}</p>`,
      html`<input type="hidden" name="response">`,
      button(words.passkey_sign_in, true),
    ],
    { passkey: 'get', options: '/login/passkey/options' },
  );
}

function codePage(visit: Visit, wrong: string | null = null): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: words.code_title, path: visit.onTheWay('/login/code'), status: wrong === null ? 200 : 401 },
    main: [
      said(wrong),
      html`<p>${words.code_text}</p>`,
      form(visit, visit.onTheWay('/login/code'), [
        field({ name: 'code', label: words.code, autocomplete: 'one-time-code' }),
        button(words.code_button),
      ]),
      html`<p>!${link(visit, visit.onTheWay('/login'), words.back)}</p>`,
    ],
  });
}
