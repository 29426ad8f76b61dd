package io.florin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.florin.cards.CardEncryption;
import io.florin.internal.Keys;
import io.florin.model.App;
import io.florin.model.AppRequest;
import io.florin.model.Balance;
import io.florin.model.Card;
import io.florin.model.CardMethod;
import io.florin.model.CardPaymentMethod;
import io.florin.model.Confirmation;
import io.florin.model.Event;
import io.florin.model.ListPaymentsQuery;
import io.florin.model.OrderToPay;
import io.florin.model.Payment;
import io.florin.model.PaymentEvent;
import io.florin.model.PaymentRequest;
import io.florin.model.PaymentStatus;
import io.florin.model.ProblemCode;
import io.florin.model.RefundRequest;
import io.florin.model.RefundStatus;
import io.florin.model.Scope;
import io.florin.model.SignatureKey;
import io.florin.model.SignatureKeyRequest;
import io.florin.model.SignatureMode;
import io.florin.model.SignatureSettingsChange;
import io.florin.model.Token;
import io.florin.model.WebhookEndpoint;
import io.florin.model.WebhookEndpointRequest;
import io.florin.oauth.DpopKey;
import io.florin.oauth.OAuthApp;
import io.florin.oauth.PendingAuthorization;
import io.florin.signatures.FlorinKeys;
import io.florin.signatures.RequestSigning;
import io.florin.webhooks.Webhooks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A walk through a running Florin. contract/java-sdk.test.ts starts it, and says in the environment where it is. */
@EnabledIfEnvironmentVariable(named = "FLORIN_URL", matches = ".+", disabledReason = "no Florin is running")
class LiveFlorinTest {
    private static final String URL = System.getenv("FLORIN_URL");
    private static final String KEY = System.getenv("FLORIN_KEY");

    private final Florin florin = florin().build();

    private static Florin.Builder florin() {
        return Florin.builder().baseUrl(URL).secretKey(KEY);
    }

    private static String order() {
        return "java-" + UUID.randomUUID();
    }

    private static OrderToPay.Builder toPay() {
        return OrderToPay.builder().orderId(order()).amount(2599).currency("USD");
    }

    private static Payment paid(Florin florin) {
        return florin.pay(toPay().paymentMethod("tok_visa").build());
    }

    @Test
    void a_payment_is_made_and_refunded() {
        Payment payment = florin.payments()
                .create(PaymentRequest.builder()
                        .orderId(order())
                        .amount(3_000_000_000L)
                        .currency("USD")
                        .metadata(Map.of("书", "两本"))
                        .build());
        assertSame(PaymentStatus.CREATED, payment.status());
        assertEquals(Map.of("书", "两本"), payment.metadata());
        payment = florin.payments()
                .confirm(
                        payment.id(),
                        Confirmation.builder()
                                .paymentMethod(
                                        CardMethod.builder().token("tok_visa").build())
                                .build());
        CardPaymentMethod card = assertInstanceOf(
                CardPaymentMethod.class, payment.paymentMethod().orElseThrow());
        assertEquals("4242", card.last4());
        RefundRequest.Builder refund = RefundRequest.builder().payment(payment.id());
        assertSame(
                RefundStatus.SUCCEEDED,
                florin.refunds().create(refund.amount(1_000_000_000).build()).status());
        RefundRequest tooMuch = refund.amount(2_500_000_000L).build();
        ConflictException refused =
                assertThrows(ConflictException.class, () -> florin.refunds().create(tooMuch));
        assertTrue(refused.is(ProblemCode.REFUND_EXCEEDS_CAPTURED));
        assertEquals(2_000_000_000L, refused.problem().amountRefundable().orElseThrow());
        assertTrue(refused.requestId().orElseThrow().startsWith("req_"));
        String again = payment.orderId();
        refused = assertThrows(
                ConflictException.class, () -> florin.pay(toPay().orderId(again).build()));
        assertEquals(payment.id(), refused.problem().payment().orElseThrow().id());
    }

