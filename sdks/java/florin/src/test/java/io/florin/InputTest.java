package io.florin;

import static io.florin.testing.Clients.PAYMENT;
import static io.florin.testing.Clients.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.florin.model.ApiKeyKind;
import io.florin.model.ApiKeyRequest;
import io.florin.model.ListPaymentsQuery;
import io.florin.model.PaymentRequest;
import io.florin.model.SignatureKeyRequest;
import io.florin.model.TokenRequest;
import io.florin.model.WebhookEndpointChange;
import io.florin.model.WebhookEndpointStatus;
import io.florin.testing.Script;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InputTest {
    private static Florin.Builder right() {
        return Florin.builder().baseUrl(URL).secretKey("sk_test_secret");
    }

    private static void refused(Consumer<Florin.Builder> change, String says) {
        Florin.Builder builder = right();
        change.accept(builder);
        InputException refused = assertThrows(InputException.class, builder::build);
        assertTrue(refused.getMessage().contains(says), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("."), refused.getMessage());
        assertFalse(refused.getMessage().contains("sk_test_a"), refused.getMessage());
    }

    @Test
    void a_base_url_that_cannot_be_right_is_told_in_a_sentence() {
        refused(client -> client.baseUrl("https://pay.example/"), "slash at its end: write https://pay.example.");
        refused(client -> client.baseUrl("https://pay.example/v1"), "has a path: write https://pay.example,");
        refused(client -> client.baseUrl("pay.example"), "no scheme: write https://pay.example,");
        refused(client -> client.baseUrl("127.0.0.1:4242"), "no scheme: write https://127.0.0.1:4242,");
        refused(client -> client.baseUrl("ftp://pay.example"), "no scheme: write https://pay.example,");
        refused(client -> client.baseUrl(" https://pay.example"), "white space");
        refused(client -> client.baseUrl("https://pay.example?a=1"), "a query or a fragment");
        refused(client -> client.baseUrl("https://sk:x@pay.example"), "a user or a password");
        refused(client -> client.baseUrl("https://"), "no URL");
        refused(client -> client.baseUrl("https://pay.example:port"), "no URL");
        refused(client -> client.baseUrl("https://pay .example"), "no URL");
        refused(client -> client.baseUrl(""), "missing");
        refused(client -> client.baseUrl(null), "missing");
        assertEquals(
                "Florin[baseUrl=https://pay.example]",
                right().baseUrl("HTTPS://Pay.example").build().toString());
    }

    @Test
    void a_key_that_cannot_be_right_is_told_in_a_sentence() {
        refused(client -> client.secretKey("sk_test_a\n"), "white space around it");
        refused(client -> client.secretKey(" sk_test_a"), "white space around it");
        refused(client -> client.secretKey(""), "empty");
        refused(client -> client.secretKey("pk_test_a"), "secretKey is a publishable key");
        refused(client -> client.secretKey("whsec_a"), "no key of Florin");
        refused(client -> client.secretKey(null), "There is no key");
        refused(client -> client.secretKey(null).publishableKey("sk_test_a"), "publishableKey is a secret key");
        refused(client -> client.publishableKey("pk_test_a"), "secretKey and publishableKey were both handed in");
        refused(client -> client.secretKey("sk_live_a").environment("sandbox"), "wrong environment");
        refused(client -> client.secretKey("sk_test_a").environment("live"), "wrong environment");
        refused(client -> client.environment("production"), "environment must be");
        refused(client -> client.secretKey(null).accessToken("a b"), "accessToken is no token");
        refused(client -> client.timeout(Duration.ZERO), "timeout must be");
        refused(client -> client.totalTimeout(null), "totalTimeout must be");
        refused(client -> client.maxTries(0), "maxTries must be");
        HttpClient follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        refused(client -> client.httpClient(follows), "follows redirects");
    }

    private static PaymentRequest.Builder payment() {
        return PaymentRequest.builder().orderId("1").amount(1).currency("USD");
    }

    private static void notSent(Consumer<Florin> call, String says) {
        Script script = new Script(Script.json(200, PAYMENT));
        Florin florin = right().httpClient(script).build();
        InputException refused = assertThrows(InputException.class, () -> call.accept(florin));
        assertTrue(refused.getMessage().contains(says), refused.getMessage());
        assertEquals(List.of(), script.seen);
    }

    @Test
    void what_cannot_be_sent_is_refused_before_the_network_is_asked() {
        notSent(florin -> payment().amount(1L << 53), "beyond what a JSON number holds");
        notSent(florin -> payment().amount(BigInteger.TWO.pow(70)), "beyond what a JSON number holds");
        notSent(florin -> payment().orderId("\ud800"), "half of a surrogate pair");
        notSent(florin -> PaymentRequest.builder().orderId("1").build(), "PaymentRequest needs amount");
        notSent(florin -> jwk(new BigDecimal("25.99")), "amounts are whole minor units");
        notSent(florin -> jwk(Double.NaN), "JSON does not have");
        notSent(florin -> jwk(new Object()), "jwk.a is a Object");
        notSent(florin -> jwk(LocalDateTime.MIN), "without a time zone");
        notSent(florin -> jwk(itself()), "contains itself");
        notSent(florin -> florin.payments().retrieve(""), "needs an id");
        notSent(florin -> florin.payments().retrieve(".."), "needs an id");
        notSent(florin -> florin.payments().retrieve(null), "needs an id");
        notSent(
                florin -> florin.payments()
                        .list(ListPaymentsQuery.builder().after("a").before("b").build()),
                "hand in after or before");
        notSent(
                florin -> florin.payments().create(payment().build(), RequestOptions.idempotencyKey("a b")),
                "idempotencyKey must be");
        notSent(
                florin -> florin.payments().retrieve("pay_1", RequestOptions.idempotencyKey("a")),
                "belongs to calls that change something");
        notSent(
                florin -> florin.payments().retrieve("pay_1", RequestOptions.DEFAULT.withTimeout(Duration.ZERO)),
                "timeout must be");
    }

    private static void jwk(Object value) {
        SignatureKeyRequest.builder().jwk(Map.of("a", value));
    }

    private static List<Object> itself() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        return list;
    }

    @Test
    void a_body_has_times_and_whole_numbers_of_any_class() {
        Script script = new Script(Script.json(200, "{\"id\":\"key_1\",\"data\":[]}"));
        Florin florin = right().httpClient(script).build();
        florin.keys()
                .create(ApiKeyRequest.builder()
                        .name("书")
                        .kind(ApiKeyKind.SECRET)
                        .expiresAt(Instant.ofEpochSecond(1_895_997_600))
                        .build());
        florin.payments().create(payment().amount(BigInteger.valueOf(100)).build());
        florin.payments()
                .list(ListPaymentsQuery.builder()
                        .createdFrom(Instant.EPOCH)
                        .orderId("a b&c")
                        .build());
        assertEquals(
                "{\"name\":\"书\",\"kind\":\"secret\",\"expires_at\":\"2030-01-30T10:00:00Z\"}",
                script.seen.get(0).body());
        assertEquals(
                "{\"order_id\":\"1\",\"amount\":100,\"currency\":\"USD\"}",
                script.seen.get(1).body());
        assertEquals(
                "created_from=1970-01-01T00%3A00%3A00Z&order_id=a+b%26c",
                script.seen.get(2).query());
    }

    @Test
    void null_is_sent_where_the_api_takes_it_and_left_out_elsewhere() {
        Script script = new Script(Script.json(200, "{\"id\":\"we_1\"}"));
        Florin florin = right().httpClient(script).build();
        florin.webhookEndpoints()
                .update(
                        "we_1",
                        WebhookEndpointChange.builder()
                                .encryptionKey(null)
                                .url(null)
                                .status(WebhookEndpointStatus.of("of_next_year"))
                                .build());
        florin.payments().cancel("pay_1");
        assertEquals(
                "{\"encryption_key\":null,\"status\":\"of_next_year\"}",
                script.seen.get(0).body());
        assertEquals("", script.seen.get(1).body());
    }

    @Test
    void an_id_stays_one_part_of_the_path() {
        Script script = new Script(Script.json(200, PAYMENT));
        right().httpClient(script).build().payments().retrieve("pay_1/../../keys?x=1 #");
        assertEquals(
                "/v1/payments/pay_1%2F..%2F..%2Fkeys%3Fx%3D1%20%23",
                script.seen.get(0).path());
    }

    @Test
    void a_publishable_key_is_refused_before_the_network_is_asked() {
        Script script = new Script(Script.json(200, "{\"object\":\"token\",\"token\":\"tok_1\"}"));
        Florin florin = Florin.builder()
                .baseUrl(URL)
                .publishableKey("pk_test_a")
                .httpClient(script)
                .build();
        InputException refused = assertThrows(
                InputException.class, () -> florin.payments().create(payment().build()));
        assertTrue(refused.getMessage().contains("createPayment needs a secret key"));
        assertEquals(List.of(), script.seen);
        assertEquals(
                "tok_1",
                florin.tokens()
                        .create(TokenRequest.builder().cardJwe("a.b.c.d.e").build())
                        .token());
    }
}
