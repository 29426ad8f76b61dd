// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.List;
import java.util.Optional;

/** A problem document of RFC 9457. Each operation lists the codes that its answers may have. */
public final class Problem extends FlorinObject {
    /** Reads what the API has sent. */
    public Problem(JsonNode json) {
        super(json);
    }

    /** The page of the documents that explains this code. */
    public String type() {
        return needed("type", Read::text);
    }

    public String title() {
        return needed("title", Read::text);
    }

    public long status() {
        return needed("status", Read::integer);
    }

    /** What is wrong with this request, for a developer to read. */
    public String detail() {
        return needed("detail", Read::text);
    }

    public ProblemCode code() {
        return needed("code", Read.text(ProblemCode::of));
    }

    /** Include it when you ask about the request. */
    public String requestId() {
        return needed("request_id", Read::text);
    }

    /**
     * The field at fault, as a path into the body such as {@code card/number}, or the name of a parameter or header.
     */
    public Optional<String> field() {
        return optional("field", Read::text);
    }

    /**
     * The current status of the object. Sent with {@code key_not_active}, {@code invitation_not_open}, {@code
     * invalid_transition}, {@code command_in_progress}, {@code session_not_open}, {@code signature_key_not_active}.
     */
    public Optional<String> state() {
        return optional("state", Read::text);
    }

    /** The payment that was granted to the app. Sent with {@code payment_not_granted}, {@code payment_grant_used}. */
    public Optional<ProblemGranted> granted() {
        return optional("granted", ProblemGranted::new);
    }

    /** The payment that the grant was used for. Sent with {@code payment_grant_used}. */
    public Optional<String> paymentId() {
        return optional("payment_id", Read::text);
    }

    /** Sent with {@code order_already_paid}, {@code payment_declined}. */
    public Optional<Payment> payment() {
        return optional("payment", Payment::new);
    }

    /**
     * The status or the action that the request asked for. Sent with {@code invalid_transition}, {@code
     * command_in_progress}.
     */
    public Optional<String> wanted() {
        return optional("wanted", Read::text);
    }

    /**
     * The most that can be captured, in the minor unit of the currency. Sent with {@code
     * capture_exceeds_authorization}.
     */
    public Optional<Long> amountCapturable() {
        return optional("amount_capturable", Read::integer);
    }

    /**
     * The most that can be refunded, in the minor unit of the currency. Sent with {@code refund_exceeds_captured}.
     */
    public Optional<Long> amountRefundable() {
        return optional("amount_refundable", Read::integer);
    }

    /** Why the payment was declined. Sent with {@code payment_declined}. */
    public Optional<String> declineCode() {
        return optional("decline_code", Read::text);
    }

    /**
     * The key by which the signature was checked. Sent with {@code digest_mismatch}, {@code signature_invalid},
     * {@code signature_expired}, {@code signature_replayed}.
     */
    public Optional<String> signatureKey() {
        return optional("signature_key", Read::text);
    }

    /**
     * What was signed by what this server received, line by line; secrets are shortened. Compare it with your own
     * signature base. Sent with {@code digest_mismatch}, {@code signature_invalid}, {@code signature_expired}, {@code
     * signature_replayed}.
     */
    public Optional<List<String>> signatureBase() {
        return optional("signature_base", Read.listOf(Read::text));
    }

    /**
     * What is wrong, one sentence each. Sent with {@code digest_mismatch}, {@code signature_invalid}, {@code
     * signature_expired}, {@code signature_replayed}.
     */
    public Optional<List<String>> signatureDifferences() {
        return optional("signature_differences", Read.listOf(Read::text));
    }
}
