import { html } from 'ghtml';
import { type Currency, currencies, formatAmount } from './amounts.ts';
import type { Language, Words } from './languages.ts';
import { qrCode } from './qr-code.ts';
import { isOpen, type PaidSale, type Sale } from './sales.ts';

export interface View {
  readonly language: Language;
  readonly words: Words;
  /** The path of this page without its query, for the link to the other language. */
  readonly path: string;
}

/** Why something was refused. */
export interface Notice {
  readonly status: 422 | 502;
  readonly text: string;
  readonly reference: string | null;
}

/** The frame of every page. Words are escaped; `body` is made by `html` and is not escaped again. */
function layout({ words, path }: View, title: string, body: string, script: string | null): string {
  const { other } = words;
  return html`<!doctype html>
<html lang="${words.html}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${words.till}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/till.css">
!${script === null ? '' : html`<script type="module" src="/${script}"></script>`}
</head>
<body>
<header><a class="logo" href="/">${words.till}</a><a class="plain" href="${path}?lang=${other.language}" lang="${other.html}" hreflang="${other.html}">${other.name}</a></header>
<main>!${body}</main>
</body>
</html>
`;
}

function noticeBox({ words }: View, notice: Notice | null): string {
  if (notice === null) return '';
  const { status, text, reference } = notice;
  if (status === 422) return html`<p class="notice" role="alert">${text}</p>`;
  return html`<p class="notice" role="alert"><strong>${words.failed}</strong> ${text}!${reference === null ? '' : html` <small>${words.reference} ${reference}</small>`}</p>`;
}

export interface Draft {
  /** What was typed, where it was refused. */
  readonly typed: string;
  readonly currency: Currency;
  /** Makes the form one sale, however often it is sent. */
  readonly mark: string;
}

/** Where a sale begins: the amount, by the page's keypad or by a keyboard. */
export function newSalePage(
  view: View,
  draft: Draft,
  latest: readonly PaidSale[],
  notice: Notice | null,
): string {
  const { words } = view;
  return layout(
    view,
    words.amount,
    html`!${noticeBox(view, notice)}
<form class="sale" method="post" action="/sales">
<input type="hidden" name="mark" value="${draft.mark}">
<div class="asked">
<label class="hidden" for="amount">${words.amount}</label>
<input id="amount" name="amount" inputmode="none" autocomplete="off" maxlength="16" placeholder="0" required autofocus value="${draft.typed}">
<label class="hidden" for="currency">${words.currency}</label>
<select id="currency" name="currency">!${currencies.map((each) => html`<option!${each === draft.currency ? ' selected' : ''}>${each}</option>`)}</select>
</div>
<div class="keypad" role="group" aria-label="${words.keypad}">!${['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0'].map((key) => html`<button type="button" data-key="${key}">${key}</button>`)}<button type="button" data-key="erase" aria-label="${words.erase}">⌫</button></div>
<button class="wide">${words.charge}</button>
</form>
<section class="latest"><h2>${words.latest}</h2>!${latest.length === 0 ? html`<p class="soft">${words.none_yet}</p>` : html`<ul>!${latest.map((sale) => saleLine(view, sale))}</ul>`}</section>`,
    'keypad.js',
  );
}

function saleLine({ language, words }: View, { order, amount, currency, refunded, at }: PaidSale): string {
  const state = refunded === 0 ? 'paid' : refunded < amount ? 'partly_refunded' : 'refunded';
  return html`<li><a href="/sales/${order}"><span class="number">${formatAmount(amount, currency, language)}</span><span class="badge ${state}">${words.state[state]}</span><time datetime="${at}">${new Date(at).toLocaleTimeString(words.html, { timeStyle: 'short' })}</time></a></li>`;
}

/** A sale. `sale.js` shows what becomes of it, without a reload. */
export function salePage(view: View, sale: Sale, notice: Notice | null): string {
  const { words } = view;
  return layout(
    view,
    formatAmount(sale.amount, sale.currency, view.language),
    html`!${noticeBox(view, notice)}
<p class="hidden" role="status" id="say"></p>
<p class="notice" id="away" hidden>${words.away}</p>
<div id="sale" data-events="/sales/${sale.order}/events">!${saleBody(view, sale)}</div>`,
    'sale.js',
  );
}

/** The part of the page that changes. */
export function saleBody({ language, words }: View, sale: Sale): string {
  const { order, state, currency, link, refundable } = sale;
  const money = (amount: number) => formatAmount(amount, currency, language);
  const amount = money(sale.amount);
  const part = state === 'partly_refunded' && refundable !== null ? sale.amount - refundable.amount : 0;
  return html`<section class="panel ${state}" data-state="${state}">
<h1 class="!${amount.length > 12 ? 'long' : ''}">${amount}</h1>
!${isOpen(state) ? qrCode(link, words.qr(amount)) : sign(state)}
<p class="say">${words.state[state]}</p>
!${part > 0 ? html`<p class="soft">${words.refunded_part(money(part))}</p>` : ''}
<p class="soft order">${order}</p>
</section>
!${
    isOpen(state)
      ? html`<p class="here"><a class="plain" href="${link}" target="_blank" rel="noopener noreferrer">${words.open_here}</a></p>
<form method="post" action="/sales/${order}/cancel"><button class="wide second">${words.cancel}</button></form>`
      : html`<a class="button wide" href="/?currency=${currency}">${words.new_sale}</a>`
  }
!${
    refundable === null
      ? ''
      : html`<details><summary>${words.refund}</summary><form method="post" action="/sales/${order}/refund"><p>${words.refund_sure(money(refundable.amount))}</p><button class="wide danger">${words.refund_now(money(refundable.amount))}</button></form></details>`
  }`;
}

/** What can be seen from across the counter: a tick, an arrow back, a cross. */
function sign(state: 'paid' | 'partly_refunded' | 'refunded' | 'expired'): string {
  const paths = {
    paid: 'M30 52l14 14 28-32',
    partly_refunded: 'M68 62c0-18-12-24-32-24m12-14-14 14 14 14',
    refunded: 'M68 62c0-18-12-24-32-24m12-14-14 14 14 14',
    expired: 'M34 34l32 32m0-32-32 32',
  };
  return html`<svg class="sign" viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="46" fill="currentColor"/><path d="${paths[state]}" fill="none" stroke="var(--panel)" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

/** A page of a sentence: thanks for the payer, or why there is nothing to see. */
export function sentencePage(view: View, title: string, text: string): string {
  return layout(
    view,
    title,
    html`<section class="panel"><h1>${title}</h1><p class="soft">${text}</p></section>`,
    null,
  );
}
