import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ApiRequest, Refused } from './call.ts';
import type { ApiOperation } from './reference.ts';

/** Nobody agrees to what they cannot read. */
const SHOWN_MAX = 4000;

/** What a person reads before they agree: exactly what would be sent, and for which account. */
export function questionOf(
  operation: ApiOperation,
  request: ApiRequest,
  { account, environment }: { readonly account: string; readonly environment: 'sandbox' | 'live' },
): string | Refused {
  const body = request.body === null ? '' : `\n\n${JSON.stringify(JSON.parse(request.body), null, 2)}`;
  const shown = visible(`${request.method} ${request.url}${body}`);
  if (shown.length > SHOWN_MAX)
    return {
      refused: `This is longer than a person can read before they agree (${SHOWN_MAX} characters): send less at once, or let a program of theirs send it.`,
    };
  const where =
    environment === 'live' ? 'LIVE account, with real money' : 'sandbox account, without real money';
  return `${operation.summary}? (${where}: ${account})\n\n${shown}`;
}

/** With signs that do not show, or that change the order of others, written as escapes. */
function visible(text: string): string {
  return text.replaceAll(
    /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\P{Zs} ]/gu,
    (sign) => [...sign].map((each) => `\\u{${each.codePointAt(0)?.toString(16)}}`).join(''),
  );
}

/** Names a request so that an answer to it stands for no other. The idempotency key is told apart, because it may be fresh. */
export function digestOf({ method, url, body }: ApiRequest): string {
  return hash('sha256', canonicalize([method, url, body]) ?? '', 'base64url');
}
