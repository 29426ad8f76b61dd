import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOf, clientOf } from '../../http/index.ts';
import { Problem } from '../../kernel/problem.ts';
import { fieldOf, type Language, languageOf } from '../../pages/index.ts';
import type { KeyRing } from '../../vault/index.ts';
import { newSecret } from '../people/secrets.ts';
import { SESSION_MS } from '../sessions/sessions.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * What the cookies are for: `session` gives access; `visit` binds forms to a browser that has not signed in, and holds on to
 * whoever owes the second factor; `device` says who has signed in with this browser before.
 */
type Cookie = 'session' | 'visit' | 'device';
const NAMES: Readonly<Record<Cookie, string>> = {
  session: 'florin',
  visit: 'florin-visit',
  device: 'florin-device',
};
const AGES_MS: Readonly<Record<Cookie, number>> = {
  session: SESSION_MS,
  visit: 24 * 3_600_000,
  device: YEAR_MS,
};

/** With this prefix browsers take the cookie over HTTPS from this host alone, and from no other below the same domain. */
export function cookieName(which: Cookie, publicUrl: string): string {
  return `${publicUrl.startsWith('https:') ? '__Host-' : ''}${NAMES[which]}`;
}

/** One request of a browser: its language, its cookies, and whether its form is our own. */
export class Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly language: Language;
  readonly #keys: KeyRing;
  readonly #publicUrl: URL;
  readonly #cookies: ReadonlyMap<string, string>;
  readonly #changed = new Map<Cookie, string>();

  constructor(
    request: FastifyRequest,
    reply: FastifyReply,
    { keys, publicUrl }: { keys: KeyRing; publicUrl: string },
  ) {
    this.request = request;
    this.reply = reply;
    this.#keys = keys;
    this.#publicUrl = new URL(publicUrl);
    this.#cookies = cookiesOf(request.headers.cookie ?? '');
    this.language = languageOf((request.query as { lang?: unknown }).lang, request.headers);
  }

  get address(): string {
    return addressOf(this.request);
  }

  /** From where somebody comes, for them to recognize. */
  get place(): { browser: string; address: string } {
    return {
      browser: (this.request.headers['user-agent'] ?? '').slice(0, 300),
      address: clientOf(this.request),
    };
  }

  cookie(which: Cookie): string | undefined {
    return this.#changed.get(which) ?? this.#cookies.get(this.#nameOf(which));
  }

  setCookie(which: Cookie, value: string): void {
    this.#changed.set(which, value);
    this.#write(which, value, AGES_MS[which] / 1000);
  }

  dropCookie(which: Cookie): void {
    this.#write(which, '', 0);
  }

  /** A path of ours, in the visitor's language. */
  to(path: string): string {
    return `${path}?lang=${this.language}`;
  }

  redirect(path: string): FastifyReply {
    return this.reply.redirect(this.to(path), 303);
  }

  field(name: string): string {
    return fieldOf(this.request, name);
  }

  /** What a form of ours holds, so that no other site can send it. */
  formToken(): string {
    if (this.#formKey() === undefined) this.setCookie('visit', newSecret());
    return this.#tokenOf(this.#formKey() as string).toString('base64url');
  }

  /** Refuses a form that another site made the browser send. Throws `forbidden`. */
  requireOwnForm(): void {
    const { origin, 'sec-fetch-site': site } = this.request.headers;
    const key = this.#formKey();
    const sent = Buffer.from(this.field('form'), 'base64url');
    const expected = key === undefined ? null : this.#tokenOf(key);
    const own =
      (site === undefined || site === 'same-origin' || site === 'none') &&
      (origin === undefined || this.#isOurs(origin)) &&
      expected !== null &&
      sent.length === expected.length &&
      timingSafeEqual(sent, expected);
    if (!own) throw new Problem('forbidden', 'The form is not from this site, or too old.');
  }

  /** The cookie that the form was bound to. */
  get holder(): string {
    return this.#formKey() as string;
  }

  /** Forms of somebody who has signed in are bound to the session, others to the visit. */
  #formKey(): string | undefined {
    return this.cookie('session') ?? this.cookie('visit');
  }

  #tokenOf(key: string): Buffer {
    return this.#keys.mac('people', `form ${key}`);
  }

  /** By the public address, or by the name under which the browser asks: the same machine has several. */
  #isOurs(origin: string): boolean {
    const host = URL.parse(origin)?.host;
    return origin === this.#publicUrl.origin || (host !== undefined && host === this.request.headers.host);
  }

  get #secure(): boolean {
    return this.#publicUrl.protocol === 'https:';
  }

  #nameOf(which: Cookie): string {
    return cookieName(which, this.#publicUrl.href);
  }

  #write(which: Cookie, value: string, seconds: number): void {
    const secure = this.#secure ? '; Secure' : '';
    this.reply.header(
      'set-cookie',
      `${this.#nameOf(which)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
    );
  }
}

/** The first of each name counts: browsers send the one of the closest path first, and of ours there is one. */
function cookiesOf(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
}
