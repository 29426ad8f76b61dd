// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.AuditEntry;
import io.florin.model.ListAuditEntriesQuery;
import java.util.stream.Stream;

/** {@code florin.audit()}: list, export. */
public final class AuditResource {
    private final Caller caller;

    /** A client makes it. */
    public AuditResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * List what was done. Lists the acts of people, keys and apps on the settings, keys and people of your
     * organization, the newest first. Acts on money are in the events of their account.
     */
    public Page<AuditEntry> list() {
        return list(RequestOptions.DEFAULT);
    }

    /**
     * List what was done. Lists the acts of people, keys and apps on the settings, keys and people of your
     * organization, the newest first. Acts on money are in the events of their account.
     */
    public Page<AuditEntry> list(RequestOptions options) {
        return caller.list(Operations.LIST_AUDIT_ENTRIES, null, null, options, AuditEntry::new);
    }

    /**
     * List what was done. Lists the acts of people, keys and apps on the settings, keys and people of your
     * organization, the newest first. Acts on money are in the events of their account.
     */
    public Page<AuditEntry> list(ListAuditEntriesQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /**
     * List what was done. Lists the acts of people, keys and apps on the settings, keys and people of your
     * organization, the newest first. Acts on money are in the events of their account.
     */
    public Page<AuditEntry> list(ListAuditEntriesQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_AUDIT_ENTRIES, null, query, options, AuditEntry::new);
    }

    /**
     * Export the whole log. Sends every entry, the oldest first, one JSON object in each line. From it anybody can
     * recompute the hashes.
     */
    public Stream<String> export() {
        return caller.lines(Operations.EXPORT_AUDIT_LOG);
    }
}
