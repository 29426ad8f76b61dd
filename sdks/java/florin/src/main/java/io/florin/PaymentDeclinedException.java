package io.florin;

import io.florin.model.Problem;
import java.util.Optional;

/** 402: the payment was declined. */
public final class PaymentDeclinedException extends ApiException {
    PaymentDeclinedException(String message, Details details, Problem problem) {
        super(message, details, problem);
    }

    /** Why, by the payer's bank or wallet. */
    public Optional<String> declineCode() {
        return problem().declineCode();
    }
}
