import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOf, clientOf } from '../../http/index.ts';
import { hideCardNumbers } from '../../kernel/card-number.ts';
import { Problem } from '../../kernel/problem.ts';
import { fieldOf, inLanguage, type Language, languageOf, withParameter } from '../../pages/index.ts';
import type { KeyRing } from '../../vault/index.ts';
import { newSecret } from '../people/secrets.ts';
import { AGES_MS, type Cookie, cookieName, cookiesOf, isSecure } from '../sessions/cookies.ts';
import { isOwnOrigin } from '../sessions/own-site.ts';
import { ownPath } from './next.ts';

/** One request of a browser: its language, its cookies, and whether its form is our own. */
export class Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly language: Language;
  /** Where the visitor wants to be when they have signed in. */
  readonly next: string | null;
  readonly #keys: KeyRing;
  readonly #publicUrl: string;
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
    this.#publicUrl = publicUrl;
    this.#cookies = cookiesOf(request);
    const { lang, next } = request.query as { lang?: unknown; next?: unknown };
    this.language = languageOf(lang, request.headers);
    this.next = ownPath(next);
  }

  get address(): string {
    return addressOf(this.request);
  }

  /** From where somebody comes, for them to recognize. */
  get place(): { browser: string; address: string } {
    return {
      browser: hideCardNumbers((this.request.headers['user-agent'] ?? '').slice(0, 300)),
      address: clientOf(this.request),
    };
  }

  cookie(which: Cookie): string | undefined {
    return this.#changed.get(which) ?? this.#cookies.get(cookieName(which, this.#publicUrl));
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
    return inLanguage(path, this.language);
  }

  /** A page on the way to signing in, which keeps where the visitor wants to be then. */
  onTheWay(path: string, next = this.next): string {
    return next === null ? path : withParameter(path, 'next', next);
  }

  /** The page that is asked for, without its language. */
  get here(): string {
    return withParameter(this.request.url, 'lang', null);
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
      (origin === undefined || isOwnOrigin(this.request, this.#publicUrl)) &&
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

  #write(which: Cookie, value: string, seconds: number): void {
    const secure = isSecure(this.#publicUrl) ? '; Secure' : '';
    this.reply.header(
      'set-cookie',
      `${cookieName(which, this.#publicUrl)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
    );
  }
}
