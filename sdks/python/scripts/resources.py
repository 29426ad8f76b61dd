"""Where each operation of the API's document is found on a client: ``florin.payments.create`` is ``createPayment``."""

RESOURCES: dict[str, dict[str, str]] = {
    "payments": {
        "create": "createPayment",
        "list": "listPayments",
        "retrieve": "retrievePayment",
        "confirm": "confirmPayment",
        "capture": "capturePayment",
        "cancel": "cancelPayment",
    },
    "refunds": {"create": "createRefund", "list": "listRefunds", "retrieve": "retrieveRefund"},
    "reversals": {"list": "listReversals", "retrieve": "retrieveReversal"},
    "balances": {"list": "listBalances"},
    "checkout_sessions": {
        "create": "createCheckoutSession",
        "list": "listCheckoutSessions",
        "retrieve": "retrieveCheckoutSession",
        "expire": "expireCheckoutSession",
    },
    "tokens": {"create": "createToken", "delete": "deleteToken"},
    "events": {
        "list": "listEvents",
        "retrieve": "retrieveEvent",
        "head": "retrieveEventHead",
        "stream": "streamEvents",
    },
    "webhook_endpoints": {
        "create": "createWebhookEndpoint",
        "list": "listWebhookEndpoints",
        "retrieve": "retrieveWebhookEndpoint",
        "update": "updateWebhookEndpoint",
        "delete": "deleteWebhookEndpoint",
        "rotate_secret": "rotateWebhookSecret",
        "list_deliveries": "listWebhookDeliveries",
        "replay": "replayWebhookEvents",
    },
    "keys": {
        "create": "createKey",
        "list": "listKeys",
        "retrieve": "retrieveKey",
        "update": "updateKey",
        "roll": "rollKey",
        "revoke": "revokeKey",
    },
    "apps": {
        "create": "createApp",
        "list": "listApps",
        "retrieve": "retrieveApp",
        "update": "updateApp",
        "close": "closeApp",
        "roll_secret": "rollAppSecret",
    },
    "organization": {
        "retrieve": "retrieveOrganization",
        "update": "updateOrganization",
        "list_members": "listMembers",
        "update_member": "updateMember",
        "remove_member": "removeMember",
        "create_invitation": "createInvitation",
        "list_invitations": "listInvitations",
        "revoke_invitation": "revokeInvitation",
    },
    "sandboxes": {
        "create": "createSandbox",
        "list": "listSandboxes",
        "retrieve": "retrieveSandbox",
        "reset": "resetSandbox",
        "close": "closeSandbox",
    },
    "sandbox": {
        "advance_clock": "advanceClock",
        "retrieve_charge": "retrieveSandboxCharge",
        "simulate": "simulatePayer",
    },
    "signature_keys": {
        "create": "createSignatureKey",
        "list": "listSignatureKeys",
        "retrieve": "retrieveSignatureKey",
        "revoke": "revokeSignatureKey",
    },
    "signature_settings": {"retrieve": "retrieveSignatureSettings", "update": "updateSignatureSettings"},
    "request_log": {"list": "listRequests", "retrieve": "retrieveRequest"},
    "audit": {"list": "listAuditEntries", "export": "exportAuditLog"},
}

#: The one operation that belongs to no resource: ``florin.pay``.
PAY = "pay"
