package io.florin.internal;

/** Signs requests, and verifies answers: see {@code io.florin.signatures.RequestSigning}. */
public interface Signing {
    /** The request with what is added to it. Each try is signed anew. */
    Request sign(Request request);

    /** Throws {@code VerificationException} where the answer is not what it should be. */
    void verify(Request request, Answer answer);
}
