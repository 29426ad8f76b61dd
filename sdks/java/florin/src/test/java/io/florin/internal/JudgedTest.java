package io.florin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.AnswerException;
import io.florin.ApiException;
import io.florin.model.ProblemCode;
import io.florin.testing.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JudgedTest {
    private static final JsonNode VECTORS = Vectors.read("problems");

    private static String text(JsonNode json) {
        return json.isNull() ? null : json.asText();
    }

    @TestFactory
    Stream<DynamicTest> an_answer_becomes_an_error() {
        return Vectors.each(VECTORS.path("cases"), each -> {
            JsonNode came = each.path("answer");
            Answer answer = new Answer(
                    came.path("status").asInt(),
                    Vectors.texts(came.path("headers")),
                    Bytes.utf8(came.path("body").asText()));
            AnswerException error =
                    Judged.of(answer, VECTORS.path("now").asLong() * 1000).error();
            JsonNode expected = each.path("error");
            assertEquals(expected.path("status").asInt(), error.status());
            String code = error instanceof ApiException refusal ? refusal.code().toString() : null;
            assertEquals(text(expected.path("code")), code);
            assertEquals(text(expected.path("request_id")), error.requestId().orElse(null));
            assertEquals(text(expected.path("field")), error.field().orElse(null));
            assertEquals(expected.path("may_be_repeated").asBoolean(), error.mayBeRepeated());
            Long wait = error.retryAfter().map(after -> after.toSeconds()).orElse(null);
            JsonNode asked = expected.path("retry_after");
            assertEquals(asked.isNull() ? null : asked.asLong(), wait);
        });
    }

    @Test
    void every_code_is_known_and_whether_it_may_be_repeated() {
        for (JsonNode each : VECTORS.path("codes")) {
            String code = each.path("code").asText();
            assertSame(ProblemCode.of(code), ProblemCode.of(code));
            assertEquals(
                    each.path("may_be_repeated").asBoolean(),
                    Retries.mayBeRepeated(each.path("status").asInt(), code),
                    code);
        }
    }
}
