"""What requests are made of. Written by scripts/generate.py from the API's document: do not change it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired

ApiKeyKind: TypeAlias = Literal["secret", "publishable"]

Scope: TypeAlias = Literal[
    "payments:read",
    "payments:write",
    "refunds:read",
    "refunds:write",
    "reversals:read",
    "balances:read",
    "checkout_sessions:read",
    "checkout_sessions:write",
    "tokens:write",
    "events:read",
    "webhook_endpoints:read",
    "webhook_endpoints:write",
    "sandbox:read",
    "sandbox:write",
    "keys:read",
    "keys:write",
    "signature_keys:read",
    "signature_keys:write",
    "sandboxes:read",
    "sandboxes:write",
    "request_log:read",
    "audit:read",
    "apps:read",
    "apps:write",
    "organization:read",
    "organization:write",
]

AppAuthMethod: TypeAlias = Literal[
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "none",
]

AppGrantType: TypeAlias = Literal[
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
]


class AppJwks(TypedDict):
    """A part of a body."""

    keys: Sequence[Mapping[str, Any]]


class BankTransferMethod(TypedDict):
    """A part of a body."""

    type: Literal["bank_transfer"]

CaptureMethod: TypeAlias = Literal["automatic", "manual"]


class Card(TypedDict):
    """A part of a body."""

    #: In the sandbox, a published test number. Other numbers are refused there.
    number: str
    #: The card is valid through the last day of this month.
    exp_month: int | Decimal
    exp_year: int | Decimal
    cvc: NotRequired[str]


class CardMethod(TypedDict):
    """A part of a body."""

    type: Literal["card"]
    token: NotRequired[str]
    card: NotRequired[Card]

Metadata: TypeAlias = Mapping[str, str]


class LineItem(TypedDict):
    """A part of a body."""

    name: str
    quantity: int | Decimal
    #: The amount of the whole line, in minor units. It is negative for a discount. The lines must add up to `amount`.
    amount: int | Decimal


class WalletMethod(TypedDict):
    """A part of a body."""

    type: Literal["wallet"]

PaymentMethodObject: TypeAlias = CardMethod | WalletMethod | BankTransferMethod

PaymentMethodChoice: TypeAlias = str | PaymentMethodObject


class EventToReplay(TypedDict):
    """A part of a body."""

    #: Deliver this event again.
    event: str


class EventsToReplay(TypedDict):
    """A part of a body."""

    #: Deliver all from this event or time (RFC 3339) on.
    since: str

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

MailLanguage: TypeAlias = Literal["en", "zh"]

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

SignatureMode: TypeAlias = Literal["off", "optional", "required"]

WebhookEndpointStatus: TypeAlias = Literal["enabled", "disabled"]

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

RefundStatus: TypeAlias = Literal["pending", "succeeded", "failed"]

WebhookDeliveryStatus: TypeAlias = Literal["succeeded", "failed"]

RequestOutcome: TypeAlias = Literal["succeeded", "refused"]
