import type { Module } from '../module.ts';
import { sealedEncryptionKey } from './sealed.ts';
import { sweeps } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    encryption: typeof encryption;
  }
}

export const encryption = {
  name: 'encryption',
  schema: 'home',
  tables: {
    encryption_key: 'mutable',
  },
  problems: {
    jwe_invalid: {
      status: 400,
      title: 'The JWE cannot be opened',
      advice:
        'Send a compact JWE (RFC 7516) with RSA-OAEP-256 and A256GCM, encrypted to a key of /.well-known/florin-encryption.json. Nothing of it was stored.',
    },
    encryption_key_unknown: {
      status: 400,
      title: 'The JWE is encrypted to a key that Florin does not open, or not any more',
      advice:
        'Fetch /.well-known/florin-encryption.json again, encrypt to its first key, name that key in `kid`, and send the request once more.',
    },
  },
  ids: ['enckey'],
  sealed: [sealedEncryptionKey],
  sweeps,
} as const satisfies Module;
