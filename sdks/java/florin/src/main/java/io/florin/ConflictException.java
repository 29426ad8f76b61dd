package io.florin;

import io.florin.model.Problem;

/** 409: what is there does not allow it now. */
public final class ConflictException extends ApiException {
    ConflictException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }
}
