import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import type { SignedIn } from '../sessions/sessions.ts';
import { guesserOf, type PagesContext, type SignedInHandler } from './context.ts';
import { button, field, form, link, said, show, wordsFor } from './parts.ts';
import type { Visit } from './visit.ts';

/** How long a proof counts. */
const PROOF_MS = 10 * 60_000;

/** Whether the person has just signed in, or has just given the password again. */
export function hasProved({ clock }: PagesContext, { provedAt }: SignedIn): boolean {
  return clock.now() - provedAt < PROOF_MS;
}

/**
 * The one rule for every change that would let somebody in or lock somebody out: a session alone is not enough, because it may be
 * that of a browser left open. Whoever signed in more than ten minutes ago gives the password first, on a page between, and what
 * they sent is sent again with it.
 * @param page the page that the form is on.
 */
export function proven(context: PagesContext, page: string, handler: SignedInHandler): SignedInHandler {
  return async (visit, signedIn, params) => {
    if (hasProved(context, signedIn)) return handler(visit, signedIn, params);
    const password = visit.field('password');
    if (password === '') return proofPage(visit, page);
    const { person, session } = signedIn;
    if (!(await context.judge.password(guesserOf(context, visit, person.email, person), person, password)))
      return proofPage(visit, page, wordsFor(visit).password_wrong);
    await context.sessions.prove(session);
    return handler(visit, signedIn, params);
  };
}

function proofPage(visit: Visit, page: string, wrong: string | null = null): FastifyReply {
  const words = wordsFor(visit);
  const sent = Object.entries(visit.request.body as Record<string, string>).filter(
    ([name]) => name !== 'form' && name !== 'password',
  );
  return show(visit, {
    ...{ title: words.proof_title, path: page, status: wrong === null ? 200 : 400 },
    main: [
      said(wrong),
      html`<p>${words.proof_text}</p>`,
      form(visit, visit.here, [
        ...sent.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`),
        field({
          ...{ name: 'password', label: words.current_password, type: 'password' },
          autocomplete: 'current-password',
        }),
        button(words.proof_button),
      ]),
      html`<p class="ways">!${link(visit, visit.onTheWay('/login', page), words.proof_again)} !${link(visit, page, words.back)}</p>`,
    ],
  });
}
