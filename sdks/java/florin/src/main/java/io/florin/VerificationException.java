package io.florin;

/** A delivery or an answer is not signed as it must be. Nothing of it may be trusted. */
public final class VerificationException extends FlorinException {
    private final String reason;

    public VerificationException(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    /** Which check failed: {@code too_old}, {@code no_signature_fits}, {@code digest_mismatch} and so on. */
    public String reason() {
        return reason;
    }
}
