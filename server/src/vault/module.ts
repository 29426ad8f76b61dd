import { optional, setting, text } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { kekSource } from './kek-source.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    vault: typeof vault;
  }
}

export const vault = {
  name: 'vault',
  schema: 'home',
  tables: {
    root_key: 'insert-only',
    data_key: 'insert-only',
  },
  settings: {
    kek: setting(
      'FLORIN_KEK',
      kekSource,
      'root',
      'The [key encryption key](operations.md#data-keys), under which the keys that seal secrets lie in the database: `root` (derived from the root key), 32 bytes in hex, a file with these (`/run/secrets/kek`), or a key in the Transit engine of OpenBao or HashiCorp Vault (`https://vault.example:8200/v1/transit/keys/florin`).',
    ),
    kekBefore: optional(
      'FLORIN_KEK_BEFORE',
      kekSource,
      'none',
      'The key encryption key before that one, as long as [it is being changed](operations.md#data-keys): what it has wrapped is read too.',
    ),
    kekToken: optional(
      'FLORIN_KEK_TOKEN',
      text,
      'see `FLORIN_KEK_TOKEN_FILE`',
      'The token for the Transit engine (`X-Vault-Token`).',
    ),
    kekTokenFile: optional(
      'FLORIN_KEK_TOKEN_FILE',
      text,
      'see `FLORIN_KEK_TOKEN`',
      'A file with that token. It is read at each use, so an agent may renew it.',
    ),
  },
  ids: ['datakey'],
} as const satisfies Module;
