import { html } from 'ghtml';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { FORMS_CSS, inLanguage, type Language, languageOf, renderPage } from '../../pages/index.ts';
import { type Words, words } from './words.ts';

/** What the provider shows by itself: errors, the code of a device, and signing out. */

interface Shown {
  readonly title: string;
  readonly main: readonly string[];
  readonly path: string;
  readonly status?: number;
  readonly formsLeadTo?: string;
}

function languageIn(ctx: KoaContextWithOIDC): Language {
  const { lang } = ctx.query;
  return languageOf(lang, { 'accept-language': ctx.get('accept-language') });
}

function send(ctx: KoaContextWithOIDC, shown: Shown): void {
  const { title, main, ...page } = shown;
  const { status, headers, body } = renderPage({
    ...{
      language: languageIn(ctx),
      title: `${title} · Florin`,
      css: FORMS_CSS,
      width: 'narrow',
      forms: true,
    },
    ...page,
    main: [html`<h1>${title}</h1>`, ...main].join('\n'),
  });
  ctx.status = status;
  ctx.set(headers);
  ctx.body = body;
}

const wordsIn = (ctx: KoaContextWithOIDC): Words => words[languageIn(ctx)];

/** What the provider has put into the session for its own form. */
function stateIn(ctx: KoaContextWithOIDC): { secret: string; postLogoutRedirectUri?: string } {
  return ctx.oidc.session?.state as { secret: string; postLogoutRedirectUri?: string };
}

/** A form of the provider. It holds the token by which the provider knows its own forms. */
function form(ctx: KoaContextWithOIDC, action: string, inner: string): string {
  const { secret } = stateIn(ctx);
  return html`<form method="post" action="${inLanguage(action, languageIn(ctx))}">
<input type="hidden" name="xsrf" value="${secret}">
!${inner}
</form>`;
}

const DEVICE = '/oauth/device';

function inputCode(ctx: KoaContextWithOIDC, _form: string, _out?: ErrorOut, error?: unknown): void {
  const said = wordsIn(ctx);
  const stopped = (error as { name?: string } | undefined)?.name === 'AbortedError';
  const wrong =
    error === undefined || error === null ? null : stopped ? said.device_stopped : said.device_wrong;
  send(ctx, {
    ...{ title: said.device_title, path: DEVICE },
    status: wrong === null ? 200 : 400,
    main: [
      wrong === null ? '' : html`<p class="said wrong" role="alert">${wrong}</p>`,
      html`<p>${said.device_text}</p>`,
      form(
        ctx,
        DEVICE,
        html`<label for="user_code">${said.device_code}</label>
<input id="user_code" name="user_code" type="text" autocomplete="off" required maxlength="20" spellcheck="false" autocapitalize="characters">
<button>${said.next}</button>`,
      ),
    ],
  });
}

function confirmCode(
  ctx: KoaContextWithOIDC,
  _form: string,
  client: { clientName?: string | undefined; clientId: string },
  _device: unknown,
  userCode: string,
): void {
  const said = wordsIn(ctx);
  send(ctx, {
    ...{ title: said.device_confirm_title, path: DEVICE },
    main: [
      html`<p><strong>${client.clientName ?? client.clientId}</strong></p>
<p><code>${userCode}</code></p>
<p>${said.device_confirm_text}</p>`,
      form(
        ctx,
        DEVICE,
        html`<input type="hidden" name="user_code" value="${userCode}">
<input type="hidden" name="confirm" value="yes">
<button>${said.device_confirm}</button>
<button class="second" name="abort" value="yes">${said.device_stop}</button>`,
      ),
    ],
  });
}

function tell(title: keyof Words, text: keyof Words, path: string) {
  return (ctx: KoaContextWithOIDC): void =>
    send(ctx, { title: wordsIn(ctx)[title], path, main: [html`<p>${wordsIn(ctx)[text]}</p>`] });
}

function askToSignOut(ctx: KoaContextWithOIDC): void {
  const said = wordsIn(ctx);
  const back = URL.parse(stateIn(ctx).postLogoutRedirectUri ?? '');
  send(ctx, {
    ...{ title: said.logout_title, path: '/oauth/logout' },
    ...(back === null ? {} : { formsLeadTo: back.origin }),
    main: [
      html`<p>${said.logout_text}</p>`,
      form(
        ctx,
        '/oauth/logout/confirm',
        html`<button name="logout" value="yes">${said.logout_yes}</button>
<button class="second">${said.logout_no}</button>`,
      ),
    ],
  });
}

/** Says that a request cannot be followed. Where it is only too old or answered, the flow begins again at the app. */
function renderError(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void {
  const said = wordsIn(ctx);
  const over = error.name === 'SessionNotFound';
  send(ctx, {
    title: over ? said.over_title : said.error_title,
    // A form cannot be sent again by a link.
    ...{ path: ctx.method === 'GET' ? ctx.originalUrl : '/login', status: ctx.status },
    main: over
      ? [html`<p>${said.over_text}</p>`]
      : [
          html`<p>${said.error_text}</p>
<p class="hint">${said.error_said} <code>${out.error}</code> ${out.error_description ?? ''}</p>`,
        ],
  });
}

export const pages = {
  device: {
    userCodeInputSource: inputCode,
    userCodeConfirmSource: confirmCode,
    successSource: tell('device_done_title', 'device_done_text', DEVICE),
  },
  logout: {
    logoutSource: askToSignOut,
    postLogoutSuccessSource: tell('logout_done_title', 'logout_done_text', '/oauth/logout'),
  },
  renderError,
} as const;
