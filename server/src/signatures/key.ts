import { createHash, createPublicKey } from 'node:crypto';
import type { Row } from '../database/index.ts';
import type { AppId } from '../identity/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { type AccountId, type Id, idFromUuid } from '../kernel/ids.ts';
import { type PublicAlgorithm, type PublicKey, publicKey } from './rfc9421/index.ts';

export type SignatureKeyId = Id<'sigkey'>;

export const modes = ['off', 'optional', 'required'] as const;
/** Whether an account's requests are signed: signatures are not looked at, checked where they are sent, or needed by writes. */
export type Mode = (typeof modes)[number];

export const keyStates = ['active', 'expired', 'revoked'] as const;
type KeyState = (typeof keyStates)[number];

/** Whose keys they are: an account's, or those of one of its apps. */
export interface Signer {
  readonly account: AccountId;
  readonly app: AppId | null;
}

/** A signer as requests name it: an app is known without its account. */
export type SignerId = AccountId | AppId;

export function signerId({ account, app }: Signer): SignerId {
  return app ?? account;
}

/** The strictest of them. */
export function strictest(all: readonly Mode[]): Mode {
  return modes[Math.max(...all.map((mode) => modes.indexOf(mode)))] ?? 'off';
}

/** A public key that somebody signs with. Times are in milliseconds since the epoch. */
export interface SignatureKey {
  readonly id: SignatureKeyId;
  readonly owner: Signer;
  readonly name: string;
  readonly algorithm: PublicAlgorithm;
  /** DER of a SubjectPublicKeyInfo. */
  readonly der: Buffer;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

export function keyOfRow(row: Row): SignatureKey {
  return {
    id: idFromUuid('sigkey', row.id),
    owner: {
      account: idFromUuid('acct', row.account_id),
      app: row.app_id === null ? null : idFromUuid('app', row.app_id),
    },
    name: row.name,
    algorithm: row.algorithm,
    der: row.public_key,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

/** The key as what verifies. */
export function verifierOf({ der, algorithm }: SignatureKey): PublicKey {
  return publicKey(pemOf(der), algorithm);
}

export function stateOf({ revokedAt, expiresAt }: SignatureKey, now: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

export function keyView(key: SignatureKey, now: number) {
  const time = (at: number | null) => (at === null ? null : rfc3339(at));
  return {
    id: key.id,
    object: 'signature_key' as const,
    app: key.owner.app,
    name: key.name,
    algorithm: key.algorithm,
    status: stateOf(key, now),
    public_key: pemOf(key.der),
    fingerprint: createHash('sha256').update(key.der).digest('hex'),
    created_at: rfc3339(key.createdAt),
    expires_at: time(key.expiresAt),
    revoked_at: time(key.revokedAt),
  };
}

function pemOf(der: Buffer): string {
  return createPublicKey({ key: der, format: 'der', type: 'spki' }).export({
    format: 'pem',
    type: 'spki',
  }) as string;
}
