import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { renderSVG } from 'uqr';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { writeMail } from '../../mail/index.ts';
import { mailTexts } from '../people/mails.ts';
import type { Person } from '../people/person.ts';
import {
  confirmTotp,
  countRecoveryCodes,
  prepareTotp,
  removeTotp,
  replaceRecoveryCodes,
} from '../sessions/second-factor.ts';
import { guesserOf, mounting, type PagesContext } from './context.ts';
import { button, field, form, link, said, show, wordsFor } from './parts.ts';
import { proven } from './proof.ts';
import { NOTICE_MS } from './recover.ts';
import type { Visit } from './visit.ts';
import { fill } from './words.ts';

const PATH = '/account/second-factor';

/** Codes from an app, in use after one of them has been given. Every change takes a fresh proof of who it is. */
export function secondFactorPages(app: App, context: PagesContext): void {
  const { ownPage, ownForm } = mounting(app, context);
  const { home, keys, clock, publicUrl, judge } = context;

  ownPage(PATH, (visit, { person }) => factorPage(visit, person));
  ownPage(`${PATH}/codes`, async (visit) => visit.redirect(PATH));
  ownPage(`${PATH}/off`, async (visit) => visit.redirect(PATH));

  ownForm(
    PATH,
    proven(context, PATH, async (visit, { person }) => {
      const now = clock.now();
      const guesser = guesserOf(context, visit, person.email, person);
      let codes: string[] | null = null;
      await judge.code(guesser, async () => {
        codes = await inTransaction(home, async (transaction) => {
          const confirmed = await confirmTotp(transaction, keys, person, { code: visit.field('code'), now });
          const text = mailTexts[person.language].second_factor_on(`${publicUrl}/account`);
          if (confirmed !== null)
            await writeMail(
              transaction,
              keys,
              { recipient: person.email, ...text, expiresAt: now + NOTICE_MS },
              now,
            );
          return confirmed;
        });
        return codes !== null;
      });
      return codes === null ? factorPage(visit, person, wordsFor(visit).code_wrong) : codesPage(visit, codes);
    }),
  );

  ownForm(
    `${PATH}/codes`,
    proven(context, PATH, async (visit, { person }) => {
      if (!person.secondFactor) return visit.redirect(PATH);
      const codes = await inTransaction(home, (transaction) =>
        replaceRecoveryCodes(transaction, keys, person.id),
      );
      return codesPage(visit, codes);
    }),
  );

  ownForm(
    `${PATH}/off`,
    proven(context, PATH, async (visit, { person }) => {
      if (!person.secondFactor) return visit.redirect(PATH);
      await inTransaction(home, async (transaction) => {
        const now = clock.now();
        await removeTotp(transaction, person.id);
        const text = mailTexts[person.language].second_factor_off(`${publicUrl}/recover`);
        await writeMail(
          transaction,
          keys,
          { recipient: person.email, ...text, expiresAt: now + NOTICE_MS },
          now,
        );
      });
      return visit.redirect('/account');
    }),
  );

  async function factorPage(
    visit: Visit,
    person: Person,
    wrong: string | null = null,
  ): Promise<FastifyReply> {
    const words = wordsFor(visit);
    const parts = person.secondFactor ? await partsInUse(visit, person) : await partsToSetUp(visit, person);
    return show(visit, {
      ...{ title: words.factor_title, path: PATH, status: wrong === null ? 200 : 400 },
      main: [said(wrong), ...parts, html`<p>!${link(visit, '/account', words.back)}</p>`],
    });
  }

  async function partsToSetUp(visit: Visit, person: Person): Promise<string[]> {
    const words = wordsFor(visit);
    const totp = await prepareTotp(home, keys, person, clock.now());
    if (totp === null) return partsInUse(visit, person);
    const qr = `data:image/svg+xml,${encodeURIComponent(renderSVG(totp.url, { border: 2 }))}`;
    return [
      html`<p>${words.factor_scan}</p><img class="qr" src="${qr}" alt="${words.factor_qr}" width="200" height="200">`,
      html`<p><span class="hint">${words.factor_secret}</span><br><code>${totp.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>`,
      form(visit, PATH, [
        field({ name: 'code', label: words.factor_code, autocomplete: 'one-time-code' }),
        button(words.factor_turn_on),
      ]),
    ];
  }

  async function partsInUse(visit: Visit, person: Person): Promise<string[]> {
    const words = wordsFor(visit);
    const count = await countRecoveryCodes(home, person.id);
    return [
      html`<p>${words.factor_on}</p><p>${fill(words.factor_left, { count })}</p>`,
      form(visit, `${PATH}/codes`, [button(words.factor_new_codes, true)]),
      form(visit, `${PATH}/off`, [button(words.factor_turn_off, true)]),
    ];
  }
}

function codesPage(visit: Visit, codes: readonly string[]): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: words.codes_title, path: PATH },
    main: [
      html`<p>${words.codes_text}</p>`,
      html`<ul class="codes">!${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>`,
      html`<p>!${link(visit, PATH, words.codes_done)}</p>`,
    ],
  });
}
