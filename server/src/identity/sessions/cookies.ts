import type { FastifyRequest } from 'fastify';
import { SESSION_MS } from './sessions.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * What the cookies are for: `session` gives access; `visit` binds forms to a browser that has not signed in, and holds on to
 * whoever owes the second factor; `device` says who has signed in with this browser before.
 */
export type Cookie = 'session' | 'visit' | 'device';
const NAMES: Readonly<Record<Cookie, string>> = {
  session: 'florin',
  visit: 'florin-visit',
  device: 'florin-device',
};
export const AGES_MS: Readonly<Record<Cookie, number>> = {
  session: SESSION_MS,
  visit: 24 * 3_600_000,
  device: YEAR_MS,
};

/** Whether browsers reach us over HTTPS alone. */
export const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https:');

/** With this prefix browsers take the cookie over HTTPS from this host alone, and from no other below the same domain. */
export function cookieName(which: Cookie, publicUrl: string): string {
  return `${isSecure(publicUrl) ? '__Host-' : ''}${NAMES[which]}`;
}

/** The first of each name counts: browsers send the one of the closest path first, and of ours there is one. */
export function cookiesOf({ headers: { cookie: header = '' } }: FastifyRequest): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
}
