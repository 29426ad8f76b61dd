/** What `florin verify` does not prove. */

const SETTING = 'a setting, which may be changed at any time; who changed it is not written here';
const CREDENTIAL = 'a credential: a wrong one opens nothing, and its change leaves no trace in the books';
const LEASE = 'who works on it now; a wrong one costs a moment, until it runs out';
const LOG = 'a log for people, swept after thirty days; no money hangs on it';
const SHOWN = 'shown to the payer, and told to nobody else';
const OUTSIDE = 'the sandbox’s world outside, not the books; its answer counts, which an outcome keeps';
const WORD =
  'a channel’s word as it came: only what the channel says when it is asked counts, and that is an outcome';
const PEOPLE = 'people and their organizations: not the books';
const FENCE = 'of use to a process that asks for the fate of its commit, and to nobody later';

/** What cannot be proved from anything else, or need not be, and why. */
export const unproved: Readonly<Record<string, string>> = {
  'account.name': SETTING,
  'account.default_method': SETTING,
  'account.fee_basis_points': `${SETTING}; what a payment was charged is in its transfers`,
  'account.fee_fixed': `${SETTING}; what a payment was charged is in its transfers`,
  'account.rate_limit': SETTING,
  'account.created_at': SETTING,
  'account.organization_id': SETTING,
  'api_key.*': CREDENTIAL,
  'app.*': CREDENTIAL,
  'identity_revision.*': 'goes up with every change of keys: a wrong one makes caches read once more',
  'root_key.*': 'held against the root key at every start',
  'organization.*': PEOPLE,
  'person.*': PEOPLE,
  'round.*': FENCE,
  'clock_move.moved_at': 'when business time was moved; where it stands, and was told to go, is proved',
  'payment.version':
    'only ever compared with the version that a decision was made on; a wrong one refuses one round',
  'attempt.owner': LEASE,
  'attempt_claim.attempt_id': LEASE,
  'attempt_claim.epoch': LEASE,
  'attempt_claim.owner': LEASE,
  'recovery_watermark.one': 'there is one row, which a check says',
  'idempotency.scope': 'compared with what a client sends; with another, the key is as good as new',
  'idempotency.key': 'compared with what a client sends; with another, the key is as good as new',
  'idempotency.fingerprint': 'made under the root key, which is not in the database; the row lives a day',
  'webhook_endpoint.id': SETTING,
  'webhook_endpoint.url': SETTING,
  'webhook_endpoint.events': SETTING,
  'webhook_endpoint.description': SETTING,
  'webhook_endpoint.metadata': SETTING,
  'webhook_endpoint.status': SETTING,
  'webhook_endpoint.secret': CREDENTIAL,
  'webhook_endpoint.secrets_before': CREDENTIAL,
  'webhook_endpoint.secrets_before_until': CREDENTIAL,
  'webhook_endpoint.created_at': SETTING,
  'webhook_endpoint.vouched_from': `${SETTING}: it follows the cursor when the types are changed`,
  'webhook_endpoint.replays': LEASE,
  'webhook_endpoint.replay_from': LEASE,
  'webhook_endpoint.failures': LEASE,
  'webhook_endpoint.failing_since': LEASE,
  'webhook_endpoint.lease_owner': LEASE,
  'webhook_endpoint.lease_until': LEASE,
  'webhook_retry.tries': 'makes the next try earlier or later, within the three days that are proved',
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
  'channel_inbox_open.tries': 'makes the next try earlier or later, within the minutes that are proved',
  'sandbox_charge.notifications': OUTSIDE,
  'sandbox_charge.ends_at': OUTSIDE,
  'sandbox_charge.return_url': OUTSIDE,
  'sandbox_charge.created_at': OUTSIDE,
};
