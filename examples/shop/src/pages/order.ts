import { html } from 'ghtml';
import { findGood } from '../goods.ts';
import { formatMoney } from '../money.ts';
import { type HistoryLine, leftOf, type Order } from '../orders.ts';
import { layout, type View } from './layout.ts';

/** The message above the order that says why a request was refused. */
export interface Notice {
  readonly status: 422 | 502;
  readonly text: string;
  readonly reference: string | null;
}

/** The page of an order. `order.js` replaces `#order` whenever something happens. */
export function orderPage(view: View, order: Order, history: HistoryLine[], notice: Notice | null): string {
  return layout(
    view,
    `${view.words.order} ${order.id}`,
    html`<p class="crumb"><a href="/">← ${view.words.back}</a></p>
!${notice === null ? '' : noticeBox(view, notice)}
<div id="order" data-events="/orders/${order.id}/events" aria-live="polite">!${orderBody(view, order, history)}</div>
<script type="module" src="/order.js"></script>`,
  );
}

/** The part of the page that changes. */
export function orderBody(view: View, order: Order, history: HistoryLine[]): string {
  const { language, words } = view;
  const money = (amount: number) => formatMoney(amount, language);
  const state = stateOf(order, history);
  return html`<div class="columns">
<section class="panel">
<div class="heading"><h1>${words.order} <span class="id">${order.id}</span></h1><span class="status ${state}" data-status="${state}">${words.status[state]}</span></div>
<p class="say">${state === 'open' ? words.waiting : state === 'unpaid' ? words.unpaid : state === 'paid' ? words.thanks : ''}</p>
<ul class="lines">!${order.lines.map((line) => {
    const good = findGood(line.good);
    return html`<li>!${good?.picture ?? ''}<span><bdi>${good?.name[language] ?? line.good}</bdi> <small>× ${line.quantity}</small></span><span class="number">${money(line.amount)}</span></li>`;
  })}
<li class="total"><span>${words.total}</span><span class="number">${money(order.amount)}</span></li>
!${order.refunded === 0 ? '' : html`<li class="total"><span>${words.refunded}</span><span class="number">−${money(order.refunded)}</span></li>`}
!${order.takenBack === 0 ? '' : html`<li class="total"><span>${words.taken_back}</span><span class="number">−${money(order.takenBack)}</span></li>`}
</ul>
!${order.status === 'open' ? html`<form method="post" action="/orders/${order.id}/pay"><button class="wide">${words.pay}</button></form>` : ''}
</section>
<aside>
<section class="panel"><h2>${words.history}</h2><ol class="history">!${history.map(
    ({ at, happening }) =>
      html`<li class="${happening.kind}"><span>${words.happening(happening, money)}</span><time datetime="${new Date(at).toISOString()}">${new Date(at).toLocaleTimeString(words.html)}</time></li>`,
  )}</ol></section>
!${order.status === 'paid' && leftOf(order) > 0 ? refundForm(view, order) : ''}
</aside>
</div>`;
}

function refundForm({ words }: View, order: Order): string {
  const left = (leftOf(order) / 100).toFixed(2);
  return html`<section class="panel"><h2>${words.refund_title}</h2><p class="soft">${words.refund_note}</p>
<form class="refund" method="post" action="/orders/${order.id}/refund">
<label for="amount">${words.refund_amount(order.currency)}</label>
<div><input id="amount" name="amount" inputmode="decimal" value="${left}" required autocomplete="off"><button class="second">${words.refund}</button></div>
</form></section>`;
}

function noticeBox({ words }: View, notice: Notice): string {
  return html`<div class="notice refused" role="alert"><strong>${words.failed}</strong> ${notice.text}!${
    notice.reference === null ? '' : html` <small>${words.reference} ${notice.reference}</small>`
  }</div>`;
}

/** Open: a payment may be in progress. Unpaid: the payer has left the payment and has to start another. */
function stateOf(order: Order, history: readonly HistoryLine[]): keyof View['words']['status'] {
  if (order.status === 'open') {
    const last = history.at(-1)?.happening;
    return last?.kind === 'payment_closed' && last.session === order.session ? 'unpaid' : 'open';
  }
  if (order.takenBack > 0) return order.takenBack < order.amount ? 'partly_taken_back' : 'taken_back';
  if (order.refunded === 0) return 'paid';
  return order.refunded >= order.amount ? 'refunded' : 'partly_refunded';
}
