package io.florin;

import io.florin.model.Problem;

/** 429: too many requests. */
public final class RateLimitException extends ApiException {
    RateLimitException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }
}
