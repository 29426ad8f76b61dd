// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.OrderToPay;
import io.florin.model.Payment;

/** Every operation of the API. */
public abstract class Resources {
    private final Caller caller;
    private final PaymentsResource payments;
    private final RefundsResource refunds;
    private final ReversalsResource reversals;
    private final BalancesResource balances;
    private final CheckoutSessionsResource checkoutSessions;
    private final TokensResource tokens;
    private final EventsResource events;
    private final WebhookEndpointsResource webhookEndpoints;
    private final KeysResource keys;
    private final AppsResource apps;
    private final OrganizationResource organization;
    private final SandboxesResource sandboxes;
    private final SandboxResource sandbox;
    private final SignatureKeysResource signatureKeys;
    private final SignatureSettingsResource signatureSettings;
    private final RequestLogResource requestLog;
    private final AuditResource audit;

    protected Resources(Caller caller) {
        this.caller = caller;
        this.payments = new PaymentsResource(caller);
        this.refunds = new RefundsResource(caller);
        this.reversals = new ReversalsResource(caller);
        this.balances = new BalancesResource(caller);
        this.checkoutSessions = new CheckoutSessionsResource(caller);
        this.tokens = new TokensResource(caller);
        this.events = new EventsResource(caller);
        this.webhookEndpoints = new WebhookEndpointsResource(caller);
        this.keys = new KeysResource(caller);
        this.apps = new AppsResource(caller);
        this.organization = new OrganizationResource(caller);
        this.sandboxes = new SandboxesResource(caller);
        this.sandbox = new SandboxResource(caller);
        this.signatureKeys = new SignatureKeysResource(caller);
        this.signatureSettings = new SignatureSettingsResource(caller);
        this.requestLog = new RequestLogResource(caller);
        this.audit = new AuditResource(caller);
    }

    /**
     * Pay an order. Creates a payment and confirms it at once. Without a {@code payment_method}, Florin uses the
     * account’s default. In the sandbox the default is a card that is always approved.
     */
    public Payment pay(OrderToPay body) {
        return pay(body, RequestOptions.DEFAULT);
    }

    /**
     * Pay an order. Creates a payment and confirms it at once. Without a {@code payment_method}, Florin uses the
     * account’s default. In the sandbox the default is a card that is always approved.
     */
    public Payment pay(OrderToPay body, RequestOptions options) {
        return caller.call(Operations.PAY, null, body, options, Payment::new);
    }

    /** create, list, retrieve, confirm, capture, cancel. */
    public PaymentsResource payments() {
        return payments;
    }

    /** create, list, retrieve. */
    public RefundsResource refunds() {
        return refunds;
    }

    /** list, retrieve. */
    public ReversalsResource reversals() {
        return reversals;
    }

    /** list. */
    public BalancesResource balances() {
        return balances;
    }

    /** create, list, retrieve, expire. */
    public CheckoutSessionsResource checkoutSessions() {
        return checkoutSessions;
    }

    /** create, delete. */
    public TokensResource tokens() {
        return tokens;
    }

    /** list, retrieve, head, stream. */
    public EventsResource events() {
        return events;
    }

    /** create, list, retrieve, update, delete, rotateSecret, listDeliveries, replay. */
    public WebhookEndpointsResource webhookEndpoints() {
        return webhookEndpoints;
    }

    /** create, list, retrieve, update, roll, revoke. */
    public KeysResource keys() {
        return keys;
    }

    /** create, list, retrieve, update, close, rollSecret. */
    public AppsResource apps() {
        return apps;
    }

    /**
     * retrieve, update, listMembers, updateMember, removeMember, createInvitation, listInvitations, revokeInvitation.
     */
    public OrganizationResource organization() {
        return organization;
    }

    /** create, list, retrieve, reset, close. */
    public SandboxesResource sandboxes() {
        return sandboxes;
    }

    /** advanceClock, retrieveCharge, simulate. */
    public SandboxResource sandbox() {
        return sandbox;
    }

    /** create, list, retrieve, revoke. */
    public SignatureKeysResource signatureKeys() {
        return signatureKeys;
    }

    /** retrieve, update. */
    public SignatureSettingsResource signatureSettings() {
        return signatureSettings;
    }

    /** list, retrieve. */
    public RequestLogResource requestLog() {
        return requestLog;
    }

    /** list, export. */
    public AuditResource audit() {
        return audit;
    }
}
