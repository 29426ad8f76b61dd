// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.internal.Operation;

/** Every operation of the API: how it is asked. */
public final class Operations {
    private Operations() {}

    public static final Operation CREATE_KEY =
            new Operation("createKey", "POST", "/v1/keys", "application/json", false);

    public static final Operation LIST_KEYS =
            new Operation("listKeys", "GET", "/v1/keys", "application/json", false);

    public static final Operation RETRIEVE_KEY =
            new Operation("retrieveKey", "GET", "/v1/keys/{id}", "application/json", false);

    public static final Operation UPDATE_KEY =
            new Operation("updateKey", "POST", "/v1/keys/{id}", "application/json", false);

    public static final Operation ROLL_KEY =
            new Operation("rollKey", "POST", "/v1/keys/{id}/roll", "application/json", false);

    public static final Operation REVOKE_KEY =
            new Operation("revokeKey", "POST", "/v1/keys/{id}/revoke", "application/json", false);

    public static final Operation CREATE_APP =
            new Operation("createApp", "POST", "/v1/apps", "application/json", false);

    public static final Operation LIST_APPS =
            new Operation("listApps", "GET", "/v1/apps", "application/json", false);

    public static final Operation RETRIEVE_APP =
            new Operation("retrieveApp", "GET", "/v1/apps/{id}", "application/json", false);

    public static final Operation UPDATE_APP =
            new Operation("updateApp", "POST", "/v1/apps/{id}", "application/json", false);

    public static final Operation CLOSE_APP =
            new Operation("closeApp", "DELETE", "/v1/apps/{id}", "application/json", false);

    public static final Operation ROLL_APP_SECRET =
            new Operation("rollAppSecret", "POST", "/v1/apps/{id}/secret", "application/json", false);

    public static final Operation RETRIEVE_ORGANIZATION =
            new Operation("retrieveOrganization", "GET", "/v1/organization", "application/json", false);

    public static final Operation UPDATE_ORGANIZATION =
            new Operation("updateOrganization", "POST", "/v1/organization", "application/json", false);

    public static final Operation LIST_MEMBERS =
            new Operation("listMembers", "GET", "/v1/organization/members", "application/json", false);

    public static final Operation UPDATE_MEMBER =
            new Operation("updateMember", "POST", "/v1/organization/members/{id}", "application/json", false);

    public static final Operation REMOVE_MEMBER =
            new Operation("removeMember", "DELETE", "/v1/organization/members/{id}", "application/json", false);

    public static final Operation CREATE_INVITATION =
            new Operation("createInvitation", "POST", "/v1/organization/invitations", "application/json", false);

    public static final Operation LIST_INVITATIONS =
            new Operation("listInvitations", "GET", "/v1/organization/invitations", "application/json", false);

    public static final Operation REVOKE_INVITATION =
            new Operation("revokeInvitation", "POST", "/v1/organization/invitations/{id}/revoke", "application/json", false);

    public static final Operation CREATE_SANDBOX =
            new Operation("createSandbox", "POST", "/v1/sandboxes", "application/json", false);

    public static final Operation LIST_SANDBOXES =
            new Operation("listSandboxes", "GET", "/v1/sandboxes", "application/json", false);

    public static final Operation RETRIEVE_SANDBOX =
            new Operation("retrieveSandbox", "GET", "/v1/sandboxes/{id}", "application/json", false);

    public static final Operation CLOSE_SANDBOX =
            new Operation("closeSandbox", "DELETE", "/v1/sandboxes/{id}", "application/json", false);

    public static final Operation RESET_SANDBOX =
            new Operation("resetSandbox", "POST", "/v1/sandboxes/{id}/reset", "application/json", false);

    public static final Operation CREATE_TOKEN =
            new Operation("createToken", "POST", "/v1/tokens", "application/json", true);

    public static final Operation DELETE_TOKEN =
            new Operation("deleteToken", "DELETE", "/v1/tokens/{id}", "application/json", false);

    public static final Operation CREATE_PAYMENT =
            new Operation("createPayment", "POST", "/v1/payments", "application/json", false);

    public static final Operation LIST_PAYMENTS =
            new Operation("listPayments", "GET", "/v1/payments", "application/json", false);

    public static final Operation PAY =
            new Operation("pay", "POST", "/pay", "application/json", false);

    public static final Operation CONFIRM_PAYMENT =
            new Operation("confirmPayment", "POST", "/v1/payments/{id}/confirm", "application/json", false);

    public static final Operation CAPTURE_PAYMENT =
            new Operation("capturePayment", "POST", "/v1/payments/{id}/capture", "application/json", false);

    public static final Operation CANCEL_PAYMENT =
            new Operation("cancelPayment", "POST", "/v1/payments/{id}/cancel", "application/json", false);

    public static final Operation RETRIEVE_PAYMENT =
            new Operation("retrievePayment", "GET", "/v1/payments/{id}", "application/json", false);

    public static final Operation CREATE_REFUND =
            new Operation("createRefund", "POST", "/v1/refunds", "application/json", false);

    public static final Operation LIST_REFUNDS =
            new Operation("listRefunds", "GET", "/v1/refunds", "application/json", false);

    public static final Operation RETRIEVE_REFUND =
            new Operation("retrieveRefund", "GET", "/v1/refunds/{id}", "application/json", false);

