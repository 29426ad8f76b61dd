import type { Base } from '../module.ts';
import { EncryptionKeys } from './keys.ts';

/** Serves the keys to which others encrypt, and opens what they send. */
export function openEncryption({ app, home, keys, clock }: Base): EncryptionKeys {
  const encryption = new EncryptionKeys(home, keys, clock);
  app.get(
    '/.well-known/florin-encryption.json',
    { config: { scope: 'none', limited: 'address' }, schema: { hide: true } },
    async (_request, reply) =>
      reply
        .headers({ 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' })
        .send(await encryption.publicJwks()),
  );
  return encryption;
}
