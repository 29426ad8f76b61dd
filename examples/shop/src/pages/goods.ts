import { html } from 'ghtml';
import { type Good, goods } from '../goods.ts';
import { formatMoney } from '../money.ts';
import { layout, type View } from './layout.ts';

/** The shop's front page: everything that it sells. */
export function goodsPage(view: View): string {
  const { words } = view;
  return layout(
    view,
    words.tagline,
    html`<div class="hero"><h1>${words.tagline}</h1><p>${words.lead}</p></div>
<ul class="goods">!${goods.map((good) => goodCard(view, good))}</ul>`,
  );
}

function goodCard({ language, words }: View, good: Good): string {
  const name = good.name[language];
  return html`<li class="good">
!${good.picture}
<div class="about">
<h2>${name}</h2>
<p>${good.text[language]}</p>
<form method="post" action="/orders">
<span class="price">${formatMoney(good.price, language)}</span>
<input type="hidden" name="good" value="${good.id}">
<label><span class="hidden">${words.quantity}: ${name}</span><select name="quantity">!${[1, 2, 3, 4, 5].map((n) => `<option>${n}</option>`)}</select></label>
<button aria-label="${words.buy_label(name)}">${words.buy}</button>
</form>
</div>
</li>`;
}