    @Test
    void what_is_refused_says_why() {
        OrderToPay declined = toPay().paymentMethod("tok_declined").build();
        assertTrue(assertThrows(PaymentDeclinedException.class, () -> florin.pay(declined))
                .declineCode()
                .isPresent());
        OrderToPay wrong = toPay().currency("usd").build();
        assertEquals(
                "currency",
                assertThrows(InvalidRequestException.class, () -> florin.pay(wrong))
                        .field()
                        .orElseThrow());
        assertThrows(NotFoundException.class, () -> florin.payments().retrieve("pay_01h455vb4pex5vsknk084sn02q"));
        Florin stranger = florin().secretKey("sk_test_stranger").build();
        assertThrows(AuthenticationException.class, () -> stranger.balances().list());
    }

    @Test
    void a_key_makes_a_payment_once() {
        OrderToPay order = toPay().build();
        RequestOptions mine = RequestOptions.idempotencyKey(UUID.randomUUID().toString());
        assertEquals(florin.pay(order, mine), florin.pay(order, mine));
    }

    @Test
    void lists_are_gone_through() {
        Payment last = paid(florin);
        List<String> made = new ArrayList<>();
        for (int at = 0; at < 5; at += 1) made.add(paid(florin).id());
        ListPaymentsQuery up =
                ListPaymentsQuery.builder().limit(2).before(last.id()).build();
        assertEquals(made, florin.payments().list(up).stream().map(Payment::id).toList());
        List<String> down = new ArrayList<>();
        for (Payment each :
                florin.payments().list(ListPaymentsQuery.builder().limit(2).build())) {
            if (each.id().equals(last.id())) break;
            down.add(each.id());
        }
        Collections.reverse(down);
        assertEquals(made, down);
        for (Balance each : florin.balances().list())
            assertEquals(3, each.currency().length());
        try (var lines = florin.audit().export()) {
            assertNotNull(lines.toList());
        }
    }

    @Test
    void the_stream_has_each_event_once() {
        paid(florin);
        String before = florin.events().head().event().orElseThrow();
        Payment first = paid(florin);
        EventStreamOptions options = EventStreamOptions.types("payment.succeeded");
        String id;
        String second;
        try (EventStream events = florin.events().stream(options.after(before))) {
            Iterator<Event> each = events.iterator();
            PaymentEvent event = assertInstanceOf(PaymentEvent.class, each.next());
            assertEquals(first.id(), event.data().id());
            id = event.id();
            second = paid(florin).id();
            assertEquals(second, ((PaymentEvent) each.next()).data().id());
        }
        try (EventStream events = florin.events().stream(options.after(id))) {
            assertEquals(
                    second, ((PaymentEvent) events.iterator().next()).data().id());
        }
    }

    private record Delivery(byte[] body, Map<String, String> headers) {}

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    @Test
    void a_delivery_is_verified_also_one_that_is_encrypted() throws Exception {
        BlockingQueue<Delivery> came = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            came.add(new Delivery(exchange.getRequestBody().readAllBytes(), headers));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        KeyPair own = pair();
        ECPublicKey open = (ECPublicKey) own.getPublic();
        Map<String, Object> jwk = Map.of(
                "kty",
                "EC",
                "crv",
                "P-256",
                "x",
                Keys.coordinate(open.getW().getAffineX(), 32),
                "y",
                Keys.coordinate(open.getW().getAffineY(), 32));
        for (boolean encrypted : new boolean[] {false, true}) {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?a=1";
            WebhookEndpointRequest.Builder request = WebhookEndpointRequest.builder()
                    .url(url)
                    .events(List.of("payment.succeeded"))
                    .httpSignatures(true);
            if (encrypted) request.encryptionKey(jwk);
            WebhookEndpoint endpoint = florin.webhookEndpoints().create(request.build());
            Payment payment = paid(florin);
            Delivery delivery = came.poll(60, TimeUnit.SECONDS);
            Webhooks webhooks = Webhooks.builder()
                    .secret(endpoint.secret().orElseThrow())
                    .decryptionKey(own.getPrivate())
                    .build();
            Event event = webhooks.verify(delivery.body(), delivery.headers());
            assertEquals(payment.id(), ((PaymentEvent) event).data().id());
            new FlorinKeys(URL).verifyWebhook(url, delivery.headers(), delivery.body());
            florin.webhookEndpoints().delete(endpoint.id());
        }
        server.stop(0);
    }

