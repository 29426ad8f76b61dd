import { ANOTHER, CHAIN, one, set, type Tampering } from './tampering.fixture.ts';

/** The only trace that an event was delivered: no retry row, no other attempt, and read with the types that are proved. */
const ONLY_TRY = `
  status = 'succeeded'
  and seq > (select vouched_from from webhook_endpoint w where w.id = endpoint_id)
  and not exists (select from webhook_retry r where r.endpoint_id = webhook_delivery.endpoint_id and r.seq = webhook_delivery.seq)
  and 1 = (select count(*) from webhook_delivery d where d.endpoint_id = webhook_delivery.endpoint_id and d.seq = webhook_delivery.seq)`;

/** What a database owner can do to the other records: attempts, events, reversals, keys, webhooks, sessions. */
export const recordTamperings: readonly Tampering[] = [
  set('attempt.account_id', ANOTHER, /status of pay_/),
  set('attempt.id', ANOTHER, /^attempt|of pay_/m),
  set('attempt.payment_id', ANOTHER, /^attempt/m),
  set('attempt.refund_id', 'id', /^attempt/m, "kind = 'authorize'"),
  set('attempt.kind', "'void'", /status of pay_/, "kind = 'authorize'"),
  set('attempt.channel', "'other'", /^attempt/m),
  set('attempt.amount', 'amount + 1', /^attempt/m, "kind = 'authorize'"),
  set('attempt.currency', "'EUR'", /^attempt/m),
  set('attempt.target_id', 'id', /^attempt/m),
  set(
    'attempt.actor',
    "'key_other'",
    /^outcome of attempt/m,
    'exists (select from outcome o where o.attempt_id = attempt.id)',
  ),
  [
    'attempt.send_before',
    "update attempt set send_before = recover_after + interval '1 day'",
    /which is open/,
  ],
  ['attempt.recover_after', "update attempt set recover_after = 'infinity'", /which is open/],
  [
    'attempt_claim.account_id',
    `insert into attempt_claim select ${ANOTHER}, id, 1, owner, now(), now() from attempt`,
    /rows of no account/,
  ],
  [
    'attempt_claim (the whole row)',
    "insert into attempt_claim select account_id, id, 1, owner, now(), 'infinity' from attempt",
    /which is open/,
  ],
  [
    'attempt_claim.until',
    "insert into attempt_claim select account_id, id, 1, owner, 'infinity', now() from attempt",
    /which is open/,
  ],
  [
    'attempt_claim.ask_again_at',
    "insert into attempt_claim select account_id, id, 1, owner, now(), now() + interval '1 year' from attempt",
    /which is open/,
  ],
  ['attempt', "delete from attempt where kind = 'void'", /of pay_/],
  set('outcome.account_id', ANOTHER, /status of pay_/),
  set('outcome.attempt_id', ANOTHER, /^outcome/m),
  set('outcome.result', "'declined'", /status of pay_/, "result = 'approved'"),
  set('outcome.result', "'never_sent'", /^refund|status of pay_|decline_code of/m, "result = 'declined'"),
  set('outcome.decline_code', "'lost_card'", /decline_code of pay_/, "result = 'declined'"),
  set(
    'outcome.amount',
    'amount + 1',
    /what the channel approved/,
    "result = 'approved' and exists (select from attempt a where a.id = attempt_id and a.kind = 'capture')",
  ),
  set('outcome.at', "at - interval '1 day'", /^outcome/m),
  ['outcome', `delete from outcome where ${one('outcome')}`, /of pay_/],

  set('due.account_id', ANOTHER, /what falls due/),
  set('due.due_at', "due_at + interval '1 year'", /what falls due/),
  set('due.kind', "'expire'", /what falls due/, "kind = 'release'"),
  set('due.id', ANOTHER, /^due|what falls due/m),
  [
    'due (a row too many)',
    `insert into due select account_id, now(), 'release', ${ANOTHER} from due limit 1`,
    /^due release/m,
  ],
  [
    'recovery_watermark.looked_to',
    "update recovery_watermark set looked_to = now() + interval '1 hour'",
    /how far recovery/,
  ],
  [
    'recovery_watermark.looked_again_to',
    "update recovery_watermark set looked_again_to = 'infinity'",
    /how far recovery/,
  ],
  [
    'recovery_watermark.looked_again_to',
    "update recovery_watermark set looked_to = now(), looked_again_to = now(); update attempt set send_before = now() - interval '1 hour', recover_after = now() - interval '1 hour'",
    /which is open/,
  ],

  ['event.account_id', `update event set account_id = ${ANOTHER} where seq = 3`, /event log/],
  ['event.seq', 'update event set seq = 1000000 where seq = 3', /event log/],
  set('event.type', "'payment.failed'", CHAIN, "type = 'payment.succeeded'"),
  set('event.type', "'reversal.created'", /the reversal rev_/, "type = 'payment.succeeded'"),
  set('event.object_id', ANOTHER, CHAIN),
  set('event.command_id', ANOTHER, CHAIN),
  set('event.actor', "'key_other'", CHAIN),
  set('event.actor', 'null', CHAIN, 'actor is not null'),
  set('event.payload', 'replace(payload, \'"amount":\', \'"amount":1\')', CHAIN),
  set('event.payload', "payload || ' '", CHAIN),
  set('event.at', "at + interval '1 millisecond'", CHAIN),
  set('event.at', "at + interval '1 microsecond'", /time of event/),
  set('event.hash', "sha256('x')", CHAIN),
  ['event', 'delete from event where seq = 7', /event log/],
  ['event', "delete from event where type = 'reversal.created'", /the reversal rev_/],

  set('reversal.account_id', ANOTHER, /the reversal rev_/),
  set('reversal.id', ANOTHER, /the reversal rev_/),
  set('reversal.payment_id', 'id', /the reversal rev_/),
  [
    'reversal.amount',
    'update reversal set amount = amount + 1, amount_from_pending = amount_from_pending + 1',
    /amount of rev_/,
  ],
  set('reversal.currency', "'EUR'", /the reversal rev_/),
  ...['pending', 'available', 'unapplied'].map((book): Tampering => {
    const others = ['pending', 'available', 'unapplied'].filter((other) => other !== book);
    const nothing = others.map((other) => `amount_from_${other} = 0`).join(', ');
    return [
      `reversal.amount_from_${book}`,
      `update reversal set amount_from_${book} = amount, ${nothing} where amount_from_${book} < amount`,
      /the reversal rev_/,
    ];
  }),
  set('reversal.created_at', "created_at - interval '1 day'", /created_at of rev_/),
  ['reversal', 'delete from reversal', /the reversal rev_/],

  set('idempotency.account_id', ANOTHER, /rows of no account/),
  set('idempotency.command_id', ANOTHER, /^key/m, 'command_id is not null'),
  set('idempotency.object_id', ANOTHER, /^key/m, 'command_id is not null'),
  set('idempotency.recover_after', "at + interval '1 year'", /^key/m, 'command_id is not null'),
  set('idempotency.status', 'null', /^key/m, 'status is not null'),
  set('idempotency.body', 'null', /^key/m, 'body is not null'),
  set('idempotency.at', "at + interval '1 year'", /^key/m),

  set('webhook_endpoint.cursor', 'cursor + 1000', /cursor of we_/),
  [
    'webhook_endpoint.cursor',
    'update webhook_endpoint w set cursor = event_seq from account_head h where h.account_id = w.account_id',
    /cursor of we_/,
  ],
  set('webhook_endpoint.account_id', ANOTHER, /rows of no account/),
  set('webhook_endpoint.id', ANOTHER, /cursor of we_/, "status = 'enabled'"),
  set('webhook_retry.account_id', ANOTHER, /retry of event/),
  set('webhook_retry.endpoint_id', ANOTHER, /retry of event/),
  set('webhook_retry.seq', '1000000', /retry of event/),
  set(
    'webhook_retry.first_at',
    "first_at - interval '1 year', due_at = due_at + interval '1 day'",
    /retry of event/,
  ),
  set('webhook_retry.due_at', "due_at + interval '1 year'", /retry of event/),
  ['webhook_retry', 'delete from webhook_retry', /retry of event/],
  ...['account_id', 'endpoint_id'].map((column) =>
    set(`webhook_delivery.${column}`, ANOTHER, /cursor of we_/, ONLY_TRY),
  ),
  set('webhook_delivery.seq', '1000000', /cursor of we_/, ONLY_TRY),
  ['webhook_delivery', 'delete from webhook_delivery; delete from webhook_retry', /cursor of we_/],

  set(
    'checkout_session.id',
    ANOTHER,
    /^try/m,
    'exists (select from checkout_payment c where c.session_id = id)',
  ),
  ...[
    `account_id = ${ANOTHER}`,
    "order_id = 'other'",
    'amount = amount + 1',
    "currency = 'EUR'",
    "capture_method = 'manual'",
    "description = 'other'",
    `metadata = '{"a": "b"}'`,
    "created_at = created_at + interval '1 day'",
    "expires_at = created_at - interval '1 day'",
  ].map(
    (change): Tampering => [
      `checkout_session.${change.split(' ')[0]}`,
      `update checkout_session set ${change} where exists (select from checkout_payment c where c.session_id = id)`,
      /^try/m,
    ],
  ),
  ...['closed_by', 'closed_at'].map(
    (column): Tampering => [
      `checkout_session.${column}`,
      "update checkout_session set closed_by = 'payer', closed_at = now() where exists (select from checkout_payment c where c.session_id = id)",
      /^try/m,
    ],
  ),
  ...['account_id', 'session_id', 'payment_id'].map((column) =>
    set(`checkout_payment.${column}`, ANOTHER, /^try/m),
  ),
  set('checkout_payment.n', 'n + 10', /^try/m),

  set('sandbox_charge.account_id', ANOTHER, /rows of no account/),
  ...['reference', 'payment_id'].map((column) =>
    set(`sandbox_charge.${column}`, ANOTHER, /^sandbox charge/m),
  ),
  set('sandbox_charge.token', "'tok_visa'", /^sandbox charge/m),
  set('sandbox_charge.amount', 'amount + 1', /^sandbox charge/m),
  set('sandbox_charge.currency', "'EUR'", /^sandbox charge/m),
  set('sandbox_charge.state', "'closed'", /^sandbox charge/m, "state = 'approved'"),
  set('sandbox_charge.decline_code', "'lost_card'", /^sandbox charge/m, "state = 'declined'"),
  set('sandbox_charge.received', '0', /^sandbox charge/m, 'received > 0'),
  set('sandbox_charge.taken_back', '0', /^sandbox charge/m, 'taken_back > 0'),
  [
    'channel_inbox_open.account_id',
    `insert into channel_inbox_open select ${ANOTHER}, channel, event_id, 0, now() from channel_inbox limit 1`,
    /rows of no account/,
  ],
  [
    'channel_inbox_open.channel',
    "insert into channel_inbox_open select account_id, 'other', event_id, 0, now() from channel_inbox limit 1",
    /^notification/m,
  ],
  [
    'channel_inbox_open.event_id',
    "insert into channel_inbox_open select account_id, channel, 'other', 0, now() from channel_inbox limit 1",
    /^notification/m,
  ],
  [
    'channel_inbox_open.try_after',
    "insert into channel_inbox_open select account_id, channel, event_id, 0, 'infinity' from channel_inbox limit 1",
    /^notification/m,
  ],
  set('audit_entry.organization_id', ANOTHER, /audit log/),
  set('audit_entry.id', ANOTHER, /audit log/),
  set('audit_entry.seq', 'seq + 1000', /audit log/),
  set('audit_entry.at', "at + interval '1 microsecond'", /time of entry \d+ of the audit log/),
  set('audit_entry.account_id', ANOTHER, CHAIN),
  ...['act', 'actor', 'object', 'request', 'address'].map((column) =>
    set(`audit_entry.${column}`, "'key_other'", CHAIN),
  ),
  set('audit_entry.state', "'done'", CHAIN, "state = 'asked'"),
  set('audit_entry.detail', `'{"a": 1}'`, CHAIN),
  set('audit_entry.hash', "sha256('x')", CHAIN),
  ['audit_entry', `delete from audit_entry where ${one('audit_entry')}`, /audit log/],
  ['audit_entry', 'delete from audit_entry', /head of the audit log/],
  [
    'audit_entry (the last, with the head’s count)',
    'with h as (update audit_head set seq = seq - 1 returning *) delete from audit_entry e using h where e.organization_id = h.organization_id and e.seq = h.seq + 1',
    /head of the audit log/,
  ],
  set('audit_head.organization_id', ANOTHER, /head of the audit log/),
  set('audit_head.seq', 'seq + 1', /head of the audit log/),
  set('audit_head.id', ANOTHER, /head of the audit log/),
  set('audit_head.hash', "sha256('x')", /head of the audit log/),
];
