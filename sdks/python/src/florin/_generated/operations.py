"""The operations of the API. Written by scripts/generate.py from the API's document: do not change it here."""

from __future__ import annotations

from .._operations import Operation
from . import models

CREATE_KEY: Operation[models.ApiKey] = Operation("createKey", "POST", "/v1/keys", shape="ApiKey")
LIST_KEYS: Operation[models.ApiKey] = Operation("listKeys", "GET", "/v1/keys", shape="ApiKey")
RETRIEVE_KEY: Operation[models.ApiKey] = Operation("retrieveKey", "GET", "/v1/keys/{id}", shape="ApiKey")
UPDATE_KEY: Operation[models.ApiKey] = Operation("updateKey", "POST", "/v1/keys/{id}", shape="ApiKey")
ROLL_KEY: Operation[models.ApiKey] = Operation(
    "rollKey", "POST", "/v1/keys/{id}/roll", shape="ApiKey", body_optional=True
)
REVOKE_KEY: Operation[models.ApiKey] = Operation(
    "revokeKey", "POST", "/v1/keys/{id}/revoke", shape="ApiKey", body_optional=True
)
CREATE_APP: Operation[models.App] = Operation(
    "createApp", "POST", "/v1/apps", shape="App", nullable=frozenset({"backchannel_logout_uri", "jwks", "jwks_uri", "tls_client_auth_san_dns", "tls_client_auth_san_email", "tls_client_auth_san_ip", "tls_client_auth_san_uri", "tls_client_auth_subject_dn"})
)
LIST_APPS: Operation[models.App] = Operation("listApps", "GET", "/v1/apps", shape="App")
RETRIEVE_APP: Operation[models.App] = Operation("retrieveApp", "GET", "/v1/apps/{id}", shape="App")
UPDATE_APP: Operation[models.App] = Operation(
    "updateApp", "POST", "/v1/apps/{id}", shape="App", nullable=frozenset({"backchannel_logout_uri", "jwks", "jwks_uri", "tls_client_auth_san_dns", "tls_client_auth_san_email", "tls_client_auth_san_ip", "tls_client_auth_san_uri", "tls_client_auth_subject_dn"})
)
CLOSE_APP: Operation[None] = Operation("closeApp", "DELETE", "/v1/apps/{id}")
ROLL_APP_SECRET: Operation[models.App] = Operation(
    "rollAppSecret", "POST", "/v1/apps/{id}/secret", shape="App", body_optional=True
)
RETRIEVE_ORGANIZATION: Operation[models.Organization] = Operation(
    "retrieveOrganization", "GET", "/v1/organization", shape="Organization"
)
UPDATE_ORGANIZATION: Operation[models.Organization] = Operation(
    "updateOrganization", "POST", "/v1/organization", shape="Organization"
)
LIST_MEMBERS: Operation[models.Member] = Operation("listMembers", "GET", "/v1/organization/members", shape="Member")
UPDATE_MEMBER: Operation[models.Member] = Operation(
    "updateMember", "POST", "/v1/organization/members/{id}", shape="Member"
)
REMOVE_MEMBER: Operation[None] = Operation("removeMember", "DELETE", "/v1/organization/members/{id}")
CREATE_INVITATION: Operation[models.Invitation] = Operation(
    "createInvitation", "POST", "/v1/organization/invitations", shape="Invitation"
)
LIST_INVITATIONS: Operation[models.Invitation] = Operation(
    "listInvitations", "GET", "/v1/organization/invitations", shape="Invitation"
)
REVOKE_INVITATION: Operation[models.Invitation] = Operation(
    "revokeInvitation", "POST", "/v1/organization/invitations/{id}/revoke", shape="Invitation", body_optional=True
)
CREATE_SANDBOX: Operation[models.Sandbox] = Operation("createSandbox", "POST", "/v1/sandboxes", shape="Sandbox")
LIST_SANDBOXES: Operation[models.Sandbox] = Operation("listSandboxes", "GET", "/v1/sandboxes", shape="Sandbox")
RETRIEVE_SANDBOX: Operation[models.Sandbox] = Operation("retrieveSandbox", "GET", "/v1/sandboxes/{id}", shape="Sandbox")
CLOSE_SANDBOX: Operation[None] = Operation("closeSandbox", "DELETE", "/v1/sandboxes/{id}")
RESET_SANDBOX: Operation[models.Sandbox] = Operation(
    "resetSandbox", "POST", "/v1/sandboxes/{id}/reset", shape="Sandbox", body_optional=True
)
CREATE_TOKEN: Operation[models.Token] = Operation("createToken", "POST", "/v1/tokens", shape="Token", publishable=True)
DELETE_TOKEN: Operation[None] = Operation("deleteToken", "DELETE", "/v1/tokens/{id}")
CREATE_PAYMENT: Operation[models.Payment] = Operation("createPayment", "POST", "/v1/payments", shape="Payment")
LIST_PAYMENTS: Operation[models.Payment] = Operation("listPayments", "GET", "/v1/payments", shape="Payment")
PAY: Operation[models.Payment] = Operation("pay", "POST", "/pay", shape="Payment")
CONFIRM_PAYMENT: Operation[models.Payment] = Operation(
    "confirmPayment", "POST", "/v1/payments/{id}/confirm", shape="Payment"
)
CAPTURE_PAYMENT: Operation[models.Payment] = Operation(
    "capturePayment", "POST", "/v1/payments/{id}/capture", shape="Payment", body_optional=True
)
CANCEL_PAYMENT: Operation[models.Payment] = Operation(
    "cancelPayment", "POST", "/v1/payments/{id}/cancel", shape="Payment", body_optional=True
)
RETRIEVE_PAYMENT: Operation[models.Payment] = Operation("retrievePayment", "GET", "/v1/payments/{id}", shape="Payment")
CREATE_REFUND: Operation[models.Refund] = Operation("createRefund", "POST", "/v1/refunds", shape="Refund")
LIST_REFUNDS: Operation[models.Refund] = Operation("listRefunds", "GET", "/v1/refunds", shape="Refund")
RETRIEVE_REFUND: Operation[models.Refund] = Operation("retrieveRefund", "GET", "/v1/refunds/{id}", shape="Refund")
RETRIEVE_REVERSAL: Operation[models.Reversal] = Operation(
    "retrieveReversal", "GET", "/v1/reversals/{id}", shape="Reversal"
)
LIST_REVERSALS: Operation[models.Reversal] = Operation("listReversals", "GET", "/v1/reversals", shape="Reversal")
LIST_BALANCES: Operation[models.Balance] = Operation("listBalances", "GET", "/v1/balances", shape="Balance")
ADVANCE_CLOCK: Operation[models.SandboxClock] = Operation(
    "advanceClock", "POST", "/v1/sandbox/clock", shape="SandboxClock"
)
RETRIEVE_SANDBOX_CHARGE: Operation[models.SandboxCharge] = Operation(
    "retrieveSandboxCharge", "GET", "/v1/sandbox/payments/{id}", shape="SandboxCharge"
)
SIMULATE_PAYER: Operation[models.Payment] = Operation(
    "simulatePayer", "POST", "/v1/sandbox/payments/{id}/simulate", shape="Payment"
)
CREATE_CHECKOUT_SESSION: Operation[models.CheckoutSession] = Operation(
    "createCheckoutSession", "POST", "/v1/checkout_sessions", shape="CheckoutSession"
)
LIST_CHECKOUT_SESSIONS: Operation[models.CheckoutSession] = Operation(
    "listCheckoutSessions", "GET", "/v1/checkout_sessions", shape="CheckoutSession"
)
RETRIEVE_CHECKOUT_SESSION: Operation[models.CheckoutSession] = Operation(
    "retrieveCheckoutSession", "GET", "/v1/checkout_sessions/{id}", shape="CheckoutSession"
)
EXPIRE_CHECKOUT_SESSION: Operation[models.CheckoutSession] = Operation(
    "expireCheckoutSession", "POST", "/v1/checkout_sessions/{id}/expire", shape="CheckoutSession", body_optional=True
)
CREATE_SIGNATURE_KEY: Operation[models.SignatureKey] = Operation(
    "createSignatureKey", "POST", "/v1/signature_keys", shape="SignatureKey"
)
LIST_SIGNATURE_KEYS: Operation[models.SignatureKey] = Operation(
    "listSignatureKeys", "GET", "/v1/signature_keys", shape="SignatureKey"
)
RETRIEVE_SIGNATURE_KEY: Operation[models.SignatureKey] = Operation(
    "retrieveSignatureKey", "GET", "/v1/signature_keys/{id}", shape="SignatureKey"
)
REVOKE_SIGNATURE_KEY: Operation[models.SignatureKey] = Operation(
    "revokeSignatureKey", "POST", "/v1/signature_keys/{id}/revoke", shape="SignatureKey", body_optional=True
)
RETRIEVE_SIGNATURE_SETTINGS: Operation[models.SignatureSettings] = Operation(
    "retrieveSignatureSettings", "GET", "/v1/signature_settings", shape="SignatureSettings"
)
UPDATE_SIGNATURE_SETTINGS: Operation[models.SignatureSettings] = Operation(
    "updateSignatureSettings", "POST", "/v1/signature_settings", shape="SignatureSettings"
)
LIST_EVENTS: Operation[models.Event] = Operation("listEvents", "GET", "/v1/events", shape="Event")
RETRIEVE_EVENT: Operation[models.Event] = Operation("retrieveEvent", "GET", "/v1/events/{id}", shape="Event")
RETRIEVE_EVENT_HEAD: Operation[models.EventHead] = Operation(
    "retrieveEventHead", "GET", "/v1/events/head", shape="EventHead"
)
STREAM_EVENTS: Operation[models.Event] = Operation(
    "streamEvents", "GET", "/v1/events/stream", shape="Event", accept="text/event-stream"
)
CREATE_WEBHOOK_ENDPOINT: Operation[models.WebhookEndpoint] = Operation(
    "createWebhookEndpoint", "POST", "/v1/webhook_endpoints", shape="WebhookEndpoint"
)
LIST_WEBHOOK_ENDPOINTS: Operation[models.WebhookEndpoint] = Operation(
    "listWebhookEndpoints", "GET", "/v1/webhook_endpoints", shape="WebhookEndpoint"
)
RETRIEVE_WEBHOOK_ENDPOINT: Operation[models.WebhookEndpoint] = Operation(
    "retrieveWebhookEndpoint", "GET", "/v1/webhook_endpoints/{id}", shape="WebhookEndpoint"
)
UPDATE_WEBHOOK_ENDPOINT: Operation[models.WebhookEndpoint] = Operation(
    "updateWebhookEndpoint", "POST", "/v1/webhook_endpoints/{id}", shape="WebhookEndpoint", nullable=frozenset({"description", "encryption_key"}), body_optional=True
)
DELETE_WEBHOOK_ENDPOINT: Operation[None] = Operation("deleteWebhookEndpoint", "DELETE", "/v1/webhook_endpoints/{id}")
ROTATE_WEBHOOK_SECRET: Operation[models.WebhookEndpoint] = Operation(
    "rotateWebhookSecret", "POST", "/v1/webhook_endpoints/{id}/rotate_secret", shape="WebhookEndpoint", body_optional=True
)
LIST_WEBHOOK_DELIVERIES: Operation[models.WebhookDelivery] = Operation(
    "listWebhookDeliveries", "GET", "/v1/webhook_endpoints/{id}/deliveries", shape="WebhookDelivery"
)
REPLAY_WEBHOOK_EVENTS: Operation[models.WebhookReplay] = Operation(
    "replayWebhookEvents", "POST", "/v1/webhook_endpoints/{id}/replay", shape="WebhookReplay"
)
LIST_AUDIT_ENTRIES: Operation[models.AuditEntry] = Operation("listAuditEntries", "GET", "/v1/audit", shape="AuditEntry")
EXPORT_AUDIT_LOG: Operation[str] = Operation("exportAuditLog", "GET", "/v1/audit/export", accept="text/plain")
LIST_REQUESTS: Operation[models.LoggedRequestSummary] = Operation(
    "listRequests", "GET", "/v1/request_log", shape="LoggedRequestSummary"
)
RETRIEVE_REQUEST: Operation[models.LoggedRequest] = Operation(
    "retrieveRequest", "GET", "/v1/request_log/{id}", shape="LoggedRequest"
)
