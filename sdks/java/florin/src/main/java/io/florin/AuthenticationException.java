package io.florin;

import io.florin.model.Problem;

/** 401: the key, the token or the signature is not right. */
public final class AuthenticationException extends ApiException {
    AuthenticationException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }
}