    @Test
    void an_app_has_tokens_that_are_bound_to_its_key() {
        App app = florin.apps()
                .create(AppRequest.builder()
                        .name("Java")
                        .scopes(List.of(Scope.PAYMENTS_WRITE, Scope.PAYMENTS_READ))
                        .dpopBound(true)
                        .build());
        OAuthApp.Builder own = OAuthApp.builder().baseUrl(URL).clientId(app.clientId());
        TokenSource tokens = own.clientSecret(app.clientSecret().orElseThrow())
                .dpop(DpopKey.generate())
                .build()
                .clientCredentials("payments:write payments:read");
        Florin client = Florin.builder().baseUrl(URL).accessToken(tokens).build();
        Payment payment = paid(client);
        assertSame(
                PaymentStatus.SUCCEEDED,
                client.payments().retrieve(payment.id()).status());
        TokenSource wrong = own.clientSecret("wrong").build().clientCredentials("payments:write");
        OAuthException refused = assertThrows(
                OAuthException.class,
                () -> paid(Florin.builder().baseUrl(URL).accessToken(wrong).build()));
        assertEquals("invalid_client", refused.error());
    }

    @Test
    void an_authorization_request_is_pushed() {
        App app = florin.apps()
                .create(AppRequest.builder()
                        .name("Books")
                        .scopes(List.of(Scope.PAYMENTS_READ))
                        .redirectUris(List.of("https://books.example/back"))
                        .build());
        OAuthApp own = OAuthApp.builder()
                .baseUrl(URL)
                .clientId(app.clientId())
                .clientSecret(app.clientSecret().orElseThrow())
                .build();
        PendingAuthorization pending = own.beginAuthorization("https://books.example/back", "payments:read");
        assertTrue(pending.url().startsWith(URL + "/oauth/authorize?"));
        String callback = "https://books.example/back?code=wrong&state=" + pending.state() + "&iss=" + URL;
        OAuthException refused = assertThrows(OAuthException.class, () -> own.finishAuthorization(callback, pending));
        assertEquals("invalid_grant", refused.error());
    }

    @Test
    void signed_requests_are_taken_and_answers_are_verified() throws Exception {
        KeyPair own = pair();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(own.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
        SignatureKey key = florin.signatureKeys()
                .create(SignatureKeyRequest.builder().name("Java").pem(pem).build());
        RequestSigning signing = RequestSigning.builder()
                .keyId(key.id())
                .key(own.getPrivate())
                .answers(new FlorinKeys(URL))
                .build();
        Florin client = florin().signing(signing).build();
        SignatureSettingsChange required =
                SignatureSettingsChange.builder().mode(SignatureMode.REQUIRED).build();
        assertSame(
                SignatureMode.REQUIRED,
                client.signatureSettings().update(required).mode());
        try {
            Payment payment = client.pay(toPay().description("两本").build());
            ListPaymentsQuery query =
                    ListPaymentsQuery.builder().orderId(payment.orderId()).build();
            assertEquals(
                    List.of(payment.id()),
                    client.payments().list(query).stream().map(Payment::id).toList());
            ApiException refused = assertThrows(ApiException.class, () -> paid(florin));
            assertTrue(refused.is(ProblemCode.SIGNATURE_REQUIRED));
        } finally {
            client.signatureSettings()
                    .update(SignatureSettingsChange.builder()
                            .mode(SignatureMode.OPTIONAL)
                            .build());
        }
    }

    @Test
    void a_card_is_swapped_for_a_token() {
        CardEncryption cards = new CardEncryption(URL, System.getenv("FLORIN_ACCOUNT"));
        Florin page = Florin.builder()
                .baseUrl(URL)
                .publishableKey(System.getenv("FLORIN_PUBLISHABLE"))
                .build();
        Card card = Card.builder()
                .number("4242424242424242")
                .expMonth(12)
                .expYear(2030)
                .cvc("123")
                .build();
        Token token = cards.token(page, card);
        assertEquals("visa 4242", token.brand() + " " + token.last4());
        assertSame(
                PaymentStatus.SUCCEEDED,
                florin.pay(toPay().paymentMethod(token.token()).build()).status());
    }
}
