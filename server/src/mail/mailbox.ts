import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import { isLoopback } from '../kernel/address.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { parseId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Base } from '../module.ts';
import { FORMS_CSS, languageOf, sendPage } from '../pages/index.ts';
import { findMail, listMails } from './store.ts';

const SHOWN_MAX = 100;

const words = {
  en: {
    title: 'Development mailbox',
    about: 'Mails that Florin would send. They stay on this machine, because no FLORIN_SMTP_URL is set.',
    empty: 'No mail yet.',
    back: 'All mails',
    to: 'To',
  },
  zh: {
    title: '开发邮箱',
    about: 'Florin 要发送的邮件。由于没有设置 FLORIN_SMTP_URL，它们只留在本机。',
    empty: '还没有邮件。',
    back: '全部邮件',
    to: '收件人',
  },
} as const;

/** `/mail`: what would have been sent. Whoever can open it can sign in as anyone, so it is for this machine alone. */
export function mailboxPages({ app, home, keys }: Base): void {
  const options = { config: { scope: 'none', limited: 'address' }, schema: { hide: true } } as const;

  app.get('/mail', options, async (request, reply) => {
    onlyFromHere(request);
    const { language, said } = wordsFor(request);
    const mails = await listMails(home, keys, SHOWN_MAX);
    const list = mails.map(
      ({ id, subject, recipient, writtenAt }) =>
        html`<li><span><a href="/mail/${id}?lang=${language}">${subject}</a><span>${said.to}: ${recipient}</span></span><small>${rfc3339(writtenAt)}</small></li>`,
    );
    return show(reply, language, said.title, '/mail', [
      html`<h1>${said.title}</h1><p class="hint">${said.about}</p>`,
      mails.length === 0 ? html`<p>${said.empty}</p>` : html`<ul class="rows">!${list}</ul>`,
    ]);
  });

  app.get<{ Params: { mail: string } }>('/mail/:mail', options, async (request, reply) => {
    onlyFromHere(request);
    const { language, said } = wordsFor(request);
    const id = parseId('mail', request.params.mail);
    const mail = id === null ? null : await findMail(home, keys, id);
    if (mail === null) throw new Problem('not_found');
    // The text is what a mail program shows: addresses in it can be followed.
    const text = mail.text
      .split(/(https?:\/\/\S+)/)
      .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`));
    return show(reply, language, mail.subject, `/mail/${mail.id}`, [
      html`<p><a href="/mail?lang=${language}">${said.back}</a></p><h1>${mail.subject}</h1>`,
      html`<p class="hint">${said.to}: ${mail.recipient} · ${rfc3339(mail.writtenAt)}</p><pre>!${text}</pre>`,
    ]);
  });
}

/** A page elsewhere could give its own name this machine's address, and read with the browser what only this machine may. */
function onlyFromHere({ headers }: FastifyRequest): void {
  // Not what a proxy says in X-Forwarded-Host: a page can say that too.
  const { hostname } = URL.parse(`http://${headers.host}`) ?? { hostname: '' };
  if (!isLoopback(hostname)) throw new Problem('address_unknown');
}

function wordsFor(request: FastifyRequest) {
  const { lang } = request.query as { lang?: unknown };
  const language = languageOf(lang, request.headers);
  return { language, said: words[language] };
}

function show(
  reply: FastifyReply,
  language: 'en' | 'zh',
  title: string,
  path: string,
  main: string[],
): FastifyReply {
  return sendPage(reply, {
    language,
    title: `${title} · Florin`,
    path,
    main: main.join('\n'),
    css: FORMS_CSS,
    width: 'wide',
  });
}
