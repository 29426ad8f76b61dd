package io.florin;

import io.florin.model.Problem;

/** 5xx: Florin cannot do it now, or does not know yet what became of it. */
public final class ServerException extends ApiException {
    ServerException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }
}
