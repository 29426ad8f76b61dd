import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { errors, type Provider } from 'oidc-provider';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import {
  type AppId,
  fill,
  form,
  PAGE_OPTIONS,
  type SignedIn,
  show,
  type Visit,
  whoVisits,
} from '../../identity/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { parseId } from '../../kernel/ids.ts';
import { type AskedPayment, askedPayment, detailOf, PAYMENT_SCOPE } from '../granted-payment.ts';
import {
  type AskingApp,
  askingApp,
  type GrantableAccount,
  grantableAccounts,
  recordGrant,
} from '../grants.ts';
import { namesOfResource } from '../resource.ts';
import { grantHash } from '../state.ts';
import { type ConsentContext, keepGrantAct, overPage, paged, toLogin } from './context.ts';
import { wordsOfPayment, wordsOfScope } from './scope-words.ts';
import { words } from './words.ts';

type Details = Awaited<ReturnType<Provider['interactionDetails']>>;

const PATH = '/oauth/interaction/:uid';
const DAY_S = 86_400;
const GRANT_DAYS = 90;
/** A device may ask for its token ten minutes late, and the token lasts an hour. */
const PAYMENT_S = 4200;
/** Of OpenID Connect, not of the API. */
const OIDC_SCOPES = ['openid', 'email', 'offline_access'];

/** Where an app's request stops until the person has signed in and agreed. Every step leads back to the provider, which looks again. */
export function interactionPages(app: App, context: ConsentContext): void {
  const { home, keys, clock, publicUrl, sessions, engine } = context;

  /** The request that waits for this browser; null where none does. */
  async function waiting({ request, reply }: Visit, uid: string): Promise<Details | null> {
    const provider = await engine.provider();
    try {
      const details = await provider.interactionDetails(request.raw, reply.raw);
      return details.uid === uid ? details : null;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return null;
      throw error;
    }
  }

  async function finish(visit: Visit, result: object): Promise<FastifyReply> {
    const { request, reply } = visit;
    const provider = await engine.provider();
    const returnTo = await provider.interactionResult(request.raw, reply.raw, result as never);
    return reply.redirect(returnTo, 303);
  }

  app.get(
    PATH,
    PAGE_OPTIONS,
    paged(context, false, async (visit, { uid = '' }) => {
      const details = await waiting(visit, uid);
      if (details === null) return overPage(visit);
      const signedIn = await whoVisits(context, visit);
      if (signedIn === null) return toLogin(visit, `/oauth/interaction/${uid}`);
      if (details.prompt.name === 'login') {
        if (mustSignInAgain(details, signedIn)) {
          await sessions.endOf(visit.cookie('session') as string);
          return toLogin(visit, `/oauth/interaction/${uid}`);
        }
        const login = { accountId: signedIn.person.id, ts: Math.floor(signedIn.since / 1000) };
        return finish(visit, { login });
      }
      const asked = await askedOf(details, signedIn);
      if (asked === null) return overPage(visit);
      if (asked.apiScopes.length + asked.oidcScopes.length === 0 && asked.payment === null)
        return finish(visit, {
          ...{ error: 'invalid_scope', error_description: 'ask in `scope` for a scope that the app has' },
        });
      return consentPage(visit, details, signedIn, asked);
    }),
  );

  app.post(
    PATH,
    PAGE_OPTIONS,
    paged(context, true, async (visit, { uid = '' }) => {
      const details = await waiting(visit, uid);
      const signedIn = await whoVisits(context, visit);
      if (details === null || details.prompt.name !== 'consent') return overPage(visit);
      // Somebody else may have signed in since the page was shown.
      if (signedIn?.person.id !== details.session?.accountId) return overPage(visit);
      const asked = signedIn === null ? null : await askedOf(details, signedIn);
      if (signedIn === null || asked === null) return overPage(visit);
      if (visit.field('allow') !== 'yes')
        return finish(visit, { error: 'access_denied', error_description: 'the person did not allow it' });
      // The app may have been changed since the page was shown: nobody agrees to more than they saw.
      if (visit.field('scopes') !== asked.apiScopes.join(' '))
        return consentPage(visit, details, signedIn, asked);
      const account = asked.accounts.find(({ id }) => id === visit.field('account')) ?? null;
      if (needsAccount(asked) && account === null) return consentPage(visit, details, signedIn, asked);
      return finish(visit, { consent: { grantId: await grant(visit, details, signedIn, asked, account) } });
    }),
  );

  async function askedOf({ params }: Details, { person }: SignedIn): Promise<Asked | null> {
    const id = parseId('app', String(params.client_id));
    const from = id === null ? null : await askingApp(home, id);
    if (id === null || from === null) return null;
    const scopes = String(params.scope ?? '').split(' ');
    const apiScopes = from.scopes.filter((scope) => scopes.includes(scope));
    const payment = askedPayment(params.authorization_details);
    const needed = payment === null ? apiScopes : [PAYMENT_SCOPE];
    const accounts = await grantableAccounts(home, person.id, from.environment, needed);
    return {
      id,
      from,
      apiScopes,
      payment,
      oidcScopes: OIDC_SCOPES.filter((scope) => scopes.includes(scope)),
      accounts,
    };
  }

  async function grant(
    visit: Visit,
    { params }: Details,
    { person }: SignedIn,
    { id, apiScopes, oidcScopes, payment }: Asked,
    account: GrantableAccount | null,
  ): Promise<string> {
    const provider = await engine.provider();
    const made = new provider.Grant({ accountId: person.id, clientId: String(params.client_id) });
    if (oidcScopes.length > 0) made.addOIDCScope(oidcScopes.join(' '));
    if (apiScopes.length > 0)
      for (const name of namesOfResource(publicUrl)) made.addResourceScope(name, apiScopes.join(' '));
    if (payment !== null) made.addRar({ ...detailOf(payment) });
    const grantId = await made.save();
    const scopes = [...oidcScopes, ...apiScopes];
    await inTransaction(home, async (client) => {
      const recorded = await recordGrant(
        client,
        {
          ...{ hash: grantHash(keys, grantId), app: id, person: person.id, account },
          ...{ scopes, payment, seconds: payment === null ? GRANT_DAYS * DAY_S : PAYMENT_S },
        },
        clock.now(),
      );
      const paid = payment === null ? {} : { payment: detailOf(payment) };
      const detail = { app: id, scopes, ...paid, until: rfc3339(recorded.expiresAt) };
      const act = { name: 'grant.give', person: person.id, about: recorded.id, detail } as const;
      const on = account === null ? null : { organization: account.organization, account: account.id };
      await keepGrantAct(context, client, visit, act, on);
    });
    return grantId;
  }
}

