import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { weaknessOf } from '../people/password-policy.ts';
import { button, field, form, nameForManagers, said, show, wordsFor } from './parts.ts';
import type { Visit } from './visit.ts';
import { fill, type Words } from './words.ts';

/** The page of a link in a mail, where a password is chosen. */
export function choosePasswordPage(
  visit: Visit,
  { path, email, wrong = null }: { path: string; email: string; wrong?: string | null },
): FastifyReply {
  const words = wordsFor(visit);
  return show(visit, {
    ...{ title: words.choose_title, path, status: wrong === null ? 200 : 400 },
    main: [
      said(wrong),
      html`<p>${fill(words.choose_text, { email })}</p>`,
      form(visit, path, [nameForManagers(email), newPasswordField(words), button(words.choose_button)]),
    ],
  });
}

export function newPasswordField(words: Words): string {
  return field({
    ...{ name: 'new_password', label: words.new_password, type: 'password' },
    ...{ autocomplete: 'new-password', hint: words.password_hint },
  });
}

/** What is wrong with the new password in the form, in words; null if nothing is. */
export async function faultOfNewPassword(visit: Visit, email: string): Promise<string | null> {
  const weakness = await weaknessOf(visit.field('new_password'), email);
  return weakness === null ? null : wordsFor(visit)[`weak_${weakness}`];
}
