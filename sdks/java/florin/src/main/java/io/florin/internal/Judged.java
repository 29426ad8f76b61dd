package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.florin.AnswerException;
import io.florin.ApiException;
import io.florin.model.Problem;
import java.net.URI;
import java.util.regex.Pattern;

/** What an answer means: a value (missing where the answer has none), or the error that the caller gets if it was the last try. */
record Judged(JsonNode value, AnswerException error) {
    private static final Pattern JSON =
            Pattern.compile("application/([\\w.-]+\\+)?json\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** @param nowMillis for waits that are dates */
    static Judged of(Answer answer, long nowMillis) {
        int status = answer.status();
        if (status == 204) return new Judged(MissingNode.getInstance(), null);
        boolean inJson = JSON.matcher(answer.header("content-type")).matches();
        JsonNode value = inJson ? Json.parse(answer.body()) : null;
        boolean success = status >= 200 && status < 300;
        if (success && value != null) return new Judged(value, null);
        JsonNode problem = value != null && value.isObject() && !success ? value : Json.object();
        String code = Json.textOf(problem, "code");
        boolean cut = (inJson && value == null) || (success && answer.body().length == 0);
        AnswerException.Details details = new AnswerException.Details(
                status,
                code,
                or(Json.textOf(problem, "request_id"), answer.headers().get("request-id")),
                Retries.retryAfter(answer.headers(), nowMillis),
                Json.textOf(problem, "field"),
                cut || Retries.mayBeRepeated(status, code));
        if (code == null) return new Judged(null, new AnswerException(whatCame(answer, cut), details));
        String said = or(or(Json.textOf(problem, "detail"), Json.textOf(problem, "title")), "Florin refused");
        String message = said + " (" + code + ", " + or(details.requestId(), "no request_id") + ")";
        return new Judged(null, ApiException.of(message, details, new Problem(problem)));
    }

    private static String whatCame(Answer answer, boolean cut) {
        int status = answer.status();
        if (status >= 300 && status < 400)
            return "The server redirects" + where(answer.header("location"))
                    + " and was not followed: set baseUrl to Florin's own address.";
        if (status < 300 && cut)
            return "The answer " + status + " is " + (answer.body().length == 0 ? "empty" : "no whole JSON")
                    + ": it was cut off on its way.";
        if (status < 300)
            return "The answer " + status + " is " + or(answer.headers().get("content-type"), "of no type")
                    + " and not JSON: is baseUrl Florin's own address?";
        return "The answer is " + status + " without a reason of Florin's: something before it has answered.";
    }

    private static String where(String location) {
        try {
            URI to = URI.create(location);
            return to.getHost() == null ? "" : " to " + to.getScheme() + "://" + to.getHost();
        } catch (IllegalArgumentException error) {
            return "";
        }
    }

    private static String or(String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
