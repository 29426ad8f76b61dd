import type { FastifyReply } from 'fastify';
import { html } from 'ghtml';
import { rfc3339 } from '../../kernel/clock.ts';
import { FORMS_CSS, sendPage } from '../../pages/index.ts';
import type { Visit } from './visit.ts';
import { type Words, wordsOf } from './words.ts';

/** What the pages are made of. Texts are escaped here; what `html` has made is put in as it is. */

interface Shown {
  readonly title: string;
  readonly main: readonly string[];
  /** Where the page is for whoever changes its language. */
  readonly path: string;
  readonly status?: number;
  readonly width?: 'narrow' | 'wide';
  /** Where its script is. */
  readonly script?: string;
  /** Where else its forms lead. */
  readonly formsLeadTo?: string;
}

export function show(
  visit: Visit,
  { title, main, path, status = 200, width = 'narrow', script, formsLeadTo }: Shown,
): FastifyReply {
  return sendPage(visit.reply, {
    ...{ language: visit.language, title: `${title} · Florin`, path, status, width },
    ...(script === undefined ? {} : { script }),
    ...(formsLeadTo === undefined ? {} : { formsLeadTo }),
    ...{ css: FORMS_CSS, forms: true, main: [html`<h1>${title}</h1>`, ...main].join('\n') },
  });
}

export const wordsFor = (visit: Visit): Words => wordsOf(visit.language);

/** Says what has happened, or what is wrong. Screen readers say it at once. */
export function said(text: string | null, wrong = true): string {
  if (text === null) return '';
  return html`<p class="said!${wrong ? ' wrong' : ''}" role="!${wrong ? 'alert' : 'status'}">${text}</p>`;
}

/** @param scripted what our script does with the form, which is not shown without it, and where it asks what to sign. */
export function form(
  visit: Visit,
  path: string,
  inner: readonly string[],
  scripted?: { passkey: 'create' | 'get'; options: string },
): string {
  const marks =
    scripted === undefined
      ? ''
      : html` hidden data-passkey="${scripted.passkey}" data-options="${visit.to(scripted.options)}"`;
  return html`<form method="post" action="${visit.to(path)}"!${marks}>
<input type="hidden" name="form" value="${visit.formToken()}">
!${inner.join('\n')}
</form>`;
}

export function button(text: string, second = false): string {
  return html`<button!${second ? ' class="second"' : ''}>${text}</button>`;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  /** What browsers and password managers know the field as. */
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly id?: string;
}

export function field({
  name,
  label,
  type = 'text',
  autocomplete,
  value = '',
  hint,
  id = name,
}: Field): string {
  const described = hint === undefined ? '' : html` aria-describedby="${id}-hint"`;
  return html`<label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="!${type}" autocomplete="${autocomplete}" value="${value}" required maxlength="256" spellcheck="false" autocapitalize="none"!${described}>
!${hint === undefined ? '' : html`<span class="hint" id="${id}-hint">${hint}</span>`}`;
}

/** The name of the account beside a new password, by which password managers keep it. */
export function nameForManagers(email: string): string {
  return html`<input class="unseen" type="text" autocomplete="username" value="${email}" readonly>`;
}

/** A time for people, to the minute. */
export function minuteOf(at: number): string {
  return `${rfc3339(at).slice(0, 16).replace('T', ' ')} UTC`;
}

export function link(visit: Visit, path: string, text: string): string {
  return html`<a href="${visit.to(path)}">${text}</a>`;
}
