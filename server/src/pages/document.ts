import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { inLanguage, type Language } from './language.ts';

const BASE = readFileSync(join(import.meta.dirname, 'base.css'), 'utf8');
/** For pages with forms and lists. */
export const FORMS_CSS = readFileSync(join(import.meta.dirname, 'forms.css'), 'utf8');

const COIN =
  '<svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect width="32" height="32" rx="9" fill="#0a7f50"/><path d="M12 25V8h9M12 16h7" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>';
const ICON = `data:image/svg+xml,${encodeURIComponent(COIN.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"'))}`;

const OTHER = {
  en: { html: 'en', language: 'zh', lang: 'zh-CN', name: '简体中文' },
  zh: { html: 'zh-CN', language: 'en', lang: 'en', name: 'English' },
} as const;

export interface PageOptions {
  readonly language: Language;
  readonly title: string;
  /** What `html` has made: it is not escaped again. */
  readonly main: string;
  /** The page's own style, beside what all pages share. */
  readonly css: string;
  /** The class of `main`. */
  readonly width?: 'narrow' | 'wide';
  /** Where the page is in the other language; it is asked for with `?lang=`. */
  readonly path: string;
  readonly status?: number;
  /** Whether it has forms. They are sent to this server alone. */
  readonly forms?: boolean;
  /** Where else a form leads: browsers follow redirections of a form only to places that the page names. */
  readonly formsLeadTo?: string;
  /** Where its script is, if it has one: what can only be done by script is not shown without it. */
  readonly script?: string;
}

/** Sends a page that loads nothing but a script of ours if it has one, and is kept nowhere. */
export function sendPage(reply: FastifyReply, page: PageOptions): FastifyReply {
  const { status, headers, body } = renderPage(page);
  return reply.code(status).headers(headers).send(body);
}

/** The page as an answer, for whoever sends it in another way. */
export function renderPage(page: PageOptions): {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const nonce = randomBytes(16).toString('base64');
  const forms = page.forms === true ? ["'self'", page.formsLeadTo ?? []].flat().join(' ') : "'none'";
  const scripts = page.script === undefined ? '' : ` script-src 'nonce-${nonce}'; connect-src 'self';`;
  return {
    status: page.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}';${scripts} img-src data:; base-uri 'none'; form-action ${forms}; frame-ancestors 'none'`,
      // With `no-referrer` browsers would send forms with `Origin: null`.
      'referrer-policy': page.forms === true ? 'same-origin' : 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      vary: 'accept-language',
    },
    body: document(page, nonce),
  };
}

/** The frame of every page. */
function document({ language, title, main, css, width, path, script }: PageOptions, nonce: string): string {
  const other = OTHER[language];
  return html`<!doctype html>
<html lang="${other.html}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style nonce="${nonce}">!${BASE}!${css}</style>
</head>
<body>
<header><a class="name" href="/?lang=${language}">!${COIN} Florin</a><a href="${inLanguage(path, other.language)}" lang="${other.lang}" hreflang="${other.lang}">${other.name}</a></header>
<main!${width === undefined ? '' : ` class="${width}"`}>
!${main}
</main>
!${script === undefined ? '' : html`<script src="${script}" nonce="${nonce}" type="module"></script>`}
</body>
</html>
`;
}
