import { UsedMarks } from '../database/index.ts';
import type { SignRequest } from '../kernel/own-request.ts';
import type { Base, Opened } from '../module.ts';
import { SignatureDirectory } from './directory.ts';
import { requestSigner } from './own-requests.ts';
import { mountSignatures } from './requests.ts';
import { signatureRoutes } from './routes.ts';
import { SigningKeys } from './signing-keys.ts';

interface OpenedSignatures extends Opened {
  /** Signs with the key by which answers are signed. */
  readonly sign: SignRequest;
}

/** Checks signed requests, signs answers, and serves the keys of both. */
export function openSignatures(base: Base): OpenedSignatures {
  const { home, keys, clock } = base;
  const directory = new SignatureDirectory(base.directory, clock, base.settings.signatureDsa);
  const nonces = new UsedMarks(base.directory, 'signature_nonce');
  const signingKeys = new SigningKeys(home, keys, clock);
  mountSignatures(base, { directory, nonces, signingKeys });
  signatureRoutes(base, directory);
  base.app.get(
    '/.well-known/florin-signatures.json',
    { config: { scope: 'none', limited: 'address' }, schema: { hide: true } },
    async (_request, reply) =>
      reply
        .headers({ 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' })
        .send(await signingKeys.publicJwks()),
  );
  return {
    sign: requestSigner(signingKeys, clock),
    async stop() {
      await directory.stop();
      await nonces.stop();
    },
  };
}
