/** The columns of bytes that are not sealed, and why not. A test fails for one that is neither here nor said to be sealed. */

const HMAC = 'an HMAC: it cannot be turned back into what it is of';
const HASH = 'a hash of random bits: it cannot be turned back into them';
const PUBLIC = 'a public key';
const CHAIN = 'a hash in a chain, which anybody may recompute';

export const unsealed: Readonly<Record<string, string>> = {
  'account_head.event_hash': CHAIN,
  'api_key.key_hash': HMAC,
  'app.client_secret_hash': HMAC,
  'app.previous_secret_hash': HMAC,
  'audit_entry.hash': CHAIN,
  'audit_head.hash': CHAIN,
  'channel_inbox.body': 'a channel’s notification as received, in which there is no secret',
  'data_key.wrapped':
    'encrypted too, but under the key encryption key: `florin keys rotate-kek` wraps it anew',
  'encryption_key.public_key': PUBLIC,
  'event.hash': CHAIN,
  'florin_signing_key.public_key': PUBLIC,
  'guess_count.bucket': HMAC,
  'half_sign_in.token_hash': HASH,
  'home_idempotency.fingerprint': HMAC,
  'idempotency.fingerprint': HMAC,
  'invitation.token_hash': HMAC,
  'mailed_token.token_hash': HASH,
  'oauth_grant.grant_hash': HMAC,
  'oauth_proof.mark': HASH,
  'oauth_revocation.subject': HMAC,
  'oauth_state.grant_hash': HMAC,
  'oauth_state.id_hash': HMAC,
  'oauth_state.uid_hash': HMAC,
  'oauth_state.user_code_hash': HMAC,
  'passkey.credential_id': 'an id, which the browser is told before anybody has signed in',
  'passkey.public_key': PUBLIC,
  'passkey_challenge.holder_hash': HASH,
  'person_session.token_hash': HASH,
  'recovery_code.code_hash': HMAC,
  'signature_key.public_key': PUBLIC,
  'signature_nonce.mark': HASH,
};
