import { holdsCardNumber } from '../../kernel/card-number.ts';

const LENGTH_MAX = 2000;
/** It stands for a host that nobody has, so whatever parses to another one leads elsewhere. */
const HERE = 'http://florin.invalid';

/**
 * Where somebody wanted to go before they had to sign in: a path of this server, with its query. Null for everything else, so that
 * no link to our page can send people to another site. Browsers drop tabs and line feeds, read `\` as `/`, and take away `/./`, so
 * only what the URL standard makes of the text counts.
 */
export function ownPath(asked: unknown): string | null {
  if (typeof asked !== 'string' || asked.length > LENGTH_MAX || !/^\/(?![/\\])/.test(asked)) return null;
  // It is shown in links.
  if (holdsCardNumber(asked)) return null;
  const url = URL.parse(asked, HERE);
  if (url === null || url.origin !== HERE || url.pathname.startsWith('//')) return null;
  return `${url.pathname}${url.search}`;
}