interface Asked {
  readonly id: AppId;
  readonly from: AskingApp;
  readonly apiScopes: readonly string[];
  readonly oidcScopes: readonly string[];
  /** The one payment that it asks for, in place of scopes of the API. */
  readonly payment: AskedPayment | null;
  readonly accounts: readonly GrantableAccount[];
}

function needsAccount({ apiScopes, payment }: Asked): boolean {
  return apiScopes.length > 0 || payment !== null;
}

/** Whether the app wants the person to sign in for this very request, and they have not. */
function mustSignInAgain({ prompt, iat }: Details, { since }: SignedIn): boolean {
  const again = prompt.reasons.some((reason) => reason === 'login_prompt' || reason === 'max_age');
  return again && Math.floor(since / 1000) < iat;
}

function consentPage(
  visit: Visit,
  { uid, params }: Details,
  { person }: SignedIn,
  asked: Asked,
): FastifyReply {
  const { from, apiScopes, oidcScopes, payment, accounts } = asked;
  const said = words[visit.language];
  const path = `/oauth/interaction/${uid}`;
  const names = { app: from.name, organization: from.organizationName, email: person.email };
  const back = URL.parse(String(params.redirect_uri ?? ''));
  const leads = back === null ? {} : { formsLeadTo: back.origin };
  const who = html`<p>${fill(said.consent_who, names)}</p>`;
  const refuse = (text: string) => html`<button class="second" name="allow" value="no">${text}</button>`;
  if (needsAccount(asked) && accounts.length === 0)
    return show(visit, {
      ...{ title: said.consent_none_title, path, ...leads },
      main: [
        who,
        html`<p>${fill(said.consent_none_text, names)}</p>`,
        form(visit, path, [refuse(said.consent_back)]),
      ],
    });
  const may = [
    ...oidcScopes
      .filter((scope) => scope !== 'offline_access')
      .map((scope) => wordsOfScope(visit.language, scope)),
    ...apiScopes.map((scope) => wordsOfScope(visit.language, scope)),
    ...(payment === null ? [] : [wordsOfPayment(visit.language, payment)]),
    ...(from.refreshes && payment === null ? [wordsOfScope(visit.language, 'offline_access')] : []),
  ];
  const options = accounts.map(
    ({ id, name, organizationName, environment }, index) =>
      html`<label class="choice"><input type="radio" name="account" value="${id}" required!${index === 0 && accounts.length === 1 ? ' checked' : ''}> <span><bdi>${name}</bdi> <small><bdi>${organizationName}</bdi> · ${said[environment]}</small></span></label>`,
  );
  const choice = !needsAccount(asked)
    ? ''
    : html`<fieldset><legend>${said.consent_account}</legend>!${options.join('\n')}</fieldset>`;
  return show(visit, {
    ...{ title: fill(said.consent_title, names), path, ...leads },
    main: [
      who,
      may.length === 0
        ? ''
        : html`<p>${said.consent_will}</p><ul>!${may.map((each) => html`<li>${each}</li>`).join('')}</ul>`,
      html`<p class="hint">${payment === null ? fill(said.consent_until, { days: String(GRANT_DAYS) }) : said.consent_until_paid}</p>`,
      form(visit, path, [
        html`<input type="hidden" name="scopes" value="${apiScopes.join(' ')}">`,
        choice,
        html`<button name="allow" value="yes">${said.consent_yes}</button>`,
      ]),
      // A form of its own: to refuse, no account has to be chosen.
      form(visit, path, [refuse(said.consent_no)]),
    ],
  });
}
