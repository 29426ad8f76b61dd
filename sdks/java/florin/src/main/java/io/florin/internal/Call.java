package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.InputException;
import io.florin.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** An operation with all that is sent, but for the credential. {@code body}, {@code key} and {@code timeout} may be null. */
record Call(Operation operation, String path, byte[] body, String key, Duration timeout) {
    /** Throws {@code InputException} where the arguments cannot be right. */
    static Call of(Operation operation, String id, FlorinObject body, RequestOptions options) {
        return made(operation, pathOf(operation, id), body == null ? null : Bytes.utf8(body.toJson()), options);
    }

    /** The same with a query. */
    static Call asking(Operation operation, String id, JsonNode query, RequestOptions options) {
        return made(operation, pathOf(operation, id) + Write.query(query), null, options);
    }

    private static Call made(Operation operation, String path, byte[] body, RequestOptions options) {
        Duration timeout = options.timeout().orElse(null);
        if (timeout != null && (timeout.isZero() || timeout.isNegative()))
            throw new InputException("timeout must be above 0.");
        return new Call(
                operation, path, body, keyOf(operation, options.idempotencyKey().orElse(null)), timeout);
    }

    /** A null or an empty id would ask for something else. */
    private static String pathOf(Operation operation, String id) {
        if (!operation.path().contains("{id}")) return operation.path();
        if (id == null || !id.strip().equals(id) || id.isEmpty() || id.equals(".") || id.equals(".."))
            throw new InputException(operation.name() + " needs an id as its first argument, and got "
                    + (id == null ? "null" : "\"" + id + "\"") + ".");
        return operation
                .path()
                .replace("{id}", URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /** The key of a POST: it is the same for all tries, and a POST is never sent without one. */
    private static String keyOf(Operation operation, String key) {
        if (!operation.method().equals("POST")) {
            if (key != null) throw new InputException("idempotencyKey belongs to calls that change something.");
            return null;
        }
        if (key == null) return UUID.randomUUID().toString();
        if (!key.matches("[\\x21-\\x7e]{1,255}"))
            throw new InputException(
                    "idempotencyKey must be 1 to 255 printable characters without spaces: a UUID is best.");
        return key;
    }

    /** The body may have a card, and the path an id. */
    @Override
    public String toString() {
        return "Call[" + operation.name() + "]";
    }
}
