import { Compile } from 'typebox/compile';
import type { EncryptionKeys } from '../encryption/index.ts';
import type { AccountId, SessionId } from '../kernel/ids.ts';
import { decodeUtf8, parseJson } from '../kernel/json.ts';
import { Problem } from '../kernel/problem.ts';
import type { TypedCard } from './card.ts';
import { CardContent } from './schemas.ts';

/** Where the card was typed: on the payment page of a checkout session, or, if that is null, in the merchant's own form. */
export interface TypedWhere {
  readonly account: AccountId;
  readonly session: SessionId | null;
}

const content = Compile(CardContent);

/**
 * Opens a card that a page encrypted to Florin's key. It names the account, and on a payment page the checkout session, so that nobody
 * who gets hold of it can use it for another, or pay an order of their own by it. Throws `jwe_invalid` or `encryption_key_unknown`.
 * @param field where it is in the request.
 */
export async function openCard(
  encryption: EncryptionKeys,
  jwe: string,
  { account, session }: TypedWhere,
  field: string,
): Promise<TypedCard> {
  const read = contentOf(await encryption.open(jwe, field));
  if (!content.Check(read))
    throw new Problem(
      'jwe_invalid',
      'It holds no card. Encrypt a JSON object with account, number, exp_month, exp_year and, if there is one, cvc.',
      { field },
    );
  const { account: named, checkout_session: typedFor = null, ...card } = read;
  if (named !== account)
    throw new Problem('jwe_invalid', 'The card in it was encrypted for another account.', { field });
  if (typedFor !== session)
    throw new Problem(
      'jwe_invalid',
      session === null
        ? 'The card in it was encrypted for a checkout session: leave `checkout_session` out.'
        : 'The card in it was not encrypted for this checkout session: name it in `checkout_session`.',
      { field },
    );
  return card;
}

/** Nothing of the content is in a fault, not even the names of members. */
function contentOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(decodeUtf8(bytes));
  } catch {
    return null;
  }
}
