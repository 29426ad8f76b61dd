package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.AnswerException;
import io.florin.ConnectionException;
import io.florin.EventStreamOptions;
import io.florin.FlorinException;
import io.florin.RequestOptions;
import io.florin.model.Event;
import io.florin.resources.Operations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Events as they happen. When the connection ends, it connects again behind the last event that was handled, for as long as it takes, so
 * none is missed. It ends when it is closed, or by a refusal that asking again does not change.
 */
public final class Following implements AutoCloseable {
    /** How long to wait before connecting again, until the server says otherwise. */
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    /** {@code event} is null where its type was not asked for. */
    private record Ready(Event event, String id) {}

    private final Configuration config;
    private final Conversation conversation;
    private final Call call;
    private final List<String> types;
    private final Queue<Ready> ready = new ArrayDeque<>();
    private Messages messages = new Messages();
    private String last;
    private String handed;
    private Duration reconnect = RECONNECT;
    private int failures;
    private volatile Pieces pieces;
    private volatile boolean closed;

    Following(Configuration config, Conversation conversation, Operation operation, EventStreamOptions options) {
        this.config = config;
        this.conversation = conversation;
        this.types = options.types();
        this.last = options.lastEventId().orElse(null);
        ObjectNode query = Json.object();
        if (!types.isEmpty()) query.put("types", String.join(",", types));
        this.call = Call.asking(operation, null, query, RequestOptions.DEFAULT);
    }

    /** The next event, or null where the stream was closed. It waits as long as it takes. */
    public Event next() {
        // Only now: whoever was handed an event and failed has not handled it.
        if (handed != null) last = handed;
        try {
            if (last == null) last = head();
            while (!closed) {
                Ready next = ready.poll();
                if (next != null) {
                    handed = next.id();
                    if (next.event() != null) return next.event();
                    last = handed;
                } else if (last == null) first();
                else receive();
            }
            return null;
        } catch (FlorinException error) {
            if (closed) return null;
            throw error;
        }
    }

    /** The id of the last event that was handled: the one before which the stream goes on after a restart. */
    public Optional<String> lastEventId() {
        return Optional.ofNullable(last);
    }

    private String head() {
        Call head = Call.of(Operations.RETRIEVE_EVENT_HEAD, null, null, RequestOptions.DEFAULT);
        return Json.textOf(conversation.ask(head), "event");
    }

    /** An account without any event has no id to go on from. So its first events are looked for. */
    private void first() {
        List<JsonNode> events = new ArrayList<>();
        Optional<JsonNode> query = Optional.of(Json.object().put("limit", 100));
        while (query.isPresent()) {
            JsonNode page =
                    conversation.ask(Call.asking(Operations.LIST_EVENTS, null, query.get(), RequestOptions.DEFAULT));
            page.path("data").forEach(events::add);
            query = query(query.get(), page.path("data"), page.path("has_more").asBoolean())
                    .get();
        }
        Collections.reverse(events);
        for (JsonNode each : events) {
            boolean asked = types.isEmpty() || types.contains(Json.textOf(each, "type"));
            ready.add(new Ready(asked ? Event.of(each) : null, Json.textOf(each, "id")));
        }
        if (events.isEmpty()) pause();
    }

    /** Reads what comes next, and connects where there is no connection. */
    private void receive() {
        try {
            if (pieces == null) connect();
            byte[] piece = pieces.next();
            if (piece == null) disconnect();
            else for (Messages.Message message : messages.feed(piece)) ready.add(eventOf(message));
        } catch (Lost lost) {
            failed();
        } catch (ConnectionException lost) {
            if (Thread.currentThread().isInterrupted()) throw lost;
            failed();
        } catch (AnswerException refused) {
            boolean comesBack = refused.status() == 408 || refused.status() == 429 || refused.status() >= 500;
            if (!comesBack) throw refused;
            failed();
        }
    }

    private void connect() {
        messages = new Messages();
        pieces = conversation.open(call, Map.of("last-event-id", last), Caller.SILENCE);
        failures = 0;
        if (closed) pieces.close();
    }

    private void failed() {
        failures += 1;
        disconnect();
    }

    private void disconnect() {
        if (pieces != null) pieces.close();
        pieces = null;
        if (messages.retry() != null) reconnect = messages.retry();
        if (!closed) pause();
    }

    private void pause() {
        Duration backoff = failures == 0
                ? Duration.ZERO
                : Retries.backoff(failures, config.around().random());
        Conversation.pause(config.around(), reconnect.compareTo(backoff) > 0 ? reconnect : backoff);
    }

    private static Ready eventOf(Messages.Message message) {
        JsonNode json = Json.parse(message.data());
        String id = json == null ? null : Json.textOf(json, "id");
        if (id == null)
            throw new FlorinException("The stream sent something that is no event: is baseUrl Florin's own address?");
        return new Ready(Event.of(json), message.id() == null ? id : message.id());
    }

    /** Ends it, from any thread. */
    @Override
    public void close() {
        closed = true;
        Pieces open = pieces;
        if (open != null) open.close();
    }

    /**
     * What to ask for behind a page, in the direction that was asked for. Nothing where it was the last one. An empty page ends the list,
     * also where it says that there is more, because there is nothing to go on from.
     */
    static Supplier<Optional<JsonNode>> query(JsonNode query, JsonNode data, boolean more) {
        return () -> {
            if (!more || data.isEmpty()) return Optional.empty();
            String way = query.has("before") ? "before" : "after";
            String id = Json.textOf(data.get(way.equals("before") ? 0 : data.size() - 1), "id");
            if (id == null || id.equals(Json.textOf(query, way)))
                throw new FlorinException(
                        "The list does not go on: its last object has no id of its own to go on from.");
            ObjectNode next = query.deepCopy();
            return Optional.of(next.put(way, id));
        };
    }
}
