package io.florin.oauth;

/** Where to send the person ({@code url}), and what to keep in their session until they come back. */
public record PendingAuthorization(String url, String state, String codeVerifier, String redirectUri) {
    /** A record would show the verifier. */
    @Override
    public String toString() {
        return "PendingAuthorization[redirectUri=" + redirectUri + "]";
    }
}
