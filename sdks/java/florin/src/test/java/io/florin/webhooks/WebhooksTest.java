package io.florin.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.InputException;
import io.florin.VerificationException;
import io.florin.model.Event;
import io.florin.model.PaymentEvent;
import io.florin.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WebhooksTest {
    private static final JsonNode CASES = Vectors.read("webhooks").path("cases");

    private static Clock at(JsonNode seconds) {
        return Clock.fixed(Instant.ofEpochSecond(seconds.asLong()), ZoneOffset.UTC);
    }

    private static Event verified(JsonNode each) {
        return Webhooks.builder()
                .secret(each.path("secret").asText())
                .tolerance(Duration.ofSeconds(each.path("tolerance").asLong()))
                .clock(at(each.path("now")))
                .build()
                .verify(
                        each.path("body").asText().getBytes(StandardCharsets.UTF_8),
                        Vectors.texts(each.path("headers")));
    }

    @TestFactory
    Stream<DynamicTest> a_delivery_is_verified() {
        return Vectors.each(CASES, each -> {
            if (each.path("accepted").asBoolean()) {
                // What was signed need not be an event: that is looked at later.
                try {
                    verified(each);
                } catch (VerificationException error) {
                    assertEquals("no_event", error.reason());
                }
                return;
            }
            String reason = each.path("reason").asText();
            if (reason.equals("secret_invalid")) assertThrows(InputException.class, () -> verified(each));
            else
                assertEquals(
                        reason,
                        assertThrows(VerificationException.class, () -> verified(each))
                                .reason());
        });
    }

    @Test
    void the_first_of_the_vectors_is_a_payment_that_succeeded() {
        PaymentEvent event = assertInstanceOf(PaymentEvent.class, verified(CASES.get(0)));
        assertEquals("payment.succeeded", event.type());
        assertEquals("pay_01kavvbgr0e8k8n2m4x6t7w5ya", event.data().id());
    }

    @Test
    void while_a_secret_is_rotated_both_are_taken() {
        JsonNode each = CASES.get(0);
        byte[] body = each.path("body").asText().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Vectors.texts(each.path("headers"));
        Webhooks both = Webhooks.builder()
                .secret("whsec_bmV3")
                .secret(each.path("secret").asText())
                .clock(at(each.path("now")))
                .build();
        assertEquals("payment.succeeded", both.verify(body, headers::get).type());
        assertFalse(both.toString().contains("bmV3"));
    }

    @Test
    void a_delivery_that_is_encrypted_needs_a_key() {
        JsonNode each = CASES.get(0);
        Map<String, String> headers = Vectors.texts(each.path("headers"));
        headers.put("Content-Type", "Application/JOSE; charset=x");
        byte[] body = each.path("body").asText().getBytes(StandardCharsets.UTF_8);
        Webhooks webhooks = Webhooks.builder()
                .secret(each.path("secret").asText())
                .clock(at(each.path("now")))
                .build();
        assertThrows(InputException.class, () -> webhooks.verify(body, headers));
    }
}
