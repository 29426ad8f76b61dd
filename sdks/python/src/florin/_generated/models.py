"""What answers are. Written by scripts/generate.py from the API's document: do not change it here."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from .._record import ListOf, OneOf, Of, Record, Shape, UnknownEvent

ApiKeyKind: TypeAlias = Literal["secret", "publishable"]
ApiKeyStatus: TypeAlias = Literal["active", "expired", "revoked"]
AuditState: TypeAlias = Literal["done", "asked"]
CaptureMethod: TypeAlias = Literal["automatic", "manual"]
CheckoutSessionStatus: TypeAlias = Literal["open", "complete", "expired"]
InvitationStatus: TypeAlias = Literal["open", "accepted", "revoked", "expired"]
Metadata: TypeAlias = dict[str, str]
OrganizationKind: TypeAlias = Literal["merchant", "platform"]
PaymentEventType: TypeAlias = Literal[
    "payment.created",
    "payment.requires_action",
    "payment.processing",
    "payment.authorized",
    "payment.capture_pending",
    "payment.capture_failed",
    "payment.canceling",
    "payment.cancel_failed",
    "payment.succeeded",
    "payment.failed",
    "payment.canceled",
    "payment.expired",
    "payment.funds_received",
    "payment.funds_returned",
    "payment.return_failed",
]
PaymentStatus: TypeAlias = Literal[
    "created",
    "requires_action",
    "processing",
    "authorized",
    "canceling",
    "succeeded",
    "failed",
    "canceled",
    "expired",
]
RefundEventType: TypeAlias = Literal["refund.created", "refund.succeeded", "refund.failed"]
RefundStatus: TypeAlias = Literal["pending", "succeeded", "failed"]
ReversalEventType: TypeAlias = Literal["reversal.created"]
Role: TypeAlias = Literal[
    "owner",
    "admin",
    "developer",
    "finance",
    "support",
    "read_only",
    "operator",
    "reviewer",
    "auditor",
]
SandboxAction: TypeAlias = Literal[
    "complete_challenge",
    "fail_challenge",
    "wallet_pay",
    "wallet_refuse",
    "bank_receive",
    "bank_recall",
]
SignatureAlgorithm: TypeAlias = Literal[
    "ed25519",
    "ecdsa-p256-sha256",
    "ecdsa-p384-sha384",
    "rsa-pss-sha512",
    "rsa-v1_5-sha256",
    "dsa-sha256",
]
SignatureKeyStatus: TypeAlias = Literal["active", "expired", "revoked"]
SignatureMode: TypeAlias = Literal["off", "optional", "required"]
WebhookDeliveryStatus: TypeAlias = Literal["succeeded", "failed"]
WebhookEndpointEventType: TypeAlias = Literal["webhook_endpoint.disabled"]
WebhookEndpointStatus: TypeAlias = Literal["enabled", "disabled"]


class ApiKey(Record):
    """An object of the API."""

    id: str
    object: Literal["api_key"]
    name: str
    kind: ApiKeyKind
    status: ApiKeyStatus
    #: Its last four characters.
    hint: str
    scopes: list[str] | None
    replaces: str | None
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None
    #: The key itself. Shown only in the answer that creates or rolls it.
    secret: str  # may be missing: read it with get
    #: True in the answer to a repeated request, which does not show the secret again.
    secret_already_shown: bool  # may be missing: read it with get


class App(Record):
    """An object of the API."""

    id: str
    object: Literal["app"]
    #: The same as `id`, by the name that OAuth has for it.
    client_id: str
    #: On which it acts by its own credentials.
    account: str
    name: str
    redirect_uris: list[str]
    post_logout_redirect_uris: list[str]
    backchannel_logout_uri: str | None
    scopes: list[str]
    grant_types: list[str]
    token_endpoint_auth_method: str
    jwks: dict[str, Any] | None
    jwks_uri: str | None
    fapi: bool
    tls_client_auth_subject_dn: str | None
    tls_client_auth_san_dns: str | None
    tls_client_auth_san_uri: str | None
    tls_client_auth_san_ip: str | None
    tls_client_auth_san_email: str | None
    tls_client_certificate_bound_access_tokens: bool
    dpop_bound: bool
    require_pkce: bool
    require_signed_request_object: bool
    created_at: str
    #: Shown only in the answer that creates the app or rolls its secret.
    client_secret: str  # may be missing: read it with get
    #: True in the answer to a repeated request, which does not show the secret again.
    secret_already_shown: bool  # may be missing: read it with get


class AuditEntry(Record):
    """An object of the API."""

    id: str
    object: Literal["audit_entry"]
    #: Its number in the organization’s log, without a gap.
    seq: int
    at: str
    #: What was done, as `key.create`.
    act: str
    state: AuditState
    #: The id of the person, the key or the app that acted.
    actor: str
    account: str | None
    about: str | None
    #: What was asked for.
    detail: dict[str, Any]
    #: The id of the request.
    request: str
    #: The address that it came from.
    address: str
    #: Covers this entry and the hash of the one before it.
    hash: str


class Balance(Record):
    """An object of the API."""

    object: Literal["balance"]
    currency: str
    #: In minor units. A string, because the value may be larger than a JSON number can hold.
    pending_balance: str
    #: In minor units. A string, because the value may be larger than a JSON number can hold.
    available_balance: str


class BankTransferAction(Record):
    """An object of the API."""

    type: Literal["bank_transfer"]
    bank_name: str
    account_number: str
    #: The payer must give it with the transfer.
    reference: str
    #: The amount that is still missing.
    amount_remaining: int
    currency: str
    #: Only in the sandbox: the page of a bank that plays the payer’s.
    sandbox_url: str  # may be missing: read it with get


class BankTransferPaymentMethod(Record):
    """An object of the API."""

    type: Literal["bank_transfer"]
    #: What names the payment method in later requests.
    token: str


class CardPaymentMethod(Record):
    """An object of the API."""

    type: Literal["card"]
    #: What names the payment method in later requests.
    token: str
    brand: str
    #: The last four digits of its number.
    last4: str


class CheckoutSession(Record):
    """An object of the API."""

    id: str
    object: Literal["checkout_session"]
    status: CheckoutSessionStatus
    #: Send the payer here. Whoever has the address may pay.
    url: str
    order_id: str
    amount: int
    currency: str
    capture_method: CaptureMethod
    description: str | None
    metadata: Metadata
    line_items: list[LineItem]
    payment: str | None
    success_url: str
    cancel_url: str
    closed_by: Literal["payer", "merchant"] | None
    closed_at: str | None
    expires_at: str
    created_at: str


class EventHead(Record):
    """An object of the API."""

    object: Literal["event_head"]
    account: str
    #: The number of the last event, or 0 if there is none.
    seq: int
    #: The id of the last event, or null if there is none.
    event: str | None
    hash: str
    #: Account, `seq` and `hash` as one text, for `florin verify --since`.
    head: str


class Invitation(Record):
    """An object of the API."""

    id: str
    object: Literal["invitation"]
    email: str
    role: Role
    status: InvitationStatus
    created_at: str
    expires_at: str
    accepted_at: str | None
    #: Where the invitation is accepted. Shown only in the first answer: whoever has it and the address may join.
    accept_url: str  # may be missing: read it with get
    #: True in the answer to a repeated request, which does not show `accept_url` again.
    secret_already_shown: bool  # may be missing: read it with get


class LineItem(Record):
    """An object of the API."""

    name: str
    quantity: int
    #: The amount of the whole line, in minor units. It is negative for a discount. The lines must add up to `amount`.
    amount: int


class LoggedRequest(Record):
    """An object of the API."""

    #: Its place in the log.
    id: str
    object: Literal["logged_request"]
    #: The id of the request, as its answer said it.
    request: str
    answered_at: str
    #: As this document names it.
    operation: str
    method: str
    #: With the query.
    path: str
    #: The status of the answer.
    status: int
    code: str | None
    #: How long the answer took.
    milliseconds: int
    #: The id of the key or the app that asked.
    actor: str
    #: The address that it came from.
    address: str
    user_agent: str | None
    idempotency_key: str | None
    #: The ids of the objects that it made, changed or read.
    about: list[str]
    #: How many of your requests before it were not kept, because there were too many at once.
    skipped: int
    #: Whether the bodies are withheld, because your credential has no scope for the resource: it could not read them
    #: elsewhere.
    withheld: bool
    request_body: str | None
    answer_body: str | None


class LoggedRequestSummary(Record):
    """An object of the API."""

    #: Its place in the log.
    id: str
    object: Literal["logged_request"]
    #: The id of the request, as its answer said it.
    request: str
    answered_at: str
    #: As this document names it.
    operation: str
    method: str
    #: With the query.
    path: str
    #: The status of the answer.
    status: int
    code: str | None
    #: How long the answer took.
    milliseconds: int
    #: The id of the key or the app that asked.
    actor: str
    #: The address that it came from.
    address: str
    user_agent: str | None
    idempotency_key: str | None
    #: The ids of the objects that it made, changed or read.
    about: list[str]
    #: How many of your requests before it were not kept, because there were too many at once.
    skipped: int


class Member(Record):
    """An object of the API."""

    id: str
    object: Literal["member"]
    person: str
    email: str
    role: Role
    created_at: str


class Organization(Record):
    """An object of the API."""

    id: str
    object: Literal["organization"]
    kind: OrganizationKind
    name: str
    created_at: str


class Payment(Record):
    """An object of the API."""

    id: str
    object: Literal["payment"]
    status: PaymentStatus
    order_id: str
    amount: int
    currency: str
    capture_method: CaptureMethod
    payment_method: PaymentMethod | None
    next_action: NextAction | None
    decline_code: str | None
    #: The amount that the payer’s bank or wallet has approved.
    amount_authorized: int
    #: The amount that can be captured now.
    amount_capturable: int
    #: The amount that has arrived so far.
    amount_received: int
    #: The amount that must still arrive before the payment succeeds.
    amount_remaining: int
    #: The amount that was captured, that is, actually taken from the payer.
    amount_captured: int
    #: The amount that refunds have given back.
    amount_refunded: int
    #: The amount that can still be refunded.
    amount_refundable: int
    #: Money that arrived but is not part of a successful payment: less than the amount so far, more than the amount, or
    #: too late.
    amount_unapplied: int
    #: Money that arrived, was not part of a successful payment, and was sent back to the payer.
    amount_returned: int
    #: The amount that the payer’s bank took back after the payment had succeeded.
    amount_reversed: int
    #: The part of `amount_captured` that the platform keeps. The rest is yours. A refund does not return the fee.
    amount_fee: int
    #: When your share moves from the pending to the available balance: two days after the payment succeeded. Null until
    #: it succeeds.
    release_at: str | None
    #: When the payment expires if nobody pays it. Null when it can no longer expire.
    expires_at: str | None
    description: str | None
    metadata: Metadata
    created_at: str


class PaymentEvent(Record):
    """`data` is the object as it was at the time of the event."""

    id: str
    object: Literal["event"]
    type: PaymentEventType
    timestamp: str
    #: The number of the event in the account. Numbers go up by one, without gaps.
    seq: int
    #: The id of the command that caused the event.
    command: str
    actor: str | None
    previous_hash: str
    #: SHA-256 over the previous hash and everything in this event.
    hash: str
    data: Payment


class QrAction(Record):
    """An object of the API."""

    type: Literal["qr"]
    #: The content of the QR code that the payer scans.
    code: str
    #: The same page, for a payer who is on the phone already.
    url: str
    expires_at: str


class RedirectAction(Record):
    """An object of the API."""

    type: Literal["redirect"]
    #: Send the payer’s browser here.
    url: str


class Refund(Record):
    """An object of the API."""

    id: str
    object: Literal["refund"]
    payment: str
    status: RefundStatus
    amount: int
    currency: str
    failure_code: str | None
    reason: str | None
    metadata: Metadata
    created_at: str


class RefundEvent(Record):
    """`data` is the object as it was at the time of the event."""

    id: str
    object: Literal["event"]
    type: RefundEventType
    timestamp: str
    #: The number of the event in the account. Numbers go up by one, without gaps.
    seq: int
    #: The id of the command that caused the event.
    command: str
    actor: str | None
    previous_hash: str
    #: SHA-256 over the previous hash and everything in this event.
    hash: str
    data: Refund


class Reversal(Record):
    """An object of the API."""

    id: str
    object: Literal["reversal"]
    payment: str
    amount: int
    currency: str
    created_at: str


class ReversalEvent(Record):
    """`data` is the object as it was at the time of the event."""

    id: str
    object: Literal["event"]
    type: ReversalEventType
    timestamp: str
    #: The number of the event in the account. Numbers go up by one, without gaps.
    seq: int
    #: The id of the command that caused the event.
    command: str
    actor: str | None
    previous_hash: str
    #: SHA-256 over the previous hash and everything in this event.
    hash: str
    data: Reversal


class Sandbox(Record):
    """An object of the API."""

    #: The id of its account.
    id: str
    object: Literal["sandbox"]
    name: str
    created_at: str
    #: Shown only in the answer that creates it.
    secret_key: str  # may be missing: read it with get
    #: Shown only in the answer that creates it.
    publishable_key: str  # may be missing: read it with get
    #: True in the answer to a repeated request, which does not show the keys again.
    secret_already_shown: bool  # may be missing: read it with get


class SandboxCharge(Record):
    """An object of the API."""

    object: Literal["sandbox_charge"]
    payment: str
    state: str
    #: The page on which a payer does by hand what can be simulated.
    url: str
    actions: list[SandboxAction]


class SandboxClock(Record):
    """An object of the API."""

    object: Literal["sandbox_clock"]
    now: str


class SignatureKey(Record):
    """An object of the API."""

    #: The `keyid` of your signatures.
    id: str
    object: Literal["signature_key"]
    app: str | None
    name: str
    algorithm: SignatureAlgorithm
    status: SignatureKeyStatus
    #: The public key in PEM.
    public_key: str
    #: SHA-256 of the public key in DER (SubjectPublicKeyInfo), in hex.
    fingerprint: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class SignatureSettings(Record):
    """An object of the API."""

    object: Literal["signature_settings"]
    app: str | None
    mode: SignatureMode


class Token(Record):
    """An object of the API."""

    object: Literal["token"]
    token: str
    brand: str
    last4: str


class WalletPaymentMethod(Record):
    """An object of the API."""

    type: Literal["wallet"]
    #: What names the payment method in later requests.
    token: str


class WebhookDelivery(Record):
    """An object of the API."""

    id: str
    object: Literal["webhook_delivery"]
    endpoint: str
    event: str
    type: str
    status: WebhookDeliveryStatus
    attempt: int
    http_status: int | None
    error: str | None
    answer: str | None
    duration_ms: int
    attempted_at: str
    next_attempt_at: str | None


class WebhookEncryptionKey(Record):
    """The public key to which deliveries are encrypted."""

    kty: Literal["RSA", "EC"]
    #: As you gave it, otherwise the thumbprint of the key (RFC 7638).
    kid: str
    use: Literal["enc"]
    alg: Literal["RSA-OAEP-256", "ECDH-ES"]
    n: str  # may be missing: read it with get
    e: str  # may be missing: read it with get
    crv: str  # may be missing: read it with get
    x: str  # may be missing: read it with get
    y: str  # may be missing: read it with get


class WebhookEndpoint(Record):
    """An object of the API."""

    id: str
    object: Literal["webhook_endpoint"]
    url: str
    events: list[str]
    status: WebhookEndpointStatus
    description: str | None
    metadata: Metadata
    http_signatures: bool
    encryption_key: WebhookEncryptionKey | None
    failing_since: str | None
    created_at: str
    #: Shown only in the answer that creates or rotates it.
    secret: str  # may be missing: read it with get
    #: True in the answer to a repeated request, which does not show the secret again.
    secret_already_shown: bool  # may be missing: read it with get


class WebhookEndpointEvent(Record):
    """`data` is the object as it was at the time of the event."""

    id: str
    object: Literal["event"]
    type: WebhookEndpointEventType
    timestamp: str
    #: The number of the event in the account. Numbers go up by one, without gaps.
    seq: int
    #: The id of the command that caused the event.
    command: str
    actor: str | None
    previous_hash: str
    #: SHA-256 over the previous hash and everything in this event.
    hash: str
    data: WebhookEndpoint


class WebhookReplay(Record):
    """An object of the API."""

    object: Literal["webhook_replay"]
    endpoint: str
    first_event: str | None
    requested_at: str


Event: TypeAlias = "WebhookEndpointEvent | PaymentEvent | RefundEvent | ReversalEvent | UnknownEvent"
NextAction: TypeAlias = "RedirectAction | QrAction | BankTransferAction"
PaymentMethod: TypeAlias = "CardPaymentMethod | WalletPaymentMethod | BankTransferPaymentMethod"

#: How JSON becomes these classes.
SHAPES: dict[str, Shape] = {
    "ApiKey": Of(ApiKey, {}),
    "App": Of(App, {}),
    "AuditEntry": Of(AuditEntry, {}),
    "Balance": Of(Balance, {}),
    "BankTransferAction": Of(BankTransferAction, {}),
    "BankTransferPaymentMethod": Of(BankTransferPaymentMethod, {}),
    "CardPaymentMethod": Of(CardPaymentMethod, {}),
    "CheckoutSession": Of(CheckoutSession, {"line_items": ListOf("LineItem")}),
    "Event": OneOf(
        "type",
        {
            "webhook_endpoint.disabled": "WebhookEndpointEvent",
            "payment.created": "PaymentEvent",
            "payment.requires_action": "PaymentEvent",
            "payment.processing": "PaymentEvent",
            "payment.authorized": "PaymentEvent",
            "payment.capture_pending": "PaymentEvent",
            "payment.capture_failed": "PaymentEvent",
            "payment.canceling": "PaymentEvent",
            "payment.cancel_failed": "PaymentEvent",
            "payment.succeeded": "PaymentEvent",
            "payment.failed": "PaymentEvent",
            "payment.canceled": "PaymentEvent",
            "payment.expired": "PaymentEvent",
            "payment.funds_received": "PaymentEvent",
            "payment.funds_returned": "PaymentEvent",
            "payment.return_failed": "PaymentEvent",
            "refund.created": "RefundEvent",
            "refund.succeeded": "RefundEvent",
            "refund.failed": "RefundEvent",
            "reversal.created": "ReversalEvent",
        },
        UnknownEvent,
    ),
    "EventHead": Of(EventHead, {}),
    "Invitation": Of(Invitation, {}),
    "LineItem": Of(LineItem, {}),
    "LoggedRequest": Of(LoggedRequest, {}),
    "LoggedRequestSummary": Of(LoggedRequestSummary, {}),
    "Member": Of(Member, {}),
    "NextAction": OneOf(
        "type",
        {
            "redirect": "RedirectAction",
            "qr": "QrAction",
            "bank_transfer": "BankTransferAction",
        },
    ),
    "Organization": Of(Organization, {}),
    "Payment": Of(Payment, {"payment_method": "PaymentMethod", "next_action": "NextAction"}),
    "PaymentEvent": Of(PaymentEvent, {"data": "Payment"}),
    "PaymentMethod": OneOf(
        "type",
        {
            "card": "CardPaymentMethod",
            "wallet": "WalletPaymentMethod",
            "bank_transfer": "BankTransferPaymentMethod",
        },
    ),
    "QrAction": Of(QrAction, {}),
    "RedirectAction": Of(RedirectAction, {}),
    "Refund": Of(Refund, {}),
    "RefundEvent": Of(RefundEvent, {"data": "Refund"}),
    "Reversal": Of(Reversal, {}),
    "ReversalEvent": Of(ReversalEvent, {"data": "Reversal"}),
    "Sandbox": Of(Sandbox, {}),
    "SandboxCharge": Of(SandboxCharge, {}),
    "SandboxClock": Of(SandboxClock, {}),
    "SignatureKey": Of(SignatureKey, {}),
    "SignatureSettings": Of(SignatureSettings, {}),
    "Token": Of(Token, {}),
    "WalletPaymentMethod": Of(WalletPaymentMethod, {}),
    "WebhookDelivery": Of(WebhookDelivery, {}),
    "WebhookEncryptionKey": Of(WebhookEncryptionKey, {}),
    "WebhookEndpoint": Of(WebhookEndpoint, {"encryption_key": "WebhookEncryptionKey"}),
    "WebhookEndpointEvent": Of(WebhookEndpointEvent, {"data": "WebhookEndpoint"}),
    "WebhookReplay": Of(WebhookReplay, {}),
}
