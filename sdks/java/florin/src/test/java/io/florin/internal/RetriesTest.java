package io.florin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.AnswerException;
import io.florin.ApiException;
import io.florin.ConnectionException;
import io.florin.FlorinException;
import io.florin.testing.Script;
import io.florin.testing.TestClock;
import io.florin.testing.Vectors;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RetriesTest {
    private static final JsonNode VECTORS = Vectors.read("retries");

    private static Duration seconds(JsonNode json) {
        return Duration.ofMillis(Math.round(json.asDouble() * 1000));
    }

    @Test
    void the_policy_is_that_of_the_vectors() {
        JsonNode policy = VECTORS.path("policy");
        assertEquals(seconds(policy.path("first_wait")), Retries.FIRST_WAIT);
        assertEquals(seconds(policy.path("longest_wait")), Retries.LONGEST_WAIT);
        assertEquals(seconds(policy.path("longest_retry_after")), Retries.LONGEST_RETRY_AFTER);
        assertEquals(seconds(policy.path("jitter_after")), Retries.JITTER_AFTER);
    }

    private static Script.Step step(JsonNode exchange) {
        return switch (exchange.path("does").asText()) {
            case "answers" ->
                Script.answer(
                        exchange.path("status").asInt(),
                        Vectors.texts(exchange.path("headers")),
                        exchange.path("body").asText());
            case "never_answers" ->
                request -> {
                    throw new HttpTimeoutException("late");
                };
            default -> Script.cut();
        };
    }

    private record Ended(JsonNode result, FlorinException error) {}

    private static Ended ask(JsonNode each, Script script, TestClock clock) {
        Configuration config = new Configuration(
                "https://pay.example",
                new Credential(false, "Bearer sk_test_1", null),
                script,
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                each.path("max_tries").asInt(),
                null,
                null,
                clock);
        String method = each.path("method").asText();
        JsonNode key = each.path("idempotency_key");
        Call call = new Call(
                new Operation("test", method, "/v1/test", "application/json", false),
                "/v1/test",
                method.equals("POST") ? Bytes.utf8("{\"amount\":1}") : null,
                key.isNull() ? null : key.asText(),
                null);
        try {
            return new Ended(new Conversation(config).ask(call), null);
        } catch (FlorinException error) {
            return new Ended(null, error);
        }
    }

    @TestFactory
    Stream<DynamicTest> a_call_is_tried_again() {
        return Vectors.each(VECTORS.path("cases"), each -> {
            for (double random : new double[] {0, 0.5, 1}) {
                List<Script.Step> steps = new ArrayList<>();
                each.path("exchanges").forEach(exchange -> steps.add(step(exchange)));
                Script script = new Script(steps.toArray(Script.Step[]::new));
                TestClock clock = new TestClock(random);
                check(each, ask(each, script, clock), script, clock);
            }
        });
    }

    private static void check(JsonNode each, Ended ended, Script script, TestClock clock) {
        assertEquals(each.path("requests").asInt(), script.seen.size());
        for (Script.Seen seen : script.seen) {
            JsonNode key = each.path("idempotency_key");
            assertEquals(key.isNull() ? null : key.asText(), seen.header("idempotency-key"));
            assertEquals(script.seen.get(0).body(), seen.body());
        }
        assertEquals(each.path("waits").size(), clock.waits.size());
        for (int at = 0; at < clock.waits.size(); at += 1) {
            JsonNode wait = each.path("waits").get(at);
            Duration waited = clock.waits.get(at);
            assertTrue(waited.compareTo(seconds(wait.path("at_least"))) >= 0, waited.toString());
            assertTrue(waited.compareTo(seconds(wait.path("at_most"))) <= 0, waited.toString());
        }
        if (each.has("result")) {
            assertEquals(each.path("result"), ended.result());
            return;
        }
        JsonNode error = each.path("error");
        if (error.path("kind").asText().equals("connection")) {
            assertInstanceOf(ConnectionException.class, ended.error());
            return;
        }
        AnswerException refused = assertInstanceOf(AnswerException.class, ended.error());
        assertEquals(error.path("status").asInt(), refused.status());
        String code = refused instanceof ApiException refusal ? refusal.code().toString() : null;
        assertEquals(error.path("code").isNull() ? null : error.path("code").asText(), code);
        assertEquals(
                script.seen.get(0).header("idempotency-key"),
                refused.idempotencyKey().orElse(null));
    }

    @Test
    void whoever_is_told_to_wait_for_more_than_a_minute_is_told_so_now() {
        Retries.State state = new Retries.State(1, 4, Duration.ZERO, Duration.ofHours(1), 0);
        assertTrue(Retries.waitBeforeNext(state, Duration.ofSeconds(61)).isEmpty());
        assertEquals(
                Duration.ofSeconds(60),
                Retries.waitBeforeNext(state, Duration.ofSeconds(60)).orElseThrow());
    }

    @Test
    void a_call_ends_when_its_time_is_over() {
        TestClock clock = new TestClock();
        Configuration config = new Configuration(
                "https://pay.example",
                new Credential(false, "Bearer sk_test_1", null),
                new Script(Script.cut()),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                1000,
                null,
                null,
                clock);
        Operation get = new Operation("test", "GET", "/v1/test", "application/json", false);
        assertThrows(
                ConnectionException.class,
                () -> new Conversation(config).ask(new Call(get, "/v1/test", null, null, null)));
        assertTrue(clock.nowMillis() - new TestClock().nowMillis() < 10_000);
    }
}
