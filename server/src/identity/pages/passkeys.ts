import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { inTransaction } from '../../database/index.ts';
import type { App } from '../../http/index.ts';
import { isLoopback } from '../../kernel/address.ts';
import { Problem } from '../../kernel/problem.ts';
import { writeMail } from '../../mail/index.ts';
import { mailTexts } from '../people/mails.ts';
import {
  listPasskeys,
  offerRegistration,
  offerSignIn,
  register,
  removePasskey,
  signedBy,
} from '../sessions/passkeys.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { browserName } from './browser-name.ts';
import { mounting, PAGE_OPTIONS, type PagesContext } from './context.ts';
import { button, form, link, minuteOf, said, show, wordsFor } from './parts.ts';
import { hasProved, proven } from './proof.ts';
import { NOTICE_MS } from './recover.ts';
import { findParty, partyOf } from './relying-party.ts';
import { finishSignIn, PASSKEYS_SCRIPT } from './sign-in.ts';
import type { Visit } from './visit.ts';
import { fill } from './words.ts';

const PATH = '/account/passkeys';
const SCRIPT = readFileSync(join(import.meta.dirname, 'passkeys.js'), 'utf8');

/** Passkeys: made at the account, used in place of password and code. */
export function passkeyPages(app: App, context: PagesContext): void {
  const { form: onForm, ownPage, ownForm } = mounting(app, context);
  const { home, keys, acts, clock, publicUrl } = context;

  app.get(PASSKEYS_SCRIPT, PAGE_OPTIONS, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=300').send(SCRIPT),
  );

  onForm('/login/passkey/options', async (visit) => {
    const party = partyOf(visit, publicUrl);
    return visit.reply.send(await offerSignIn(home, party, visit.holder, clock.now()));
  });

  onForm('/login/passkey', async (visit) => {
    const party = partyOf(visit, publicUrl);
    const signed = { holder: visit.holder, response: parse(visit.field('response')), now: clock.now() };
    const person = await inTransaction(home, (transaction) => signedBy(transaction, party, signed));
    return person === null
      ? visit.redirect(visit.onTheWay('/login/passkey'))
      : finishSignIn(context, visit, person);
  });

  ownPage(PATH, (visit, signedIn) => passkeysPage(visit, signedIn));

  // Whoever comes back from here may make a passkey.
  ownForm(
    `${PATH}/make`,
    proven(context, PATH, async (visit) => visit.redirect(PATH)),
  );
  ownForm(`${PATH}/options`, async (visit, signedIn) => {
    if (!hasProved(context, signedIn)) throw new Problem('forbidden', 'Prove first that it is you.');
    const { person } = signedIn;
    const party = partyOf(visit, publicUrl);
    return visit.reply.send(await offerRegistration(home, party, person, visit.holder, clock.now()));
  });

  ownForm(PATH, async (visit, signedIn) => {
    const { person } = signedIn;
    const party = partyOf(visit, publicUrl);
    const { browser } = visit.place;
    const made = {
      holder: visit.holder,
      response: parse(visit.field('response')),
      browser,
      now: clock.now(),
    };
    const kept = await inTransaction(home, async (transaction) => {
      const passkey = await register(transaction, party, person, made);
      if (passkey === null) return false;
      const text = mailTexts[person.language].passkey_added(`${publicUrl}${PATH}`);
      await writeMail(
        transaction,
        keys,
        { recipient: person.email, ...text, expiresAt: made.now + NOTICE_MS },
        made.now,
      );
      await acts.ofPerson(transaction, visit.request, {
        ...{ name: 'person.add_passkey', person: person.id, detail: { passkey } },
      });
      return true;
    });
    return kept ? visit.redirect(PATH) : passkeysPage(visit, signedIn, wordsFor(visit).passkey_failed);
  });

  ownPage(`${PATH}/remove`, async (visit) => visit.redirect(PATH));
  ownForm(
    `${PATH}/remove`,
    proven(context, PATH, async (visit, { person }) => {
      await inTransaction(home, async (transaction) => {
        const passkey = await removePasskey(transaction, person.id, visit.field('passkey'));
        if (passkey !== null)
          await acts.ofPerson(transaction, visit.request, {
            ...{ name: 'person.remove_passkey', person: person.id, detail: { passkey } },
          });
      });
      return visit.redirect(PATH);
    }),
  );

  async function passkeysPage(
    visit: Visit,
    signedIn: SignedIn,
    wrong: string | null = null,
  ): Promise<FastifyReply> {
    const words = wordsFor(visit);
    const list = await listPasskeys(home, signedIn.person.id);
    const rows = list.map((passkey) => {
      const browser = browserName(words, passkey.browser);
      const used = passkey.usedAt === null ? words.passkey_unused : minuteOf(passkey.usedAt);
      const facts = fill(words.passkey_facts, { created: minuteOf(passkey.createdAt), used });
      const remove = form(visit, `${PATH}/remove`, [
        html`<input type="hidden" name="passkey" value="${passkey.id}">`,
        button(words.passkey_remove, true),
      ]);
      return html`<li><span><strong>${browser}</strong><span>${facts}</span></span>!${remove}</li>`;
    });
    const proveFirst = form(visit, `${PATH}/make`, [button(words.passkey_make)]);
    const make = form(
      visit,
      PATH,
      [
        html`<p class="said wrong" role="alert" hidden>${words.passkey_failed}</p>`,
        html`<input type="hidden" name="response">`,
        button(words.passkey_make),
      ],
      { passkey: 'create', options: `${PATH}/options` },
    );
    return show(visit, {
      ...{
        title: words.passkeys_title,
        path: PATH,
        script: PASSKEYS_SCRIPT,
        status: wrong === null ? 200 : 400,
      },
      main: [
        said(wrong),
        html`<p>${words.passkeys_text}</p><ul class="rows">!${rows}</ul>`,
        findParty(visit, publicUrl) === null
          ? noName(visit, publicUrl)
          : hasProved(context, signedIn)
            ? make
            : proveFirst,
        html`<noscript><p>${words.passkeys_script}</p></noscript><p>!${link(visit, '/account', words.back)}</p>`,
      ],
    });
  }
}

/** Where the page has the name of this machine, to which keys can be bound. */
function noName(visit: Visit, publicUrl: string): string {
  const words = wordsFor(visit);
  const { protocol, port, hostname } = new URL(publicUrl);
  const link = `${protocol}//localhost:${port}${visit.to(PATH)}`;
  return isLoopback(hostname)
    ? html`<p class="said">${fill(words.passkeys_name_here, { link })}</p>`
    : html`<p class="said">${words.passkeys_name}</p>`;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
