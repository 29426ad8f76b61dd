import { CompactEncrypt } from 'jose';
import type pg from 'pg';
import type { CardRequest, ConnectorKey } from '../channels/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { parseId } from '../kernel/ids.ts';
import type { KeyRing } from '../vault/index.ts';
import { takeCard } from './store.ts';

export interface ForConnectorOptions {
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly key: ConnectorKey;
}

/**
 * The card behind a token as a compact JWE (RFC 7516) that the connector's key alone opens. It names the account and the attempt's
 * reference, so that the connector can see that it was not moved to another payment. Null if the token is gone. The encryption runs
 * on threads of its own.
 */
export async function cardForConnector(
  { pool, keys, clock, key: { kid, key } }: ForConnectorOptions,
  { account, token, reference }: CardRequest,
): Promise<string | null> {
  const id = parseId('tok', token);
  const card = id === null ? null : await takeCard(pool, keys, account, id, clock.now());
  if (card === null) return null;
  const { number, exp_month, exp_year, cvc } = card;
  const content = JSON.stringify({ account, reference, number, exp_month, exp_year, cvc });
  return new CompactEncrypt(Buffer.from(content))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid })
    .encrypt(key);
}
