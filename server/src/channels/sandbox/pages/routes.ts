import { randomBytes } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import type pg from 'pg';
import { Type } from 'typebox';
import type { App } from '../../../http/index.ts';
import type { AccountId, PaymentId } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problem.ts';
import { parseWebAddress } from '../../../kernel/web-address.ts';
import { acceptForms } from '../../../pages/index.ts';
import type { KeyRing } from '../../../vault/index.ts';
import type { Inbox } from '../../inbox.ts';
import { type Action, actionKinds, type Charge, isBankAction } from '../charge.ts';
import { findCharge } from '../charges.ts';
import { openPageLink, type Page, pageOf } from '../links.ts';
import { SANDBOX, type Sandbox } from '../sandbox.ts';
import { bodyOf, parseAmount, titleOf, type View } from './bodies.ts';
import { layout } from './layout.ts';
import { type Language, languageOf, languages } from './words.ts';

export interface SandboxPagesOptions {
  readonly sandbox: Sandbox;
  readonly inbox: Inbox;
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  /** The merchant's name as payers know it. */
  readonly merchantOf: (account: AccountId) => Promise<string>;
  /** The page from which a payment's payer came, if the platform knows it. */
  readonly backTo: (account: AccountId, payment: PaymentId) => Promise<string | null>;
}

const PageParams = Type.Object({
  page: Type.Union([Type.Literal('challenge'), Type.Literal('wallet'), Type.Literal('bank')]),
  account: Type.String(),
  reference: Type.String(),
  secret: Type.String(),
});
const LanguageQuery = Type.Object({ lang: Type.Optional(Type.String()) });
const FormBody = Type.Object({
  action: Type.Enum([...actionKinds]),
  /** `amount` is what the payer typed; `minor_amount` comes from a button, in minor units. */
  amount: Type.Optional(Type.String({ maxLength: 40 })),
  minor_amount: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,11}$' })),
});

interface Link {
  readonly page: Page;
  readonly account: string;
  readonly reference: string;
  readonly secret: string;
}

/**
 * Nothing is loaded from elsewhere. Browsers apply `form-action` to a form's redirects too, so the shop has to be
 * named.
 */
const policy = (nonce: string, back: string | null): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `form-action 'self'${back === null ? '' : ` ${new URL(back).origin}`}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The pages of the sandbox's issuers, wallets and banks. A page's address is the only credential it needs. */
export function sandboxPages(app: App, options: SandboxPagesOptions): void {
  const { sandbox, inbox, pool, keys, merchantOf, backTo } = options;

  async function viewOf(link: Link, language: Language, chosen: boolean): Promise<View> {
    const named = openPageLink(keys, link);
    const charge = await findCharge(pool, named.account, named.reference);
    if (charge === null || pageOf(charge.token) !== link.page) throw new Problem('not_found');
    const [merchant, session] = await Promise.all([
      merchantOf(charge.account),
      charge.returnUrl === null ? backTo(charge.account, charge.payment) : null,
    ]);
    return {
      words: languages[language],
      charge,
      merchant,
      back: backOf(charge.returnUrl, session, chosen ? language : null),
      wrong: null,
    };
  }

  const show = (reply: FastifyReply, page: Page, language: Language, view: View, status = 200) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy(nonce, view.back?.url ?? null))
      .send(layout(language, nonce, titleOf(page, view.words), bodyOf(page, view)));
  };

  void app.register(async (scope: App) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    });
    acceptForms(scope);
    // A person follows these links, so a wrong one is answered with a page.
    scope.setErrorHandler((error, request, reply) => {
      if (!(error instanceof Problem && error.code === 'not_found')) throw error;
      const { lang } = request.query as { lang?: string };
      return missing(reply, languageOf(lang, request.headers['accept-language']));
    });
    const schema = { params: PageParams, querystring: LanguageQuery, hide: true };

    scope.get(
      '/sandbox/:page/:account/:reference/:secret',
      { config: { scope: 'none', limited: 'address' }, schema },
      async (request, reply) => {
        const { lang } = request.query;
        const language = languageOf(lang, request.headers['accept-language']);
        const view = await viewOf(request.params, language, lang === language);
        return show(reply, request.params.page, language, view);
      },
    );

    scope.post(
      '/sandbox/:page/:account/:reference/:secret',
      { config: { scope: 'none', limited: 'address' }, schema: { ...schema, body: FormBody } },
      async (request, reply) => {
        const { lang } = request.query;
        const language = languageOf(lang, request.headers['accept-language']);
        const view = await viewOf(request.params, language, lang === language);
        const action = actionOf(request.body, view.charge);
        if (action === null)
          return show(
            reply,
            request.params.page,
            language,
            { ...view, wrong: request.body.amount ?? '' },
            400,
          );
        await perform(view.charge, action);
        const back = request.params.page === 'bank' ? null : view.back;
        return reply.redirect(back?.url ?? request.url, 303);
      },
    );
  });

  /** An action that is not possible any more is no error here: the page shows the charge as it stands. */
  async function perform({ account, reference }: Charge, action: Action): Promise<void> {
    try {
      const told = await sandbox.change(account, reference, action);
      await inbox.applyOne({ ...told, channel: SANDBOX, tries: 0 });
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'invalid_transition')) throw error;
    }
  }
}

/**
 * Where the payer goes when they are done: to the merchant's own address, exactly as the merchant wrote it; else to
 * the checkout page, in the language chosen here.
 */
function backOf(returnUrl: string | null, checkout: string | null, chosen: Language | null): View['back'] {
  if (returnUrl !== null) {
    // An address stored before addresses were checked may be invalid.
    const url = parseWebAddress(returnUrl);
    return url === null ? null : { url, to: 'shop' };
  }
  if (checkout === null) return null;
  return { url: chosen === null ? checkout : `${checkout}?lang=${chosen}`, to: 'checkout' };
}

/** The action that the form asks for; null if its amount is invalid. */
function actionOf(
  body: { action: (typeof actionKinds)[number]; amount?: string; minor_amount?: string },
  { currency }: Charge,
): Action | null {
  if (!isBankAction(body.action)) return { kind: body.action };
  const amount =
    body.minor_amount === undefined ? parseAmount(body.amount ?? '', currency) : BigInt(body.minor_amount);
  return amount === null ? null : { kind: body.action, amount };
}

function missing(reply: FastifyReply, language: Language): FastifyReply {
  const words = languages[language];
  const nonce = randomBytes(16).toString('base64');
  return reply
    .code(404)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy(nonce, null))
    .send(
      layout(
        language,
        nonce,
        words.missing_title,
        html`<h1>${words.missing_title}</h1><p>${words.missing_text}</p>`,
      ),
    );
}
