import { timingSafeEqual } from 'node:crypto';
import { type AccountId, parseId, type SessionId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';

const SECRET_BYTES = 16;

/** The secret of a session's link. It is reckoned, never stored, so that every look shows the same link. */
function secretOf(keys: KeyRing, session: SessionId): string {
  return keys.mac('sessions', session).subarray(0, SECRET_BYTES).toString('base64url');
}

/** The address of the payer's page. Whoever has it may pay: it belongs in no event, webhook or log. */
export function linkOf(
  keys: KeyRing,
  publicUrl: string,
  session: { account: AccountId; id: SessionId },
): string {
  return `${publicUrl}/checkout/${session.account}/${session.id}/${secretOf(keys, session.id)}`;
}

/** What a payer's address names, once its secret has been found right. Throws `not_found`. */
export function openLink(
  keys: KeyRing,
  link: { account: string; session: string; secret: string },
): { account: AccountId; id: SessionId } {
  const account = parseId('acct', link.account);
  const id = parseId('cs', link.session);
  // Compared also where the ids are none, so that the time tells nothing.
  const expected = Buffer.from(secretOf(keys, link.session as SessionId));
  const given = Buffer.from(link.secret);
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  if (!right || account === null || id === null) throw new Problem('not_found', 'This link is not valid.');
  return { account, id };
}
