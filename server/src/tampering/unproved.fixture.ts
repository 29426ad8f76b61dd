/** What `florin verify` does not prove. */

const SETTING = 'a setting, which may be changed at any time, and the database does not record by whom';
const CREDENTIAL = 'a credential: a wrong one gives no access, and changing it does not affect the books';
const LEASE = 'who works on it now; a wrong value only delays work until it expires';
const LOG = 'a log for people, deleted after thirty days; no money depends on it';
const SHOWN = 'only shown to the payer';
const OUTSIDE =
  'part of the simulated world outside, not of the books; what counts is its answer, which is in an outcome';
const WORD =
  'a channel’s notification as received; what counts is the channel’s answer to a query, which is in an outcome';
const PEOPLE = 'people and their organizations, which are not part of the books';
const SIGN_IN =
  'how people sign in: a wrong value gives or takes access, which whoever owns the database has anyway, and does not affect the books';
const FENCE = 'used only by a process that asks whether its commit succeeded';

/** What cannot be proved from other data or does not need to be, and why. */
export const unproved: Readonly<Record<string, string>> = {
  'account.name': SETTING,
  'account.default_method': SETTING,
  'account.fee_basis_points': `${SETTING}; what a payment was charged is in its transfers`,
  'account.fee_fixed': `${SETTING}; what a payment was charged is in its transfers`,
  'account.rate_limit': SETTING,
  'account.created_at': SETTING,
  'account.organization_id': SETTING,
  'account.closed_at': `${SETTING}; the books of a closed sandbox are proved as they were`,
  'api_key.*': CREDENTIAL,
  'app.*': CREDENTIAL,
  'identity_revision.*': 'increases with every change of keys; a wrong value makes caches read again',
  'root_key.*': 'compared with the root key at every start',
  'data_key.*':
    'the keys of sealed secrets, which `florin keys verify` proves: without the right ones nothing opens',
  'organization.*': PEOPLE,
  'person.*': PEOPLE,
  'membership.*': PEOPLE,
  'invitation.*': PEOPLE,
  'home_idempotency.*':
    'answers to repeated requests about keys and people, kept for a day; no money depends on them',
  'person_session.*': SIGN_IN,
  'half_sign_in.*': SIGN_IN,
  'totp.*': SIGN_IN,
  'recovery_code.*': SIGN_IN,
  'mailed_token.*': SIGN_IN,
  'passkey.*': SIGN_IN,
  'passkey_challenge.*': SIGN_IN,
  'oauth_state.*': CREDENTIAL,
  'oauth_grant.*': CREDENTIAL,
  'oauth_revision.*': 'increases with every revocation; a wrong value makes caches read again',
  'oauth_revocation.*':
    'tells caches what to forget, for an hour; a token that was revoked is gone from oauth_state as well',
  'oauth_signing_key.*': CREDENTIAL,
  'oauth_proof.*':
    'proofs that were used, kept for minutes; without one a request could be sent twice in that time',
  'signature_key.*': CREDENTIAL,
  'logged_request.*': 'a log for developers, deleted after seven days; no money depends on it',
  'request_log_head.*': 'gives the ids of that log',
  'signature_settings.*': SETTING,
  'signature_app_settings.*': SETTING,
  'signature_revision.*':
    'increases with every change of signature keys; a wrong value makes caches read again',
  'signature_nonce.*':
    'nonces that were used, kept for minutes; without one a signed request could be sent twice in that time',
  'florin_signing_key.*': CREDENTIAL,
  'encryption_key.*': CREDENTIAL,
  'card_token.*':
    'a card, sealed for its row; a changed one does not open, and what was paid with it is in the payments',
  'card_security_code.*': 'sealed for its row; without it, a bank may refuse the next payment with the card',
  'guess_count.*': 'how often somebody has guessed; it ends within a day, and the books do not depend on it',
  'mail_request.*':
    'a mail that somebody asked for; it is written within a second, and the books do not depend on it',
  'mail.*': 'a mail that waits to be sent; it tells people what happened, and is not a record of it',
  'round.*': FENCE,
  'clock_move.moved_at':
    'when business time was moved; the offset and the target, which are proved, say how far',
  'payment.version':
    'only compared with the version that a decision was based on; a wrong value makes one round fail',
  'granted_payment.*':
    'what grants for one payment were used for; with another row an app may make one payment more or less that a person granted, and the books say which',
  'attempt.owner': LEASE,
  'attempt_claim.attempt_id': LEASE,
  'attempt_claim.epoch': LEASE,
  'attempt_claim.owner': LEASE,
  'recovery_watermark.one': 'a constraint allows only one row',
  'idempotency.scope': 'compared with what a client sends; with another value, the key counts as new',
  'idempotency.key': 'compared with what a client sends; with another value, the key counts as new',
  'idempotency.fingerprint':
    'computed with the root key, which is not in the database; the row is kept for a day',
  'webhook_endpoint.id': SETTING,
  'webhook_endpoint.url': SETTING,
  'webhook_endpoint.events': SETTING,
  'webhook_endpoint.description': SETTING,
  'webhook_endpoint.metadata': SETTING,
  'webhook_endpoint.http_signatures': SETTING,
  'webhook_endpoint.encryption_key': SETTING,
  'webhook_endpoint.status': SETTING,
  'webhook_endpoint.secret': CREDENTIAL,
  'webhook_endpoint.secrets_before': CREDENTIAL,
  'webhook_endpoint.secrets_before_until': CREDENTIAL,
  'webhook_endpoint.created_at': SETTING,
  'webhook_endpoint.vouched_from': `${SETTING}; it is set to the cursor when the event types change`,
  'webhook_endpoint.replays': LEASE,
  'webhook_endpoint.replay_from': LEASE,
  'webhook_endpoint.failures': LEASE,
  'webhook_endpoint.failing_since': LEASE,
  'webhook_endpoint.lease_owner': LEASE,
  'webhook_endpoint.lease_until': LEASE,
  'webhook_retry.tries': 'makes the next attempt earlier or later, within the three days that are proved',
  'webhook_delivery.id': LOG,
  'webhook_delivery.attempt': LOG,
  'webhook_delivery.status': LOG,
  'webhook_delivery.http_status': LOG,
  'webhook_delivery.error': LOG,
  'webhook_delivery.answer': LOG,
  'webhook_delivery.duration_ms': LOG,
  'webhook_delivery.at': LOG,
  'webhook_delivery.next_attempt_at': LOG,
  'checkout_session.line_items': SHOWN,
  'checkout_session.success_url': SHOWN,
  'checkout_session.cancel_url': SHOWN,
  'channel_inbox.*': WORD,
  'channel_inbox_open.tries': 'makes the next attempt earlier or later, within the minutes that are proved',
  'sandbox_charge.notifications': OUTSIDE,
  'sandbox_charge.ends_at': OUTSIDE,
  'sandbox_charge.return_url': OUTSIDE,
  'sandbox_charge.created_at': OUTSIDE,
};
