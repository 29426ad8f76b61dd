import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import {
  button,
  fill,
  form,
  link,
  minuteOf,
  PAGE_OPTIONS,
  type SignedIn,
  said,
  show,
  type Visit,
  whoVisits,
} from '../../identity/index.ts';
import { detailOf } from '../granted-payment.ts';
import { grantsOf, type StandingGrant } from '../grants.ts';
import { type ConsentContext, keepGrantAct, paged, toLogin } from './context.ts';
import { wordsOfPayment, wordsOfScope } from './scope-words.ts';
import { words } from './words.ts';

const PATH = '/account/apps';

/** Where people see which apps act for them, and take it back. */
export function accountAppsPages(app: App, context: ConsentContext): void {
  const { home, clock, store } = context;

  app.get(
    PATH,
    PAGE_OPTIONS,
    paged(context, false, async (visit) => {
      const signedIn = await whoVisits(context, visit);
      return signedIn === null ? toLogin(visit, PATH) : list(visit, signedIn, false);
    }),
  );

  app.post(
    `${PATH}/:id/end`,
    PAGE_OPTIONS,
    paged(context, true, async (visit, { id }) => {
      const signedIn = await whoVisits(context, visit);
      if (signedIn === null) return toLogin(visit, PATH);
      const grants = await grantsOf(home, signedIn.person.id, clock.now());
      const grant = grants.find((each) => each.id === id);
      if (grant !== undefined) await withdraw(visit, signedIn, grant);
      return list(visit, signedIn, grant !== undefined);
    }),
  );

  function withdraw(
    visit: Visit,
    { person }: SignedIn,
    { id, hash, app, on, scopes, payment }: StandingGrant,
  ): Promise<void> {
    return inTransaction(home, async (client) => {
      if (!(await store.endGrant(client, hash, clock.now()))) return;
      const detail = { app, scopes, ...(payment === null ? {} : { payment: detailOf(payment) }) };
      const act = { name: 'grant.withdraw', person: person.id, about: id, detail } as const;
      await keepGrantAct(context, client, visit, act, on);
    });
  }

  async function list(visit: Visit, { person }: SignedIn, ended: boolean): Promise<FastifyReply> {
    const texts = words[visit.language];
    const grants = await grantsOf(home, person.id, clock.now());
    const shown = grants.map(({ id, appName, accountName, scopes, payment, createdAt, expiresAt }) => {
      const may = [
        ...scopes.map((scope) => wordsOfScope(visit.language, scope)),
        ...(payment === null ? [] : [wordsOfPayment(visit.language, payment)]),
      ];
      const times = { since: minuteOf(createdAt), until: minuteOf(expiresAt) };
      const on = accountName === null ? '' : html`<p>${fill(texts.apps_on, { account: accountName })}</p>`;
      return html`<section><h2><bdi>${appName}</bdi></h2>
!${on}
<p>${fill(texts.apps_times, times)}</p>
<ul>!${may.map((each) => html`<li>${each}</li>`).join('')}</ul>
!${form(visit, `${PATH}/${id}/end`, [button(texts.apps_end, true)])}</section>`;
    });
    return show(visit, {
      ...{ title: texts.apps_title, path: PATH },
      main: [
        said(ended ? texts.apps_ended : null, false),
        ...(shown.length === 0 ? [html`<p>${texts.apps_none}</p>`] : shown),
        html`<p>!${link(visit, '/account', texts.back)}</p>`,
      ],
    });
  }
}
