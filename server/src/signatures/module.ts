import { Type } from 'typebox';
import { stateMember } from '../kernel/problem.ts';
import { setting, yesOrNo } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { sealedSigningKey } from './sealed.ts';
import { sweeps } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    signatures: typeof signatures;
  }
}

/** What a refusal says, so that whoever signed can compare it with what they signed. */
const members = {
  signature_key: Type.String({ description: 'The key by which the signature was checked.' }),
  signature_base: Type.Array(Type.String(), {
    description:
      'What was signed by what this server received, line by line; secrets are shortened. Compare it with your own signature base.',
  }),
  signature_differences: Type.Array(Type.String(), { description: 'What is wrong, one sentence each.' }),
};

export const signatures = {
  name: 'signatures',
  schema: 'home',
  tables: {
    signature_key: 'mutable',
    signature_settings: 'mutable',
    signature_app_settings: 'mutable',
    signature_revision: 'mutable',
    signature_nonce: 'mutable',
    florin_signing_key: 'mutable',
  },
  problems: {
    digest_mismatch: {
      status: 400,
      title: 'The body is not the one that Content-Digest tells of',
      advice: 'Compute the digest of the very bytes that you send, after all else was done to them.',
      members,
      anyRoute: true,
    },
    accept_signature_invalid: {
      status: 400,
      title: 'The answer cannot be signed as Accept-Signature asks',
      advice: 'See `detail`, and docs/signatures.md for what an answer’s signature may cover.',
      anyRoute: true,
    },
    signature_required: {
      status: 401,
      title: 'This account takes only signed requests that change something',
      advice: 'Sign the request with one of the account’s keys, as docs/signatures.md shows.',
      anyRoute: true,
    },
    signature_invalid: {
      status: 401,
      title: 'The signature is not right',
      advice: 'Compare `signature_base` with what you signed, and see `signature_differences`.',
      members,
      anyRoute: true,
    },
    signature_expired: {
      status: 401,
      title: 'The signature is too old, or from the future',
      advice: 'Sign again right before you send, with a clock that is right to five minutes.',
      members,
      anyRoute: true,
    },
    signature_replayed: {
      status: 401,
      title: 'A request with this signature’s nonce has come before',
      advice: 'Sign every request anew, also a repeated one, with a fresh random nonce.',
      members,
      anyRoute: true,
    },
    public_key_invalid: {
      status: 400,
      title: 'This is no public key that can be used',
      advice: 'Send a public key for Ed25519, ECDSA on P-256 or P-384, or RSA of 2048 bits at least.',
    },
    signature_key_not_active: {
      status: 409,
      title: 'The signature key has expired or has been revoked',
      advice: 'There is nothing to end. Register a new key if you need one.',
      members: { state: stateMember },
    },
    last_signature_key: {
      status: 409,
      title: 'The account requires signatures, and this is its last key that lasts',
      advice: 'Register another key without `expires_at` first, or set `mode` to `optional`.',
    },
    signature_not_proved: {
      status: 409,
      title: 'Signatures can be required only by a request that is signed',
      advice:
        'Sign this request with an active key of the account that has no `expires_at`. So nobody locks themselves out.',
    },
  },
  settings: {
    signatureDsa: setting(
      'FLORIN_SIGNATURE_DSA',
      yesOrNo,
      '0',
      '`1` also takes DSA keys for [signed requests](signatures.md), for systems that have no others. DSA is not in RFC 9421.',
    ),
  },
  scopes: ['signature_keys:read', 'signature_keys:write'],
  tags: { Signatures: 'Requests that you sign with a key of your own (RFC 9421).' },
  ids: ['sigkey', 'florinkey'],
  sealed: [sealedSigningKey],
  sweeps,
} as const satisfies Module;
