import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type pg from 'pg';
import { readRows } from '../../database/index.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { PERSON_COLUMNS, type Person, type PersonId, personOf } from '../people/person.ts';
import { keepChallenge, useChallenge } from './passkey-challenges.ts';

/** Ed25519, ECDSA on P-256, and RSA: one of them every device has. More would have Node warn of what is an experiment in it. */
const ALGORITHMS = [-8, -7, -257];

/** For whom devices sign: the host's name, which their keys are bound to, and the address that the browser shows. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

export interface Passkey {
  /** In base64url. */
  readonly id: string;
  readonly browser: string;
  readonly createdAt: number;
  readonly usedAt: number | null;
}

export async function listPasskeys(home: pg.Pool, person: PersonId): Promise<Passkey[]> {
  const rows = await readRows(home, {
    name: 'passkeys',
    text: 'select credential_id, browser, created_at, used_at from passkey where person_id = $1 order by created_at',
    values: [uuidOf(person)],
  });
  return rows.map((row) => ({
    id: row.credential_id.toString('base64url'),
    ...{ browser: row.browser, createdAt: row.created_at, usedAt: row.used_at },
  }));
}

/**
 * What a browser needs to make a passkey. The device checks its user by finger, face or number: so the key alone stands for two
 * factors.
 * @param holder the cookie of the browser that asks; the answer has to come with it.
 */
export async function offerRegistration(
  home: pg.Pool,
  { id }: RelyingParty,
  person: Person,
  holder: string,
  now: number,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await listPasskeys(home, person.id);
  const options = await generateRegistrationOptions({
    ...{ rpName: 'Florin', rpID: id, userName: person.email, attestationType: 'none' },
    userID: new Uint8Array(Buffer.from(uuidOf(person.id).replaceAll('-', ''), 'hex')),
    excludeCredentials: known.map((passkey) => ({ id: passkey.id })),
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await keepChallenge(home, holder, options.challenge, now);
  return options;
}

/** Keeps a passkey that was made, and returns its id, which is no secret. Null where the answer is not the one that was asked for. */
export async function register(
  transaction: pg.PoolClient,
  { id, origin }: RelyingParty,
  person: Person,
  { holder, response, browser, now }: { holder: string; response: unknown; browser: string; now: number },
): Promise<Passkey['id'] | null> {
  const challenge = await useChallenge(transaction, holder, now);
  if (challenge === null) return null;
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    ...{
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    },
  }).catch(() => ({ verified: false, registrationInfo: undefined }) as const);
  if (!verified || registrationInfo === undefined) return null;
  const { credential } = registrationInfo;
  const { rowCount } = await transaction.query(
    `insert into passkey (credential_id, person_id, public_key, counter, browser, created_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0)) on conflict do nothing`,
    [
      ...[Buffer.from(credential.id, 'base64url'), uuidOf(person.id), Buffer.from(credential.publicKey)],
      ...[credential.counter, browser, now],
    ],
  );
  return rowCount === 1 ? credential.id : null;
}

/** What a browser needs to sign in with a passkey, whosever it will be. */
export async function offerSignIn(
  home: pg.Pool,
  { id }: RelyingParty,
  holder: string,
  now: number,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({ rpID: id, userVerification: 'required' });
  await keepChallenge(home, holder, options.challenge, now);
  return options;
}

/** Whose passkey has signed; null where none has, or not what it was asked to. */
export async function signedBy(
  transaction: pg.PoolClient,
  { id, origin }: RelyingParty,
  { holder, response, now }: { holder: string; response: unknown; now: number },
): Promise<Person | null> {
  const challenge = await useChallenge(transaction, holder, now);
  const credential = (response as { id?: unknown } | null)?.id;
  if (challenge === null || typeof credential !== 'string') return null;
  const { rows } = await transaction.query(
    `select k.credential_id, k.public_key, k.counter, ${PERSON_COLUMNS}
     from passkey k join person p on p.person_id = k.person_id where k.credential_id = $1 for update of k`,
    [Buffer.from(credential, 'base64url')],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    ...{
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
    },
    credential: { id: credential, publicKey: new Uint8Array(row.public_key), counter: Number(row.counter) },
  }).catch(() => ({ verified: false, authenticationInfo: undefined }) as const);
  if (!verified || authenticationInfo === undefined) return null;
  await transaction.query(
    'update passkey set counter = $2, used_at = to_timestamp($3 / 1000.0) where credential_id = $1',
    [row.credential_id, authenticationInfo.newCounter, now],
  );
  return personOf(row);
}

/** Takes a passkey away, and returns its id. Null where the person has no such key. */
export async function removePasskey(
  transaction: pg.PoolClient,
  person: PersonId,
  id: string,
): Promise<Passkey['id'] | null> {
  // What was typed may write the same bytes otherwise.
  const credential = Buffer.from(id, 'base64url');
  const { rowCount } = await transaction.query(
    'delete from passkey where person_id = $1 and credential_id = $2',
    [uuidOf(person), credential],
  );
  return rowCount === 1 ? credential.toString('base64url') : null;
}
