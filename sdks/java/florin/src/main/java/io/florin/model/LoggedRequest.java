// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An object of the API. */
public final class LoggedRequest extends FlorinObject {
    /** Reads what the API has sent. */
    public LoggedRequest(JsonNode json) {
        super(json);
    }

    /** Its place in the log. */
    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    /** The id of the request, as its answer said it. */
    public String request() {
        return needed("request", Read::text);
    }

    public Instant answeredAt() {
        return needed("answered_at", Read::time);
    }

    /** As this document names it. */
    public String operation() {
        return needed("operation", Read::text);
    }

    public String method() {
        return needed("method", Read::text);
    }

    /** With the query. */
    public String path() {
        return needed("path", Read::text);
    }

    /** The status of the answer. */
    public long status() {
        return needed("status", Read::integer);
    }

    /** The code of the refusal. */
    public Optional<String> code() {
        return optional("code", Read::text);
    }

    /** How long the answer took. */
    public long milliseconds() {
        return needed("milliseconds", Read::integer);
    }

    /** The id of the key or the app that asked. */
    public String actor() {
        return needed("actor", Read::text);
    }

    /** The address that it came from. */
    public String address() {
        return needed("address", Read::text);
    }

    public Optional<String> userAgent() {
        return optional("user_agent", Read::text);
    }

    public Optional<String> idempotencyKey() {
        return optional("idempotency_key", Read::text);
    }

    /** The ids of the objects that it made, changed or read. */
    public List<String> about() {
        return needed("about", Read.listOf(Read::text));
    }

    /** How many of your requests before it were not kept, because there were too many at once. */
    public long skipped() {
        return needed("skipped", Read::integer);
    }

    /**
     * Whether the bodies are withheld, because your credential has no scope for the resource: it could not read them
     * elsewhere.
     */
    public boolean withheld() {
        return needed("withheld", Read::bool);
    }

    /**
     * What was sent, as it was read. Secrets and card numbers are hidden, and only the beginning of a long one is
     * kept.
     */
    public Optional<String> requestBody() {
        return optional("request_body", Read::text);
    }

    /** What was answered. Secrets and card numbers are hidden, and only the beginning of a long one is kept. */
    public Optional<String> answerBody() {
        return optional("answer_body", Read::text);
    }
}
