import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import { readRows } from '../../database/index.ts';
import type { AuthenticateSession } from '../../http/index.ts';
import { idFromUuid, parseId, uuidOf } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { accountOf } from '../account.ts';
import { principalOfMember } from '../organizations/members.ts';
import { cookieName, cookiesOf } from './cookies.ts';
import { isOwnOrigin } from './own-site.ts';
import type { Sessions } from './sessions.ts';

/** It names the account that somebody who has signed in acts for. No other site can have a browser send it, as no answer of ours allows that. */
const ACCOUNT_HEADER = 'florin-account';

export interface MemberOptions {
  readonly home: pg.Pool;
  readonly sessions: Sessions;
  readonly publicUrl: string;
}

/**
 * People act through pages of ours, with the cookie of their session. Session, membership and role are read at every request and
 * kept nowhere: whoever signs out, is removed or gets another role is refused at the next request.
 */
export function authenticateMember({ home, sessions, publicUrl }: MemberOptions): AuthenticateSession {
  return async (request) => {
    const secret = cookiesOf(request).get(cookieName('session', publicUrl));
    if (secret === undefined) return null;
    requireOwnSite(request, publicUrl);
    const found = await sessions.find(secret);
    if (found === null) return null;
    const account = parseId('acct', String(request.headers[ACCOUNT_HEADER]));
    const [row] =
      account === null
        ? []
        : await readRows(home, {
            name: 'member of account',
            text: `select a.*, m.role from account a join membership m on m.organization_id = a.organization_id
                   where m.person_id = $1 and a.account_id = $2 and a.closed_at is null`,
            values: [uuidOf(found.person.id), uuidOf(account)],
          });
    // Nobody learns here which accounts there are.
    if (row === undefined)
      throw new Problem(
        'forbidden',
        'Florin-Account names no account of an organization that you belong to.',
      );
    const member = { organization: idFromUuid('org', row.organization_id), role: row.role };
    return principalOfMember({ ...member, person: found.person.id }, accountOf(row));
  };
}

/**
 * A browser sends its cookies also where another site makes it ask. Browsers say from which site a request comes; of one that does
 * not, requests that change something have to say that they come from a page of ours. Throws `forbidden`.
 */
function requireOwnSite(request: FastifyRequest, publicUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const own =
    (site === undefined ? reads || origin !== undefined : site === 'same-origin') &&
    (origin === undefined || isOwnOrigin(request, publicUrl));
  if (!own) throw new Problem('forbidden', 'A session is accepted from pages of this site alone. Use a key.');
}
