package io.florin;

/** The authorization server refused (RFC 6749 section 5.2). */
public final class OAuthException extends FlorinException {
    private final String error;
    private final int status;

    public OAuthException(String message, String error, int status) {
        super(message + " (" + error + ")");
        this.error = error;
        this.status = status;
    }

    /** {@code invalid_grant}, {@code invalid_client} and so on. */
    public String error() {
        return error;
    }

    /** That of HTTP. */
    public int status() {
        return status;
    }
}
