// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** Stable. Let your program decide by it. New codes may be added. */
public final class ProblemCode extends OpenValue {
    public static final ProblemCode KEY_NOT_ACTIVE = new ProblemCode("key_not_active");
    public static final ProblemCode LAST_KEY = new ProblemCode("last_key");
    public static final ProblemCode LIMIT_REACHED = new ProblemCode("limit_reached");
    public static final ProblemCode LAST_OWNER = new ProblemCode("last_owner");
    public static final ProblemCode ALREADY_MEMBER = new ProblemCode("already_member");
    public static final ProblemCode INVITATION_NOT_OPEN = new ProblemCode("invitation_not_open");
    public static final ProblemCode INVITATION_FOR_ANOTHER = new ProblemCode("invitation_for_another");
    public static final ProblemCode OVERLOADED = new ProblemCode("overloaded");
    public static final ProblemCode DATABASE_UNAVAILABLE = new ProblemCode("database_unavailable");
    public static final ProblemCode OUTCOME_UNKNOWN = new ProblemCode("outcome_unknown");
    public static final ProblemCode MALFORMED_JSON = new ProblemCode("malformed_json");
    public static final ProblemCode INVALID_REQUEST = new ProblemCode("invalid_request");
    public static final ProblemCode IDEMPOTENCY_KEY_INVALID = new ProblemCode("idempotency_key_invalid");
    public static final ProblemCode CARD_NUMBER_REFUSED = new ProblemCode("card_number_refused");
    public static final ProblemCode UNAUTHORIZED = new ProblemCode("unauthorized");
    public static final ProblemCode FORBIDDEN = new ProblemCode("forbidden");
    public static final ProblemCode ADDRESS_UNKNOWN = new ProblemCode("address_unknown");
    public static final ProblemCode NOT_FOUND = new ProblemCode("not_found");
    public static final ProblemCode METHOD_NOT_ALLOWED = new ProblemCode("method_not_allowed");
    public static final ProblemCode REQUEST_TIMEOUT = new ProblemCode("request_timeout");
    public static final ProblemCode BODY_TOO_LARGE = new ProblemCode("body_too_large");
    public static final ProblemCode HEADERS_TOO_LARGE = new ProblemCode("headers_too_large");
    public static final ProblemCode UNSUPPORTED_MEDIA_TYPE = new ProblemCode("unsupported_media_type");
    public static final ProblemCode IDEMPOTENCY_IN_PROGRESS = new ProblemCode("idempotency_in_progress");
    public static final ProblemCode IDEMPOTENCY_KEY_REUSED = new ProblemCode("idempotency_key_reused");
    public static final ProblemCode RATE_LIMITED = new ProblemCode("rate_limited");
    public static final ProblemCode INTERNAL = new ProblemCode("internal");
    public static final ProblemCode EVENT_TYPE_UNKNOWN = new ProblemCode("event_type_unknown");
    public static final ProblemCode WEBHOOK_URL_REFUSED = new ProblemCode("webhook_url_refused");
    public static final ProblemCode ENCRYPTION_KEY_INVALID = new ProblemCode("encryption_key_invalid");
    public static final ProblemCode WEBHOOK_ENDPOINT_LIMIT = new ProblemCode("webhook_endpoint_limit");
    public static final ProblemCode JWE_INVALID = new ProblemCode("jwe_invalid");
    public static final ProblemCode ENCRYPTION_KEY_UNKNOWN = new ProblemCode("encryption_key_unknown");
    public static final ProblemCode NOTIFICATION_REFUSED = new ProblemCode("notification_refused");
    public static final ProblemCode LIVE_CARD_IN_SANDBOX = new ProblemCode("live_card_in_sandbox");
    public static final ProblemCode LIVE_CARDS_UNAVAILABLE = new ProblemCode("live_cards_unavailable");
    public static final ProblemCode CARD_ENCRYPTION_REQUIRED = new ProblemCode("card_encryption_required");
    public static final ProblemCode CARD_TOKEN_REQUIRED = new ProblemCode("card_token_required");
    public static final ProblemCode AMOUNT_INVALID = new ProblemCode("amount_invalid");
    public static final ProblemCode CURRENCY_UNKNOWN = new ProblemCode("currency_unknown");
    public static final ProblemCode PAYMENT_METHOD_UNKNOWN = new ProblemCode("payment_method_unknown");
    public static final ProblemCode CAPTURE_METHOD_UNSUPPORTED = new ProblemCode("capture_method_unsupported");
    public static final ProblemCode SANDBOX_ONLY = new ProblemCode("sandbox_only");
    public static final ProblemCode PAYMENT_NOT_GRANTED = new ProblemCode("payment_not_granted");
    public static final ProblemCode PAYMENT_GRANT_USED = new ProblemCode("payment_grant_used");
    public static final ProblemCode ORDER_ALREADY_PAID = new ProblemCode("order_already_paid");
    public static final ProblemCode INVALID_TRANSITION = new ProblemCode("invalid_transition");
    public static final ProblemCode COMMAND_IN_PROGRESS = new ProblemCode("command_in_progress");
    public static final ProblemCode CAPTURE_EXCEEDS_AUTHORIZATION = new ProblemCode("capture_exceeds_authorization");
    public static final ProblemCode PARTIAL_CAPTURE_UNSUPPORTED = new ProblemCode("partial_capture_unsupported");
    public static final ProblemCode REFUND_EXCEEDS_CAPTURED = new ProblemCode("refund_exceeds_captured");
    public static final ProblemCode BALANCE_INSUFFICIENT = new ProblemCode("balance_insufficient");
    public static final ProblemCode PAYMENT_DECLINED = new ProblemCode("payment_declined");
    public static final ProblemCode SESSION_NOT_OPEN = new ProblemCode("session_not_open");
    public static final ProblemCode DIGEST_MISMATCH = new ProblemCode("digest_mismatch");
    public static final ProblemCode ACCEPT_SIGNATURE_INVALID = new ProblemCode("accept_signature_invalid");
    public static final ProblemCode SIGNATURE_REQUIRED = new ProblemCode("signature_required");
    public static final ProblemCode SIGNATURE_INVALID = new ProblemCode("signature_invalid");
    public static final ProblemCode SIGNATURE_EXPIRED = new ProblemCode("signature_expired");
    public static final ProblemCode SIGNATURE_REPLAYED = new ProblemCode("signature_replayed");
    public static final ProblemCode PUBLIC_KEY_INVALID = new ProblemCode("public_key_invalid");
    public static final ProblemCode SIGNATURE_KEY_NOT_ACTIVE = new ProblemCode("signature_key_not_active");
    public static final ProblemCode LAST_SIGNATURE_KEY = new ProblemCode("last_signature_key");
    public static final ProblemCode SIGNATURE_NOT_PROVED = new ProblemCode("signature_not_proved");

