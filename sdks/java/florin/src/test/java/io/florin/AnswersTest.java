package io.florin;

import static io.florin.testing.Clients.PAYMENT;
import static io.florin.testing.Clients.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.florin.model.Card;
import io.florin.model.CardPaymentMethod;
import io.florin.model.OrderToPay;
import io.florin.model.Payment;
import io.florin.model.PaymentMethod;
import io.florin.model.PaymentRequest;
import io.florin.model.PaymentStatus;
import io.florin.model.ProblemCode;
import io.florin.model.WebhookEndpoint;
import io.florin.testing.Script;
import io.florin.testing.TestClock;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AnswersTest {
    private static Florin client(Script script) {
        return builder(script).build();
    }

    private static Florin.Builder builder(Script script) {
        return Florin.builder()
                .baseUrl(URL)
                .secretKey("sk_test_scripted")
                .httpClient(script)
                .around(new TestClock());
    }

    private static final PaymentRequest REQUEST = PaymentRequest.builder()
            .orderId("order-7")
            .amount(1)
            .currency("USD")
            .build();

    @Test
    void a_payment_keeps_what_this_version_does_not_know() {
        String came = "{\"id\":\"pay_1\",\"status\":\"of_next_year\",\"amount\":9007199254740993,\"new\":{\"a\":[1]},"
                + "\"payment_method\":{\"type\":\"card\",\"token\":\"tok_visa\",\"brand\":\"visa\",\"last4\":\"4242\"},"
                + "\"next_action\":{\"type\":\"dance\",\"steps\":3},\"decline_code\":null}";
        Payment payment = client(new Script(Script.json(200, came))).payments().retrieve("pay_1");
        assertEquals(9_007_199_254_740_993L, payment.amount());
        assertEquals(PaymentStatus.of("of_next_year"), payment.status());
        assertEquals("of_next_year", payment.status().toString());
        assertEquals(Map.of("a", List.of(1)), payment.get("new").orElseThrow());
        assertEquals(came, payment.toJson());
        assertEquals(
                Map.of("type", "dance", "steps", 3), payment.get("next_action").orElseThrow());
        assertEquals("dance", payment.nextAction().orElseThrow().type());
        CardPaymentMethod card = assertInstanceOf(
                CardPaymentMethod.class, payment.paymentMethod().orElseThrow());
        assertEquals("4242", card.last4());
        assertTrue(payment.declineCode().isEmpty());
        FlorinException missing = assertThrows(FlorinException.class, payment::orderId);
        assertTrue(missing.getMessage().contains("Payment has no member order_id"), missing.getMessage());
    }

    @Test
    void answers_of_another_shape_are_told_where_they_are_read() {
        String came = "{\"id\":7,\"status\":\"succeeded\",\"payment_method\":\"new\"}";
        Payment payment = client(new Script(Script.json(200, came))).payments().retrieve("pay_1");
        assertSame(PaymentStatus.SUCCEEDED, payment.status());
        assertInstanceOf(PaymentMethod.Unknown.class, payment.paymentMethod().orElseThrow());
        FlorinException wrong = assertThrows(FlorinException.class, payment::id);
        assertTrue(wrong.getMessage().contains("Payment.id is no text"), wrong.getMessage());
    }

    private static void noFlorin(Script.Step answer, String says, int tries) {
        Script script = new Script(answer);
        AnswerException error = assertThrows(
                AnswerException.class, () -> client(script).payments().create(REQUEST));
        assertTrue(error.getMessage().contains(says), error.getMessage());
        assertFalse(error instanceof ApiException);
        assertEquals(tries, script.seen.size());
        Set<String> keys = new HashSet<>();
        for (Script.Seen seen : script.seen) {
            assertEquals("pay.example", seen.request().uri().getHost());
            keys.add(seen.header("idempotency-key"));
        }
        assertEquals(Set.of(error.idempotencyKey().orElseThrow()), keys);
    }

    @Test
    void a_server_that_is_no_florin_is_told_in_words() {
        Map<String, String> html = Map.of("content-type", "text/html");
        noFlorin(Script.answer(200, html, "<h1>Hi</h1>"), "is baseUrl Florin's own address", 1);
        noFlorin(Script.answer(200, Map.of(), ""), "The answer 200 is empty", 4);
        noFlorin(Script.json(200, "{\"id\":"), "no whole JSON", 4);
        noFlorin(
                Script.answer(302, Map.of("location", "https://evil.example/x"), ""),
                "redirects to https://evil.example",
                1);
        noFlorin(Script.answer(307, Map.of("location", "/v2"), ""), "redirects and was not followed", 1);
        noFlorin(Script.answer(404, html, "<h1>404</h1>"), "something before it has answered", 1);
        noFlorin(Script.answer(502, html, "<h1>502</h1>"), "something before it has answered", 4);
    }

    @Test
    void a_refusal_has_its_class_its_code_and_all_that_it_brought() {
        String problem = "{\"code\":\"payment_declined\",\"detail\":\"No.\",\"decline_code\":\"insufficient_funds\","
                + "\"request_id\":\"req_1\",\"amount_refundable\":7}";
        OrderToPay order =
                OrderToPay.builder().orderId("1").amount(1).currency("USD").build();
        PaymentDeclinedException error = assertThrows(
                PaymentDeclinedException.class,
                () -> client(new Script(Script.json(402, problem))).pay(order, RequestOptions.idempotencyKey("mine")));
        assertTrue(error.is(ProblemCode.NOT_FOUND, ProblemCode.PAYMENT_DECLINED));
        assertEquals("insufficient_funds", error.declineCode().orElseThrow());
        assertEquals(7, error.problem().amountRefundable().orElseThrow());
        assertEquals("req_1", error.requestId().orElseThrow());
        assertEquals("mine", error.idempotencyKey().orElseThrow());
        assertEquals("No. (payment_declined, req_1)", error.getMessage());
        Script unknown = new Script(Script.json(409, "{\"code\":\"of_next_year\"}"));
        ConflictException conflict = assertThrows(
                ConflictException.class, () -> client(unknown).payments().retrieve("pay_1"));
        assertEquals("of_next_year", conflict.code().toString());
    }

    @Test
    void what_a_lost_try_has_deleted_is_deleted() {
        Script.Came gone = Script.json(404, "{\"code\":\"not_found\"}");
        client(new Script(Script.cut(), gone)).tokens().delete("tok_1");
        assertThrows(
                NotFoundException.class, () -> client(new Script(gone)).tokens().delete("tok_1"));
    }

    @Test
    void neither_a_log_nor_a_text_shows_a_secret() {
        List<LogEntry> heard = new ArrayList<>();
        Script.Came good =
                Script.answer(200, Map.of("content-type", "application/json", "request-id", "req_1"), PAYMENT);
        Florin florin =
                builder(new Script(Script.cut(), good)).onLog(heard::add).build();
        florin.payments().create(REQUEST);
        florin.payments().retrieve("pay_secret");
        assertEquals(
                "REQUEST NO_ANSWER RETRY REQUEST ANSWER REQUEST ANSWER",
                String.join(
                        " ", heard.stream().map(entry -> entry.event().name()).toList()));
        assertEquals("req_1", heard.get(4).requestId());
        assertEquals(2, heard.get(4).attempt());
        Card card = Card.builder()
                .number("4242424242424242")
                .expMonth(12)
                .expYear(2035)
                .cvc("987")
                .build();
        WebhookEndpoint endpoint = client(new Script(Script.json(200, "{\"id\":\"we_1\",\"secret\":\"whsec_1\"}")))
                .webhookEndpoints()
                .retrieve("we_1");
        assertEquals("WebhookEndpoint{\"id\":\"we_1\",\"secret\":\"[hidden]\"}", endpoint.toString());
        String told = heard + " " + florin + " " + card + " " + endpoint;
        for (String secret : List.of("sk_test_scripted", "order-7", "4242", "987", "pay_secret", "whsec_1"))
            assertFalse(told.contains(secret), told);
    }

    @Test
    void a_log_that_fails_fails_no_payment() {
        Florin florin = builder(new Script(Script.json(200, PAYMENT)))
                .onLog(entry -> {
                    throw new IllegalStateException("full");
                })
                .build();
        assertEquals(2599, florin.payments().retrieve("pay_1").amount());
    }

    @Test
    void a_thread_that_is_interrupted_ends_its_call() {
        Thread.currentThread().interrupt();
        Florin florin = Florin.builder()
                .baseUrl("http://127.0.0.1:9")
                .secretKey("sk_test_1")
                .build();
        ConnectionException ended =
                assertThrows(ConnectionException.class, () -> florin.payments().create(REQUEST));
        assertTrue(Thread.interrupted());
        assertTrue(ended.idempotencyKey().isPresent());
    }

    @Test
    @Timeout(20)
    void an_answer_that_begins_and_never_ends_is_given_up() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            List<Socket> held = new ArrayList<>();
            Thread thread = new Thread(() -> {
                try {
                    Socket socket = server.accept();
                    held.add(socket);
                    String head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{";
                    socket.getOutputStream().write(head.getBytes("US-ASCII"));
                } catch (IOException error) {
                    // The client has gone.
                }
            });
            thread.start();
            Florin florin = Florin.builder()
                    .baseUrl("http://127.0.0.1:" + server.getLocalPort())
                    .secretKey("sk_test_1")
                    .maxTries(1)
                    .timeout(Duration.ofSeconds(1))
                    .build();
            assertThrows(TimeoutException.class, () -> florin.balances().list());
            for (Socket each : held) each.close();
        }
    }

    @Test
    void a_server_without_tls_is_told_in_words() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread thread = new Thread(() -> {
                try (var socket = server.accept()) {
                    // As a server of HTTP does: it reads what is no request, says so, and waits until the client has
                    // gone.
                    var sent = socket.getInputStream();
                    sent.read();
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes("US-ASCII"));
                    while (sent.read() != -1) {
                        // The rest of it.
                    }
                } catch (IOException error) {
                    // The client has gone.
                }
            });
            thread.start();
            Florin florin = Florin.builder()
                    .baseUrl("https://127.0.0.1:" + server.getLocalPort())
                    .secretKey("sk_test_1")
                    .maxTries(1)
                    .build();
            ConnectionException told = assertThrows(
                    ConnectionException.class, () -> florin.balances().list());
            assertTrue(told.getMessage().contains("does not speak TLS"), told.getMessage());
        }
    }
}
