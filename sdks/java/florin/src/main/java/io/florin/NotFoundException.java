package io.florin;

import io.florin.model.Problem;

/** 404: the account has no such object. */
public final class NotFoundException extends ApiException {
    NotFoundException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }
}
