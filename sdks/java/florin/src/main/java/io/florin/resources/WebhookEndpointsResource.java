// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.EventToReplay;
import io.florin.model.EventsToReplay;
import io.florin.model.ListWebhookDeliveriesQuery;
import io.florin.model.WebhookDelivery;
import io.florin.model.WebhookEndpoint;
import io.florin.model.WebhookEndpointChange;
import io.florin.model.WebhookEndpointRequest;
import io.florin.model.WebhookReplay;

/** {@code florin.webhookEndpoints()}: create, list, retrieve, update, delete, rotateSecret, listDeliveries, replay. */
public final class WebhookEndpointsResource {
    private final Caller caller;

    /** A client makes it. */
    public WebhookEndpointsResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Create a webhook endpoint. From now on, Florin sends events of these types to the URL. Keep the {@code secret},
     * because it is shown only once.
     */
    public WebhookEndpoint create(WebhookEndpointRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Create a webhook endpoint. From now on, Florin sends events of these types to the URL. Keep the {@code secret},
     * because it is shown only once.
     */
    public WebhookEndpoint create(WebhookEndpointRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_WEBHOOK_ENDPOINT, null, body, options, WebhookEndpoint::new);
    }

    /** List webhook endpoints. Lists all webhook endpoints of the account. There can be at most fifty. */
    public Page<WebhookEndpoint> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List webhook endpoints. Lists all webhook endpoints of the account. There can be at most fifty. */
    public Page<WebhookEndpoint> list(RequestOptions options) {
        return caller.list(Operations.LIST_WEBHOOK_ENDPOINTS, null, null, options, WebhookEndpoint::new);
    }

    /** Retrieve a webhook endpoint. Returns the endpoint, without its secret. */
    public WebhookEndpoint retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve a webhook endpoint. Returns the endpoint, without its secret. */
    public WebhookEndpoint retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_WEBHOOK_ENDPOINT, id, null, options, WebhookEndpoint::new);
    }

    /**
     * Change a webhook endpoint. Changes the fields that you send. To enable a disabled endpoint again, send {@code
     * status: enabled}.
     */
    public WebhookEndpoint update(String id) {
        return update(id, RequestOptions.DEFAULT);
    }

    /**
     * Change a webhook endpoint. Changes the fields that you send. To enable a disabled endpoint again, send {@code
     * status: enabled}.
     */
    public WebhookEndpoint update(String id, RequestOptions options) {
        return caller.call(Operations.UPDATE_WEBHOOK_ENDPOINT, id, null, options, WebhookEndpoint::new);
    }

    /**
     * Change a webhook endpoint. Changes the fields that you send. To enable a disabled endpoint again, send {@code
     * status: enabled}.
     */
    public WebhookEndpoint update(String id, WebhookEndpointChange body) {
        return update(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Change a webhook endpoint. Changes the fields that you send. To enable a disabled endpoint again, send {@code
     * status: enabled}.
     */
    public WebhookEndpoint update(String id, WebhookEndpointChange body, RequestOptions options) {
        return caller.call(Operations.UPDATE_WEBHOOK_ENDPOINT, id, body, options, WebhookEndpoint::new);
    }

    /** Delete a webhook endpoint. Deletes the endpoint. Florin sends nothing more to it. */
    public void delete(String id) {
        delete(id, RequestOptions.DEFAULT);
    }

    /** Delete a webhook endpoint. Deletes the endpoint. Florin sends nothing more to it. */
    public void delete(String id, RequestOptions options) {
        caller.run(Operations.DELETE_WEBHOOK_ENDPOINT, id, null, options);
    }

    /**
     * Rotate the secret of a webhook endpoint. Creates a new secret. For a day, deliveries are also signed with the
     * old one.
     */
    public WebhookEndpoint rotateSecret(String id) {
        return rotateSecret(id, RequestOptions.DEFAULT);
    }

    /**
     * Rotate the secret of a webhook endpoint. Creates a new secret. For a day, deliveries are also signed with the
     * old one.
     */
    public WebhookEndpoint rotateSecret(String id, RequestOptions options) {
        return caller.call(Operations.ROTATE_WEBHOOK_SECRET, id, null, options, WebhookEndpoint::new);
    }

    /**
     * List deliveries. Lists every attempt to deliver an event to the endpoint, with its answer, the newest first.
     */
    public Page<WebhookDelivery> listDeliveries(String id) {
        return listDeliveries(id, RequestOptions.DEFAULT);
    }

    /**
     * List deliveries. Lists every attempt to deliver an event to the endpoint, with its answer, the newest first.
     */
    public Page<WebhookDelivery> listDeliveries(String id, RequestOptions options) {
        return caller.list(Operations.LIST_WEBHOOK_DELIVERIES, id, null, options, WebhookDelivery::new);
    }

    /**
     * List deliveries. Lists every attempt to deliver an event to the endpoint, with its answer, the newest first.
     */
    public Page<WebhookDelivery> listDeliveries(String id, ListWebhookDeliveriesQuery query) {
        return listDeliveries(id, query, RequestOptions.DEFAULT);
    }

    /**
     * List deliveries. Lists every attempt to deliver an event to the endpoint, with its answer, the newest first.
     */
    public Page<WebhookDelivery> listDeliveries(String id, ListWebhookDeliveriesQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_WEBHOOK_DELIVERIES, id, query, options, WebhookDelivery::new);
    }

    /** Deliver events again. Delivers one {@code event} again, or all events {@code since} an event or a time. */
    public WebhookReplay replay(String id, EventToReplay body) {
        return replay(id, body, RequestOptions.DEFAULT);
    }

    /** Deliver events again. Delivers one {@code event} again, or all events {@code since} an event or a time. */
    public WebhookReplay replay(String id, EventToReplay body, RequestOptions options) {
        return caller.call(Operations.REPLAY_WEBHOOK_EVENTS, id, body, options, WebhookReplay::new);
    }

    /** Deliver events again. Delivers one {@code event} again, or all events {@code since} an event or a time. */
    public WebhookReplay replay(String id, EventsToReplay body) {
        return replay(id, body, RequestOptions.DEFAULT);
    }

    /** Deliver events again. Delivers one {@code event} again, or all events {@code since} an event or a time. */
    public WebhookReplay replay(String id, EventsToReplay body, RequestOptions options) {
        return caller.call(Operations.REPLAY_WEBHOOK_EVENTS, id, body, options, WebhookReplay::new);
    }
}
