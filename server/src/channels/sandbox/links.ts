import { timingSafeEqual } from 'node:crypto';
import { type AccountId, parseId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { KeyRing } from '../../vault/index.ts';
import { behaviourOf } from './instruments.ts';

/** The pages on which a payer does what the sandbox waits for. */
export type Page = 'challenge' | 'wallet' | 'bank';

const SECRET_BYTES = 16;

/** The secret in the address of a charge's page. It is derived, never stored. */
function secretOf(keys: KeyRing, account: string, reference: string): string {
  return keys
    .mac('channels', `sandbox page ${account} ${reference}`)
    .subarray(0, SECRET_BYTES)
    .toString('base64url');
}

/** The page for paying with this instrument. */
export function pageOf(token: string): Page {
  switch (behaviourOf(token)?.kind) {
    case 'wallet':
      return 'wallet';
    case 'bank_transfer':
      return 'bank';
    default:
      return 'challenge';
  }
}

/** The address of a charge's page. Whoever has it can act as the payer, so it must not be logged. */
export function pageLinkOf(
  keys: KeyRing,
  publicUrl: string,
  charge: { account: AccountId; reference: string; token: string },
): string {
  const { account, reference, token } = charge;
  return `${publicUrl}/sandbox/${pageOf(token)}/${account}/${reference}/${secretOf(keys, account, reference)}`;
}

/** The charge that a page's address names, once its secret is verified. Throws `not_found`. */
export function openPageLink(
  keys: KeyRing,
  link: { account: string; reference: string; secret: string },
): { account: AccountId; reference: string } {
  const account = parseId('acct', link.account);
  const expected = Buffer.from(secretOf(keys, link.account, link.reference));
  const given = Buffer.from(link.secret);
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  if (!right || account === null || parseId('att', `att_${link.reference}`) === null)
    throw new Problem('not_found', 'This link is not valid.');
  return { account, reference: link.reference };
}
