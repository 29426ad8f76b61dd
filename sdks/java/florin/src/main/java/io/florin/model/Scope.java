// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class Scope extends OpenValue {
    public static final Scope PAYMENTS_READ = new Scope("payments:read");
    public static final Scope PAYMENTS_WRITE = new Scope("payments:write");
    public static final Scope REFUNDS_READ = new Scope("refunds:read");
    public static final Scope REFUNDS_WRITE = new Scope("refunds:write");
    public static final Scope REVERSALS_READ = new Scope("reversals:read");
    public static final Scope BALANCES_READ = new Scope("balances:read");
    public static final Scope CHECKOUT_SESSIONS_READ = new Scope("checkout_sessions:read");
    public static final Scope CHECKOUT_SESSIONS_WRITE = new Scope("checkout_sessions:write");
    public static final Scope TOKENS_WRITE = new Scope("tokens:write");
    public static final Scope EVENTS_READ = new Scope("events:read");
    public static final Scope WEBHOOK_ENDPOINTS_READ = new Scope("webhook_endpoints:read");
    public static final Scope WEBHOOK_ENDPOINTS_WRITE = new Scope("webhook_endpoints:write");
    public static final Scope SANDBOX_READ = new Scope("sandbox:read");
    public static final Scope SANDBOX_WRITE = new Scope("sandbox:write");
    public static final Scope KEYS_READ = new Scope("keys:read");
    public static final Scope KEYS_WRITE = new Scope("keys:write");
    public static final Scope SIGNATURE_KEYS_READ = new Scope("signature_keys:read");
    public static final Scope SIGNATURE_KEYS_WRITE = new Scope("signature_keys:write");
    public static final Scope SANDBOXES_READ = new Scope("sandboxes:read");
    public static final Scope SANDBOXES_WRITE = new Scope("sandboxes:write");
    public static final Scope REQUEST_LOG_READ = new Scope("request_log:read");
    public static final Scope AUDIT_READ = new Scope("audit:read");
    public static final Scope APPS_READ = new Scope("apps:read");
    public static final Scope APPS_WRITE = new Scope("apps:write");
    public static final Scope ORGANIZATION_READ = new Scope("organization:read");
    public static final Scope ORGANIZATION_WRITE = new Scope("organization:write");

    private static final List<Scope> KNOWN = List.of(PAYMENTS_READ, PAYMENTS_WRITE, REFUNDS_READ, REFUNDS_WRITE, REVERSALS_READ, BALANCES_READ, CHECKOUT_SESSIONS_READ, CHECKOUT_SESSIONS_WRITE, TOKENS_WRITE, EVENTS_READ, WEBHOOK_ENDPOINTS_READ, WEBHOOK_ENDPOINTS_WRITE, SANDBOX_READ, SANDBOX_WRITE, KEYS_READ, KEYS_WRITE, SIGNATURE_KEYS_READ, SIGNATURE_KEYS_WRITE, SANDBOXES_READ, SANDBOXES_WRITE, REQUEST_LOG_READ, AUDIT_READ, APPS_READ, APPS_WRITE, ORGANIZATION_READ, ORGANIZATION_WRITE);

    private Scope(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static Scope of(String text) {
        return known(KNOWN, text).orElseGet(() -> new Scope(text));
    }
}
