declare const brand: unique symbol;
/** An address of the web, as the URL standard writes it: only ASCII, so that it may stand in a header and in a policy. */
export type WebAddress = string & { readonly [brand]: 'web address' };

export const WEB_ADDRESS_LENGTH_MAX = 2048;

/** How an address begins before it is parsed: the standard would also take `http:evil` and `https:\\evil.com`. */
const BEGINNING = /^https?:\/\/[^/\\?#]/i;
/** What the standard would leave out in silence. */
const LEFT_OUT = /[\p{Cc}\s\\]/u;
/** The standard lets a host hold `;` and quotes, which mean something else in a policy. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

/** The address that a text names, in the one form that is kept; null where it is no http or https address of a host. */
export function parseWebAddress(text: string): WebAddress | null {
  if (!BEGINNING.test(text) || LEFT_OUT.test(text) || !text.isWellFormed()) return null;
  const url = URL.parse(text);
  if (url === null || !HOST.test(url.hostname) || url.username !== '' || url.password !== '') return null;
  return url.href.length > WEB_ADDRESS_LENGTH_MAX ? null : (url.href as WebAddress);
}
