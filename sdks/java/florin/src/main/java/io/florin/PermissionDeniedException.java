package io.florin;

import io.florin.model.Problem;

/** 403: this key may not do that. */
public final class PermissionDeniedException extends ApiException {
    PermissionDeniedException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }
}