    private static final List<ProblemCode> KNOWN = List.of(KEY_NOT_ACTIVE, LAST_KEY, LIMIT_REACHED, LAST_OWNER, ALREADY_MEMBER, INVITATION_NOT_OPEN, INVITATION_FOR_ANOTHER, OVERLOADED, DATABASE_UNAVAILABLE, OUTCOME_UNKNOWN, MALFORMED_JSON, INVALID_REQUEST, IDEMPOTENCY_KEY_INVALID, CARD_NUMBER_REFUSED, UNAUTHORIZED, FORBIDDEN, ADDRESS_UNKNOWN, NOT_FOUND, METHOD_NOT_ALLOWED, REQUEST_TIMEOUT, BODY_TOO_LARGE, HEADERS_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, RATE_LIMITED, INTERNAL, EVENT_TYPE_UNKNOWN, WEBHOOK_URL_REFUSED, ENCRYPTION_KEY_INVALID, WEBHOOK_ENDPOINT_LIMIT, JWE_INVALID, ENCRYPTION_KEY_UNKNOWN, NOTIFICATION_REFUSED, LIVE_CARD_IN_SANDBOX, LIVE_CARDS_UNAVAILABLE, CARD_ENCRYPTION_REQUIRED, CARD_TOKEN_REQUIRED, AMOUNT_INVALID, CURRENCY_UNKNOWN, PAYMENT_METHOD_UNKNOWN, CAPTURE_METHOD_UNSUPPORTED, SANDBOX_ONLY, PAYMENT_NOT_GRANTED, PAYMENT_GRANT_USED, ORDER_ALREADY_PAID, INVALID_TRANSITION, COMMAND_IN_PROGRESS, CAPTURE_EXCEEDS_AUTHORIZATION, PARTIAL_CAPTURE_UNSUPPORTED, REFUND_EXCEEDS_CAPTURED, BALANCE_INSUFFICIENT, PAYMENT_DECLINED, SESSION_NOT_OPEN, DIGEST_MISMATCH, ACCEPT_SIGNATURE_INVALID, SIGNATURE_REQUIRED, SIGNATURE_INVALID, SIGNATURE_EXPIRED, SIGNATURE_REPLAYED, PUBLIC_KEY_INVALID, SIGNATURE_KEY_NOT_ACTIVE, LAST_SIGNATURE_KEY, SIGNATURE_NOT_PROVED);

    private ProblemCode(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static ProblemCode of(String text) {
        return known(KNOWN, text).orElseGet(() -> new ProblemCode(text));
    }
}
