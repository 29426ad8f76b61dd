// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class InvitationStatus extends OpenValue {
    public static final InvitationStatus OPEN = new InvitationStatus("open");
    public static final InvitationStatus ACCEPTED = new InvitationStatus("accepted");
    public static final InvitationStatus REVOKED = new InvitationStatus("revoked");
    public static final InvitationStatus EXPIRED = new InvitationStatus("expired");

    private static final List<InvitationStatus> KNOWN = List.of(OPEN, ACCEPTED, REVOKED, EXPIRED);

    private InvitationStatus(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static InvitationStatus of(String text) {
        return known(KNOWN, text).orElseGet(() -> new InvitationStatus(text));
    }
}