    public static final Operation RETRIEVE_REVERSAL =
            new Operation("retrieveReversal", "GET", "/v1/reversals/{id}", "application/json", false);

    public static final Operation LIST_REVERSALS =
            new Operation("listReversals", "GET", "/v1/reversals", "application/json", false);

    public static final Operation LIST_BALANCES =
            new Operation("listBalances", "GET", "/v1/balances", "application/json", false);

    public static final Operation ADVANCE_CLOCK =
            new Operation("advanceClock", "POST", "/v1/sandbox/clock", "application/json", false);

    public static final Operation RETRIEVE_SANDBOX_CHARGE =
            new Operation("retrieveSandboxCharge", "GET", "/v1/sandbox/payments/{id}", "application/json", false);

    public static final Operation SIMULATE_PAYER =
            new Operation("simulatePayer", "POST", "/v1/sandbox/payments/{id}/simulate", "application/json", false);

    public static final Operation CREATE_CHECKOUT_SESSION =
            new Operation("createCheckoutSession", "POST", "/v1/checkout_sessions", "application/json", false);

    public static final Operation LIST_CHECKOUT_SESSIONS =
            new Operation("listCheckoutSessions", "GET", "/v1/checkout_sessions", "application/json", false);

    public static final Operation RETRIEVE_CHECKOUT_SESSION =
            new Operation("retrieveCheckoutSession", "GET", "/v1/checkout_sessions/{id}", "application/json", false);

    public static final Operation EXPIRE_CHECKOUT_SESSION =
            new Operation("expireCheckoutSession", "POST", "/v1/checkout_sessions/{id}/expire", "application/json", false);

    public static final Operation CREATE_SIGNATURE_KEY =
            new Operation("createSignatureKey", "POST", "/v1/signature_keys", "application/json", false);

    public static final Operation LIST_SIGNATURE_KEYS =
            new Operation("listSignatureKeys", "GET", "/v1/signature_keys", "application/json", false);

    public static final Operation RETRIEVE_SIGNATURE_KEY =
            new Operation("retrieveSignatureKey", "GET", "/v1/signature_keys/{id}", "application/json", false);

    public static final Operation REVOKE_SIGNATURE_KEY =
            new Operation("revokeSignatureKey", "POST", "/v1/signature_keys/{id}/revoke", "application/json", false);

    public static final Operation RETRIEVE_SIGNATURE_SETTINGS =
            new Operation("retrieveSignatureSettings", "GET", "/v1/signature_settings", "application/json", false);

    public static final Operation UPDATE_SIGNATURE_SETTINGS =
            new Operation("updateSignatureSettings", "POST", "/v1/signature_settings", "application/json", false);

    public static final Operation LIST_EVENTS =
            new Operation("listEvents", "GET", "/v1/events", "application/json", false);

    public static final Operation RETRIEVE_EVENT =
            new Operation("retrieveEvent", "GET", "/v1/events/{id}", "application/json", false);

    public static final Operation RETRIEVE_EVENT_HEAD =
            new Operation("retrieveEventHead", "GET", "/v1/events/head", "application/json", false);

    public static final Operation STREAM_EVENTS =
            new Operation("streamEvents", "GET", "/v1/events/stream", "text/event-stream", false);

    public static final Operation CREATE_WEBHOOK_ENDPOINT =
            new Operation("createWebhookEndpoint", "POST", "/v1/webhook_endpoints", "application/json", false);

    public static final Operation LIST_WEBHOOK_ENDPOINTS =
            new Operation("listWebhookEndpoints", "GET", "/v1/webhook_endpoints", "application/json", false);

    public static final Operation RETRIEVE_WEBHOOK_ENDPOINT =
            new Operation("retrieveWebhookEndpoint", "GET", "/v1/webhook_endpoints/{id}", "application/json", false);

    public static final Operation UPDATE_WEBHOOK_ENDPOINT =
            new Operation("updateWebhookEndpoint", "POST", "/v1/webhook_endpoints/{id}", "application/json", false);

    public static final Operation DELETE_WEBHOOK_ENDPOINT =
            new Operation("deleteWebhookEndpoint", "DELETE", "/v1/webhook_endpoints/{id}", "application/json", false);

    public static final Operation ROTATE_WEBHOOK_SECRET =
            new Operation("rotateWebhookSecret", "POST", "/v1/webhook_endpoints/{id}/rotate_secret", "application/json", false);

    public static final Operation LIST_WEBHOOK_DELIVERIES =
            new Operation("listWebhookDeliveries", "GET", "/v1/webhook_endpoints/{id}/deliveries", "application/json", false);

    public static final Operation REPLAY_WEBHOOK_EVENTS =
            new Operation("replayWebhookEvents", "POST", "/v1/webhook_endpoints/{id}/replay", "application/json", false);

    public static final Operation LIST_AUDIT_ENTRIES =
            new Operation("listAuditEntries", "GET", "/v1/audit", "application/json", false);

    public static final Operation EXPORT_AUDIT_LOG =
            new Operation("exportAuditLog", "GET", "/v1/audit/export", "text/plain", false);

    public static final Operation LIST_REQUESTS =
            new Operation("listRequests", "GET", "/v1/request_log", "application/json", false);

    public static final Operation RETRIEVE_REQUEST =
            new Operation("retrieveRequest", "GET", "/v1/request_log/{id}", "application/json", false);
}
