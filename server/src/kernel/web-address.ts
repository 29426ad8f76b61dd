declare const brand: unique symbol;
/** A web address as the URL standard writes it: only ASCII, so that it can be used in a header and in a policy. */
export type WebAddress = string & { readonly [brand]: 'web address' };

export const WEB_ADDRESS_LENGTH_MAX = 2048;

/** How an address must begin before it is parsed. The standard would also accept `http:evil` and `https:\\evil.com`. */
const BEGINNING = /^https?:\/\/[^/\\?#]/i;
/** Characters that the standard would silently drop. */
const LEFT_OUT = /[\p{Cc}\s\\]/u;
/** The standard allows `;` and quotes in a host, but they mean something else in a policy. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

/** The address in a text, in the single form that is stored. Null if it is not an http or https address of a host. */
export function parseWebAddress(text: string): WebAddress | null {
  if (!BEGINNING.test(text) || LEFT_OUT.test(text) || !text.isWellFormed()) return null;
  const url = URL.parse(text);
  if (url === null || !HOST.test(url.hostname) || url.username !== '' || url.password !== '') return null;
  return url.href.length > WEB_ADDRESS_LENGTH_MAX ? null : (url.href as WebAddress);
}
