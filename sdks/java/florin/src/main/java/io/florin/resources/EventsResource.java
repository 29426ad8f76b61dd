// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.EventStream;
import io.florin.EventStreamOptions;
import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.Event;
import io.florin.model.EventHead;
import io.florin.model.ListEventsQuery;

/** {@code florin.events()}: list, retrieve, head, stream. */
public final class EventsResource {
    private final Caller caller;

    /** A client makes it. */
    public EventsResource(Caller caller) {
        this.caller = caller;
    }

    /** List events. Lists the events of the account, the newest first. */
    public Page<Event> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List events. Lists the events of the account, the newest first. */
    public Page<Event> list(RequestOptions options) {
        return caller.list(Operations.LIST_EVENTS, null, null, options, Event::of);
    }

    /** List events. Lists the events of the account, the newest first. */
    public Page<Event> list(ListEventsQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /** List events. Lists the events of the account, the newest first. */
    public Page<Event> list(ListEventsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_EVENTS, null, query, options, Event::of);
    }

    /** Retrieve an event. Returns an event, with the object as it was at that time. */
    public Event retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve an event. Returns an event, with the object as it was at that time. */
    public Event retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_EVENT, id, null, options, Event::of);
    }

    /**
     * Retrieve the head of the event chain. Returns the last event of the chain. The hash of each event covers its
     * content and the previous hash. So if you keep yesterday's head, you can prove that no event up to it has been
     * changed since.
     */
    public EventHead head() {
        return head(RequestOptions.DEFAULT);
    }

    /**
     * Retrieve the head of the event chain. Returns the last event of the chain. The hash of each event covers its
     * content and the previous hash. So if you keep yesterday's head, you can prove that no event up to it has been
     * changed since.
     */
    public EventHead head(RequestOptions options) {
        return caller.call(Operations.RETRIEVE_EVENT_HEAD, null, null, options, EventHead::new);
    }

    /**
     * Follow events live. Sends each event as it happens, as a server-sent event. When you connect again, send {@code
     * Last-Event-ID} (browsers do this by themselves), and you miss none.
     */
    public EventStream stream() {
        return stream(EventStreamOptions.DEFAULT);
    }

    /**
     * Follow events live. Sends each event as it happens, as a server-sent event. When you connect again, send {@code
     * Last-Event-ID} (browsers do this by themselves), and you miss none.
     */
    public EventStream stream(EventStreamOptions options) {
        return caller.stream(Operations.STREAM_EVENTS, options);
    }
}
