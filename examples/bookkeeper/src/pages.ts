import type { Schemas } from '@florin/sdk';
import { fromMinorUnits } from '@florin/sdk/money';
import { html } from 'ghtml';
import type { Language, Words } from './languages.ts';
import type { Said } from './visits.ts';

export interface View {
  readonly language: Language;
  readonly words: Words;
  /** The path of this page without its query, for the link to the other language. */
  readonly path: string;
}

/** What was said on the way to this page, or why something was refused. */
export type Notice =
  | { readonly kind: 'said'; readonly said: Said }
  | { readonly kind: 'refusal'; readonly text: string; readonly reference: string | null };

type Payment = Schemas['Payment'];

/** The frame of every page. Words are escaped; `body` is made by `html` and is not escaped again. */
function layout({ words, path }: View, title: string, body: string, script = ''): string {
  const { other } = words;
  return html`<!doctype html>
<html lang="${words.html}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${words.app}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/bookkeeper.css">
!${script}
</head>
<body>
<header><a class="logo" href="/">${words.app}</a><a class="plain" href="${path}?lang=${other.language}" lang="${other.html}" hreflang="${other.html}">${other.name}</a></header>
<main>!${body}</main>
</body>
</html>
`;
}

function noticeBox({ words }: View, notice: Notice | null): string {
  if (notice === null) return '';
  if (notice.kind === 'refusal')
    return html`<p class="notice bad" role="alert"><strong>${words.failed}</strong> ${notice.text}!${notice.reference === null ? '' : html` <small>${words.reference} ${notice.reference}</small>`}</p>`;
  const good = notice.said === 'connected' || notice.said === 'refunded' || notice.said === 'refund_pending';
  return html`<p class="notice !${good ? 'good' : 'bad'}" role="!${good ? 'status' : 'alert'}" data-said="${notice.said}">${words.said[notice.said]}</p>`;
}

/** For whoever has connected nothing. */
export function welcomePage(view: View, notice: Notice | null): string {
  const { words } = view;
  return layout(
    view,
    words.tagline,
    html`!${noticeBox(view, notice)}
<section class="panel hero"><h1>${words.tagline}</h1><p>${words.lead}</p>
<p class="soft">${words.may}</p><ul class="soft"><li>${words.may_read}</li><li>${words.may_refund}</li></ul>
<form method="post" action="/connect"><button>${words.connect}</button></form></section>`,
  );
}

export interface PaymentsShown {
  readonly payments: readonly Payment[];
  /** The id that older payments come after, or null where there are none. */
  readonly older: string | null;
  /** Whether newer ones were left out. */
  readonly later: boolean;
  /** Where access is taken back. */
  readonly withdrawUrl: string;
}

/**
 * The merchant's payments. Roles say that it is a table, because a phone's style takes that away. `access.js` notices when access was withdrawn in another
 * tab.
 */
export function paymentsPage(view: View, shown: PaymentsShown, notice: Notice | null): string {
  const { words } = view;
  const { payments, older, later, withdrawUrl } = shown;
  const heads = [words.order, words.amount, words.status, words.created, words.action];
  return layout(
    view,
    words.payments,
    html`!${noticeBox(view, notice)}
<h1>${words.payments}</h1>
!${
      payments.length === 0
        ? html`<p class="soft">${words.none}</p>`
        : html`<table role="table"><thead role="rowgroup"><tr role="row">!${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead><tbody role="rowgroup">!${payments.map((payment) => row(view, payment))}</tbody></table>`
    }
<p class="pages">!${later ? html`<a href="/">${words.newest}</a>` : ''}!${older === null ? '' : html`<a href="/?after=${older}">${words.older}</a>`}</p>
<p class="end"><a class="plain" href="${withdrawUrl}" target="_blank" rel="noopener">${words.withdraw}</a></p>`,
    html`<script type="module" src="/access.js"></script>`,
  );
}

function row({ language, words }: View, payment: Payment): string {
  const { id, order_id, amount, currency, status, created_at, amount_refunded, amount_refundable } = payment;
  const money = (minor: number) => formatMoney(minor, currency, language);
  const whole = amount_refundable === 0;
  const back = amount_refunded === 0 ? null : whole ? words.refunded : words.partly_refunded;
  const at = new Date(created_at).toLocaleString(words.html, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<tr role="row" data-order="${order_id}"><th role="rowheader" scope="row"><bdi>${order_id}</bdi></th><td role="cell" class="number">${money(amount)}</td>
<td role="cell"><span class="badge !${back === null ? status : 'refunded'}">${back ?? words.state[status]}</span></td>
<td role="cell" class="soft"><time datetime="${created_at}">${at}</time></td>
<td role="cell">!${
    amount_refundable === 0
      ? ''
      : html`<details><summary aria-label="${words.refund_of(order_id)}">${words.refund}</summary><form method="post" action="/payments/${id}/refund"><input type="hidden" name="amount" value="${String(amount_refundable)}"><button>${words.refund_now(money(amount_refundable))}</button></form></details>`
  }</td></tr>`;
}

/** The amount as people write it, exactly, also where it is large. */
function formatMoney(amount: number, currency: string, language: Language): string {
  const exact = fromMinorUnits(amount, currency);
  const decimals = exact.split('.')[1]?.length ?? 0;
  return new Intl.NumberFormat(language, {
    ...{ style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals },
  }).format(exact as `${number}`);
}

export function notFoundPage(view: View): string {
  return layout(view, view.words.not_found, html`<h1>${view.words.not_found}</h1>`);
}
