import { CompactEncrypt, importJWK, type JWK } from 'jose';
import { accountOfPage, type Card, pay, Refusal, type SessionState, sessionOfPage } from './api.ts';

/** Where Florin shows the keys to encrypt to, the first choice first. */
const KEYS = '/.well-known/florin-encryption.json';

/** Whether this page can encrypt. Browsers offer cryptography on HTTPS and on their own machine alone. */
export const canEncrypt = window.isSecureContext;

/**
 * Pays by a card that is encrypted in the browser, so that nothing between it and Florin's vault sees the number. If the key was
 * replaced meanwhile, it is done once more with the new one. Where the browser cannot encrypt, a sandbox takes its test cards as they
 * are. Throws `Refusal`.
 */
export async function payByCard(card: Card, environment: SessionState['environment']): Promise<SessionState> {
  if (!canEncrypt) {
    if (environment === 'live') throw new Refusal('https_needed');
    return pay({ type: 'card', card });
  }
  const attempt = async (cache: RequestCache) =>
    pay({ type: 'card', card_jwe: await encrypted(card, await currentKey(cache)) });
  try {
    return await attempt('default');
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'encryption_key_unknown')) throw error;
    return attempt('reload');
  }
}

async function currentKey(cache: RequestCache): Promise<JWK> {
  try {
    const { keys } = await (await fetch(KEYS, { cache })).json();
    return keys[0];
  } catch {
    throw new Refusal('network');
  }
}

/** The card as a compact JWE (RFC 7516). It names the checkout session, so that nobody who copies it can pay another order by it. */
async function encrypted(card: Card, key: JWK): Promise<string> {
  const content = new TextEncoder().encode(
    JSON.stringify({ account: accountOfPage, checkout_session: sessionOfPage, ...card }),
  );
  return new CompactEncrypt(content)
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: key.kid ?? '' })
    .encrypt(await importJWK(key, 'RSA-OAEP-256'));
}
