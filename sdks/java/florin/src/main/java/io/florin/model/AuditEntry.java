// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An object of the API. */
public final class AuditEntry extends FlorinObject {
    /** Reads what the API has sent. */
    public AuditEntry(JsonNode json) {
        super(json);
    }

    public String id() {
        return needed("id", Read::text);
    }

    public String object() {
        return needed("object", Read::text);
    }

    /** Its number in the organization’s log, without a gap. */
    public long seq() {
        return needed("seq", Read::integer);
    }

    public Instant at() {
        return needed("at", Read::time);
    }

    /** What was done, as {@code key.create}. */
    public String act() {
        return needed("act", Read::text);
    }

    public AuditState state() {
        return needed("state", Read.text(AuditState::of));
    }

    /** The id of the person, the key or the app that acted. */
    public String actor() {
        return needed("actor", Read::text);
    }

    /** The account for which they acted. */
    public Optional<String> account() {
        return optional("account", Read::text);
    }

    /** The id of what they acted on. */
    public Optional<String> about() {
        return optional("about", Read::text);
    }

    /** What was asked for. */
    public Map<String, Object> detail() {
        return needed("detail", Read::map);
    }

    /** The id of the request. */
    public String request() {
        return needed("request", Read::text);
    }

    /** The address that it came from. */
    public String address() {
        return needed("address", Read::text);
    }

    /** Covers this entry and the hash of the one before it. */
    public String hash() {
        return needed("hash", Read::text);
    }
}
