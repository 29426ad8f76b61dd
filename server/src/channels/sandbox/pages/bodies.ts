import { html } from 'ghtml';
import { decimalsOf, formatMoney } from '../../../kernel/money.ts';
import { type Charge, paymentReferenceOf } from '../charge.ts';
import { methodOfToken } from '../instruments.ts';
import type { Page } from '../links.ts';
import { fill, type Words } from './words.ts';

/** What a page shows about its charge. */
export interface View {
  readonly words: Words;
  readonly charge: Charge;
  readonly merchant: string;
  /** Where the payer came from, if known. */
  readonly back: { readonly url: string; readonly to: 'shop' | 'checkout' } | null;
  /** The text that the payer typed and that is not an amount. */
  readonly wrong: string | null;
}

/** The page's heading. */
export function titleOf(page: Page, words: Words): string {
  return words[`${page}_title`];
}

/** The page's body, by the kind of page and the state of its charge. */
export function bodyOf(page: Page, view: View): string {
  const { words, charge, back } = view;
  const open = charge.state === 'open';
  return html`!${mark(page, charge.state)}<h1>${titleOf(page, words)}</h1>
!${open ? '' : html`<p role="status">${words[`state_${charge.state as 'approved' | 'declined' | 'closed'}`]}</p>`}
!${page === 'bank' ? bank(view) : open ? question(page, view) : summary(view)}
!${back === null ? '' : html`<p><a class="${open ? 'back' : 'button'}" href="${back.url}">${words[`back_to_${back.to}`]}</a></p>`}`;
}

const DRAWINGS = {
  challenge: 'M12 3 5 6v5c0 4.4 3 8.3 7 10 4-1.7 7-5.6 7-10V6zm-3 9 2.2 2.2L15.4 10',
  wallet: 'M4 7h15v12H4zm0 0 11-3v3m4 4h-4v4h4',
  bank: 'M4 10 12 4l8 6M5 20h14M6.5 10.5V17m5.5-6.5V17m5.5-6.5V17',
  approved: 'm5 12.5 4.5 4.5L19 7.5',
  declined: 'M6 6l12 12M18 6 6 18',
  closed: 'M6 6l12 12M18 6 6 18',
} as const;

/** The drawing above the heading: whose page it is, later how it ended. The text beside it says the same. */
function mark(page: Page, state: Charge['state']): string {
  const drawing = DRAWINGS[state === 'open' ? page : state];
  return html`<svg class="mark ${state}" viewBox="-12 -12 48 48" aria-hidden="true"><path d="${drawing}"/></svg>`;
}

/** Invisible characters that change the direction of the text after them. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name from outside, isolated: whatever its direction, it cannot reorder the text around it. */
function name(text: string): string {
  return html`<bdi>${text.replace(BIDI_CONTROLS, '')}</bdi>`;
}

function summary({ words, charge, merchant }: View): string {
  return html`<dl><dt>${words.to}</dt><dd>!${name(merchant)}</dd>
<dt>${words.amount}</dt><dd class="amount">${formatMoney(charge)}</dd></dl>`;
}

function question(page: 'challenge' | 'wallet', view: View): string {
  const { words, charge } = view;
  const method = methodOfToken(charge.token);
  const last4 = method?.type === 'card' ? method.last4 : '';
  const [yes, no] =
    page === 'wallet' ? ['wallet_pay', 'wallet_refuse'] : ['complete_challenge', 'fail_challenge'];
  return html`<p>${fill(words[`${page}_text`], { last4 })}</p>
!${summary(view)}
<form method="post">
<button class="first" name="action" value="${yes}">${words[`${page}_yes`]}</button>
<button name="action" value="${no}">${words[`${page}_no`]}</button>
</form>`;
}

function bank(view: View): string {
  const { words, charge, merchant, wrong } = view;
  const { currency } = charge;
  const remaining = charge.amount > charge.received ? charge.amount - charge.received : 0n;
  const money = (amount: bigint): string => formatMoney({ amount, currency });
  const preset = (amount: bigint, words: string): string =>
    amount === 0n
      ? ''
      : html`<button name="minor_amount" value="${amount.toString()}">${words} <span>(${money(amount)})</span></button>`;
  return html`<p>${charge.state === 'open' ? words.bank_text : words.late_hint}</p>
<dl><dt>${words.to}</dt><dd>!${name(merchant)}</dd>
<dt>${words.amount}</dt><dd>${money(charge.amount)}</dd>
<dt>${words.bank_reference}</dt><dd>${paymentReferenceOf(charge)}</dd>
<dt>${words.bank_received}</dt><dd>${money(charge.received)}</dd>
<dt>${words.bank_remaining}</dt><dd>${money(remaining)}</dd>
!${charge.takenBack === 0n ? '' : html`<dt>${words.bank_taken_back}</dt><dd>${money(charge.takenBack)}</dd>`}</dl>
<form method="post">
<input type="hidden" name="action" value="bank_receive">
!${preset(remaining, words.bank_exact)}
!${preset(remaining / 2n, words.bank_short)}
!${preset(charge.amount + charge.amount / 2n + 1n, words.bank_over)}
</form>
<form method="post">
<input type="hidden" name="action" value="bank_receive">
<label for="amount">${fill(words.bank_field, { currency })}</label>
<input id="amount" name="amount" inputmode="decimal" autocomplete="off" required value="${wrong ?? ''}"
 aria-describedby="hint"!${wrong === null ? '' : ' aria-invalid="true"'}>
<span id="hint"!${wrong === null ? '' : ' class="bad" role="alert"'}>${
    wrong === null
      ? fill(words.bank_hint, { example: decimal(charge.amount, currency) })
      : fill(words.bank_bad, { currency })
  }</span>
<button class="first">${words.bank_send}</button>
</form>
!${recall(charge, words, money)}`;
}

/** The recall form: what a bank does if its customer says that they did not want to pay. */
function recall(charge: Charge, words: Words, money: (amount: bigint) => string): string {
  if (charge.state !== 'approved' || charge.takenBack === charge.amount) return '';
  const left = charge.amount - charge.takenBack;
  return html`<p>${words.bank_recall_text}</p>
<form method="post">
<input type="hidden" name="action" value="bank_recall">
<button name="minor_amount" value="${left.toString()}">${words.bank_recall} <span>(${money(left)})</span></button>
</form>`;
}

/** The amount as a person types it: without its currency. */
function decimal(amount: bigint, currency: Charge['currency']): string {
  return formatMoney({ amount, currency }).split(' ')[0] as string;
}

/** The typed amount in minor units; null if it is not an amount, or has more decimals than the currency. */
export function parseAmount(text: string, currency: Charge['currency']): bigint | null {
  const decimals = decimalsOf(currency);
  const match = /^([0-9]{1,12})(?:[.,]([0-9]+))?$/.exec(text.trim());
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > decimals) return null;
  const amount = BigInt(`${match[1]}${fraction.padEnd(decimals, '0')}`);
  return amount > 0n ? amount : null;
}
