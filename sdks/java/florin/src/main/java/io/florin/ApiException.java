package io.florin;

import io.florin.model.Problem;
import io.florin.model.ProblemCode;

/** Florin refused the request (RFC 9457). Its subclasses go by the status of HTTP; decide by the code. */
public class ApiException extends AnswerException {
    private final ProblemCode code;
    private final Problem problem;

    ApiException(String message, Details details, Problem problem) {
        super(message, details);
        this.code = ProblemCode.of(details.code());
        this.problem = problem;
    }

    /** What to decide by. A code that this version does not know comes through as it is. */
    public ProblemCode code() {
        return code;
    }

    /** Whether this is one of these refusals. */
    public boolean is(ProblemCode... codes) {
        for (ProblemCode each : codes) if (each.equals(code)) return true;
        return false;
    }

    /** The refusal with all that it brought: {@code payment()}, {@code declineCode()}, {@code amountRefundable()} and so on. */
    public Problem problem() {
        return problem;
    }

    /** The refusal of the class that belongs to its status. */
    public static ApiException of(String message, Details details, Problem problem) {
        return switch (details.status()) {
            case 401 -> new AuthenticationException(message, details, problem);
            case 402 -> new PaymentDeclinedException(message, details, problem);
            case 403 -> new PermissionDeniedException(message, details, problem);
            case 404 -> new NotFoundException(message, details, problem);
            case 409 -> new ConflictException(message, details, problem);
            case 429 -> new RateLimitException(message, details, problem);
            default ->
                details.status() >= 500
                        ? new ServerException(message, details, problem)
                        : new InvalidRequestException(message, details, problem);
        };
    }
}
