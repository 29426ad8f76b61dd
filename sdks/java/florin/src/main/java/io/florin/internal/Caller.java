package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.AnswerException;
import io.florin.EventStream;
import io.florin.EventStreamOptions;
import io.florin.FlorinObject;
import io.florin.InputException;
import io.florin.Page;
import io.florin.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a client does for its resources. */
public final class Caller {
    private final Configuration config;
    private final Conversation conversation;

    public Caller(Configuration config) {
        this.config = config;
        this.conversation = new Conversation(config);
    }

    public <T> T call(
            Operation operation, String id, FlorinObject sent, RequestOptions options, Function<JsonNode, T> read) {
        return read.apply(json(operation, id, sent, options));
    }

    public void run(Operation operation, String id, FlorinObject sent, RequestOptions options) {
        json(operation, id, sent, options);
    }

    /** The JSON of the answer. What is sent is a body where the operation is a POST, and a query otherwise. */
    private JsonNode json(Operation operation, String id, FlorinObject sent, RequestOptions options) {
        boolean query = sent != null && !operation.method().equals("POST");
        return conversation.ask(
                query
                        ? Call.asking(operation, id, Json.parse(sent.toJson()), options)
                        : Call.of(operation, id, sent, options));
    }

    /** The JSON of the answer to a body, also where no type has it. */
    JsonNode ask(Call call) {
        return conversation.ask(call);
    }

    public <T> Page<T> list(
            Operation operation, String id, FlorinObject query, RequestOptions options, Function<JsonNode, T> read) {
        JsonNode asked = query == null ? Json.object() : Json.parse(query.toJson());
        if (asked.has("after") && asked.has("before"))
            throw new InputException("A list goes on after an id or before one: hand in after or before.");
        return page(operation, id, asked, options, read);
    }

    private <T> Page<T> page(
            Operation operation, String id, JsonNode query, RequestOptions options, Function<JsonNode, T> read) {
        JsonNode list = conversation.ask(Call.asking(operation, id, query, options));
        JsonNode data = list.path("data");
        if (!data.isArray())
            throw new AnswerException(
                    "The answer is JSON and no list: is baseUrl Florin's own address?",
                    new AnswerException.Details(200, null, null, null, null, false));
        List<T> items = Read.listOf(read).apply(data);
        boolean more = list.path("has_more").asBoolean();
        boolean upwards = query.has("before");
        return new Page<>(
                items,
                more,
                upwards,
                Following.query(query, data, more),
                next -> page(operation, id, next, options, read));
    }

    public EventStream stream(Operation operation, EventStreamOptions options) {
        return new EventStream(new Following(config, conversation, operation, options));
    }

    /** The lines of a text, as they come. Whoever closes the stream closes the connection. */
    public Stream<String> lines(Operation operation) {
        Call call = Call.of(operation, null, null, RequestOptions.DEFAULT);
        return TextLines.of(() -> conversation.open(call, Map.of(), config.timeout()));
    }

    @Override
    public String toString() {
        return "baseUrl=" + config.baseUrl();
    }

    /** How long the stream may be silent. */
    static final Duration SILENCE = Duration.ofSeconds(45);
}
