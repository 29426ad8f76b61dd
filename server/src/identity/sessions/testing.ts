/** An authenticator, for tests without a browser. */
import { generateKeyPairSync, hash, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** The flags of an answer: the user is there and was checked, and a key comes with it (WebAuthn section 6.1). */
const FLAGS = 0x45;

/**
 * What an authenticator without a browser answers to a challenge: a new key, with no attestation (WebAuthn section 8.7).
 * @param host the site's name, with its port.
 */
export function passkeyFor(challenge: string, host: string) {
  const id = randomBytes(16);
  const passkey = id.toString('base64url');
  const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  // An Ed25519 key, after RFC 9053 section 7.2.
  const key = new Map<number, number | Uint8Array>([
    ...([
      [1, 1],
      [3, -8],
      [-1, 6],
    ] as const),
    [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
  ]);
  const authData = Buffer.concat([
    hash('sha256', new URL(`http://${host}`).hostname, 'buffer'),
    Buffer.from([FLAGS, 0, 0, 0, 0]),
    Buffer.alloc(16),
    Buffer.from([0, id.length]),
    id,
    isoCBOR.encode(key),
  ]);
  const attestation = new Map<string, unknown>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', new Uint8Array(authData)],
  ]);
  const client = { type: 'webauthn.create', challenge, origin: `http://${host}`, crossOrigin: false };
  const response = {
    ...{ id: passkey, rawId: passkey, type: 'public-key', clientExtensionResults: {} },
    response: {
      clientDataJSON: Buffer.from(JSON.stringify(client)).toString('base64url'),
      attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
    },
  };
  return { response, passkey };
}
