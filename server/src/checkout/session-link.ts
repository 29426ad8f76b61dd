import { timingSafeEqual } from 'node:crypto';
import { type AccountId, parseId, type SessionId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';

const SECRET_BYTES = 16;

/** The secret in a session's link. It is never stored but computed, and always to the same value, so that the link stays the same. */
function secretOf(keys: KeyRing, session: SessionId): string {
  return keys.mac('sessions', session).subarray(0, SECRET_BYTES).toString('base64url');
}

/** The address of the payer's page. Anyone who has it can pay, so it must not appear in an event, webhook or log. */
export function linkOf(
  keys: KeyRing,
  publicUrl: string,
  session: { account: AccountId; id: SessionId },
): string {
  return `${publicUrl}/checkout/${session.account}/${session.id}/${secretOf(keys, session.id)}`;
}

/** Checks the secret in a payer's address and returns the session that it names. Throws `not_found`. */
export function openLink(
  keys: KeyRing,
  link: { account: string; session: string; secret: string },
): { account: AccountId; id: SessionId } {
  const account = parseId('acct', link.account);
  const id = parseId('cs', link.session);
  // The secret is compared even if the ids are invalid, so that the time taken reveals nothing.
  const expected = Buffer.from(secretOf(keys, link.session as SessionId));
  const given = Buffer.from(link.secret);
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  if (!right || account === null || id === null) throw new Problem('not_found', 'This link is not valid.');
  return { account, id };
}
