import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html } from 'ghtml';
import type { Language } from '../pages/index.ts';
import { words } from './words.ts';

export const CSS = readFileSync(join(import.meta.dirname, 'front.css'), 'utf8');

interface Front {
  readonly language: Language;
  readonly publicUrl: string;
  readonly shopUrl: string | null;
}

/** The platform's front page: what Florin is, and what to do first. */
export function frontPage({ language, publicUrl, shopUrl }: Front): string {
  const said = words[language];
  return html`<section class="hero">
<h1>${said.heading}</h1>
<p class="lead">${said.lead}</p>
!${shopUrl === null ? '' : html`<p class="start"><a class="button" href="${shopUrl}">${said.shop}</a> <span>${said.shop_note}</span></p>`}
<p class="start"><a href="/login?lang=${language}">${said.sign_in}</a> <a href="/signup?lang=${language}">${said.sign_up}</a></p>
</section>
<section aria-labelledby="first-call">
<h2 id="first-call">${said.first_call}</h2>
<p>${said.first_call_note} <code>.florin/sandbox.json</code> ${said.first_call_where}</p>
<pre><code>${firstCall(publicUrl)}</code></pre>
<p class="soft">${said.first_call_answer}</p>
</section>
<section class="two">
<div>
<h2>${said.look}</h2>
<ul class="links">
<li><a href="/openapi.json"><strong>${said.links.openapi.name}</strong> <code>/openapi.json</code></a><span>${said.links.openapi.text}</span></li>
<li><a href="/healthz"><strong>${said.links.health.name}</strong> <code>/healthz</code></a><span>${said.links.health.text}</span></li>
</ul>
</div>
<div>
<h2>${said.documents}</h2>
<p class="soft">${said.documents_note}</p>
<ul class="guides">!${Object.entries(said.guides).map(([file, { name, text }]) => html`<li><a href="/docs/${file}" hreflang="en"><strong>${name}</strong> <code>/docs/${file}</code></a><span>${text}</span></li>`)}</ul>
</div>
</section>`;
}

/** A call that works as it is pasted, and works again: each run pays a new order. The key stays in its file. */
function firstCall(publicUrl: string): string {
  return `FLORIN_SECRET_KEY=$(sed -n 's/.*"secret_key": "\\([^"]*\\)".*/\\1/p' .florin/sandbox.json)
curl ${publicUrl}/pay \\
  -H "Authorization: Bearer $FLORIN_SECRET_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"order_id": "first-call-'$(date +%s%N)'", "amount": 100, "currency": "USD"}'`;
}
