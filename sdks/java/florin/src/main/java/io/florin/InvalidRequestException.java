package io.florin;

import io.florin.model.Problem;

/** 400, 413, 415, 422 and the like: the request itself is wrong. */
public final class InvalidRequestException extends ApiException {
    InvalidRequestException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }
}
