package io.florin.oauth;

import static io.florin.testing.Clients.PAYMENT;
import static io.florin.testing.Clients.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.florin.Florin;
import io.florin.InputException;
import io.florin.OAuthException;
import io.florin.TokenSource;
import io.florin.VerificationException;
import io.florin.internal.Bytes;
import io.florin.internal.Keys;
import io.florin.testing.Script;
import io.florin.testing.TestClock;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OAuthTest {
    /** Gives tokens, and takes the last one that it gave. */
    private static final class Server implements Script.Step {
        private final String kind;
        final List<Map<String, String>> forms = new ArrayList<>();
        final List<String> authorizations = new ArrayList<>();
        final List<String> proofs = new ArrayList<>();
        int given;
        int loses;
        Script.Came refusal;

        Server(String kind) {
            this.kind = kind;
        }

        @Override
        public Script.Came at(Script.Seen request) throws IOException {
            if (request.path().equals("/oauth/par")) return Script.json(201, "{\"request_uri\":\"urn:1\"}");
            proofs.add(request.header("dpop"));
            if (request.path().equals("/oauth/token")) {
                forms.add(form(request.body()));
                authorizations.add(request.header("authorization"));
                if (loses-- > 0) throw new IOException("cut");
                if (refusal != null) {
                    Script.Came once = refusal;
                    refusal = null;
                    return once;
                }
                given += 1;
                return Script.json(
                        200,
                        "{\"access_token\":\"t%d\",\"token_type\":\"%s\",\"expires_in\":3600,\"refresh_token\":\"r%d\"}"
                                .formatted(given, kind, given));
            }
            boolean right = request.header("authorization").equals(kind + " t" + given);
            return right ? Script.json(200, PAYMENT) : Script.json(401, "{\"code\":\"unauthorized\"}");
        }

        private static Map<String, String> form(String body) {
            Map<String, String> form = new HashMap<>();
            for (String pair : body.split("&"))
                form.put(pair.split("=")[0], URLDecoder.decode(pair.split("=")[1], StandardCharsets.UTF_8));
            return form;
        }
    }

    private final TestClock clock = new TestClock();

    private OAuthApp.Builder app(Server server) {
        return OAuthApp.builder()
                .baseUrl(URL)
                .clientId("app_1")
                .clientSecret("s:1")
                .httpClient(new Script(server))
                .around(clock);
    }

    private static void retrieve(Server server, TokenSource source) {
        Florin.builder()
                .baseUrl(URL)
                .accessToken(source)
                .httpClient(new Script(server))
                .build()
                .payments()
                .retrieve("pay_1");
    }

    @Test
    void a_token_is_kept_as_long_as_it_lasts() {
        Server server = new Server("Bearer");
        TokenSource source = app(server).build().clientCredentials("payments:read");
        int[][] moves = {{0, 1}, {3539, 1}, {2, 2}};
        for (int[] each : moves) {
            clock.move(Duration.ofSeconds(each[0]));
            retrieve(server, source);
            assertEquals(each[1], server.given);
        }
        assertEquals(Map.of("grant_type", "client_credentials", "scope", "payments:read"), server.forms.get(0));
        assertEquals("Basic " + Bytes.base64(Bytes.utf8("app_1:s%3A1")), server.authorizations.get(0));
    }

    @Test
    void a_token_that_ended_early_is_fetched_anew() {
        Server server = new Server("Bearer");
        TokenSource source = app(server).build().clientCredentials("payments:read");
        retrieve(server, source);
        server.given = 5;
        retrieve(server, source);
        assertEquals(6, server.given);
    }

    @Test
    void many_calls_at_once_fetch_one_token() throws Exception {
        Server server = new Server("Bearer");
        TokenSource source = app(server).build().clientCredentials("payments:read");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<?>> calls = new ArrayList<>();
        for (int at = 0; at < 40; at += 1) calls.add(pool.submit(() -> source.authorize("GET", URL)));
        for (Future<?> each : calls) each.get();
        pool.shutdown();
        assertEquals(1, server.given);
    }

    private static JsonNode part(String proof, int at) throws IOException {
        return new ObjectMapper().readTree(Bytes.fromBase64url(proof.split("\\.")[at]));
    }

    @Test
    void a_proof_is_of_this_key_this_request_and_this_token() throws Exception {
        Server server = new Server("DPoP");
        TokenSource source = app(server).dpop(DpopKey.generate()).build().clientCredentials("a");
        retrieve(server, source);
        String proof = server.proofs.get(1);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(Keys.publicJwk(part(proof, 0).path("jwk")));
        signature.update(Bytes.utf8(proof.substring(0, proof.lastIndexOf('.'))));
        assertTrue(signature.verify(Bytes.fromBase64url(proof.split("\\.")[2])));
        JsonNode told = part(proof, 1);
        assertEquals("GET", told.path("htm").asText());
        assertEquals(URL + "/v1/payments/pay_1", told.path("htu").asText());
        assertEquals(
                Bytes.base64url(Bytes.sha256(Bytes.utf8("t1"))),
                told.path("ath").asText());
    }

    @Test
    void a_clock_that_is_wrong_is_corrected() throws Exception {
        Server server = new Server("DPoP");
        clock.set(0);
        Map<String, String> headers =
                Map.of("content-type", "application/json", "date", "Mon, 24 Nov 2025 23:00:00 GMT", "dpop-nonce", "n");
        server.refusal = Script.answer(400, headers, "{\"error\":\"invalid_dpop_proof\"}");
        retrieve(server, app(server).dpop(DpopKey.generate(clock)).build().clientCredentials("a"));
        assertEquals(0, part(server.proofs.get(0), 1).path("iat").asLong());
        assertEquals(1_764_025_200, part(server.proofs.get(1), 1).path("iat").asLong());
        assertEquals("n", part(server.proofs.get(1), 1).path("nonce").asText());
    }

    @Test
    void a_person_lets_an_app_act_and_the_app_goes_on() {
        Server server = new Server("Bearer");
        OAuthApp app = app(server).build();
        String back = "https://shop.example/back";
        PendingAuthorization pending = app.beginAuthorization(back, "payments:read");
        assertEquals(URL + "/oauth/authorize?client_id=app_1&request_uri=urn%3A1", pending.url());
        String callback = back + "?code=c%2B&state=" + pending.state() + "&iss=https%3A%2F%2Fpay.example";
        Tokens tokens = app.finishAuthorization(callback, pending);
        assertEquals("c+", server.forms.get(0).get("code"));
        assertEquals(pending.codeVerifier(), server.forms.get(0).get("code_verifier"));
        assertEquals(Instant.ofEpochMilli(clock.nowMillis()).plusSeconds(3600), tokens.expiresAt());
        List<Tokens> stored = new ArrayList<>();
        TokenSource source = app.resume(tokens, stored::add);
        retrieve(server, source);
        assertEquals(1, server.given);
        clock.move(Duration.ofHours(1));
        // The answer to a refresh is lost once.
        server.loses = 1;
        retrieve(server, source);
        assertEquals("r1", server.forms.get(1).get("refresh_token"));
        assertEquals(server.forms.get(1), server.forms.get(2));
        assertEquals(List.of(Duration.ofMillis(2500)), clock.waits);
        assertEquals("r2", stored.get(0).refreshToken());
        assertFalse((tokens + "" + pending).contains("r1") || pending.toString().contains(pending.codeVerifier()));
    }

    @Test
    void whoever_comes_back_from_elsewhere_is_refused() {
        OAuthApp app = app(new Server("Bearer")).build();
        String back = "https://shop.example/back";
        PendingAuthorization pending = app.beginAuthorization(back, "payments:read");
        String right = "?state=" + pending.state() + "&iss=" + URL;
        Map<String, String> wrong = Map.of(
                "?code=c&state=other&iss=" + URL,
                "state",
                right + "&code=c&state=" + pending.state(),
                "state",
                "?code=c&state=" + pending.state() + "&iss=https://evil.example",
                "iss",
                right,
                "code",
                " no url",
                "url");
        wrong.forEach((callback, reason) -> {
            VerificationException refused = assertThrows(
                    VerificationException.class, () -> app.finishAuthorization(back + callback, pending), callback);
            assertEquals(reason, refused.reason());
        });
        OAuthException denied = assertThrows(
                OAuthException.class, () -> app.finishAuthorization(back + right + "&error=access_denied", pending));
        assertEquals("access_denied", denied.error());
    }

    @Test
    void what_the_authorization_server_refuses_is_told() {
        Server server = new Server("Bearer");
        server.refusal = Script.json(401, "{\"error\":\"invalid_client\",\"error_description\":\"Unknown app\"}");
        OAuthException refused = assertThrows(
                OAuthException.class, () -> retrieve(server, app(server).build().clientCredentials("a")));
        assertEquals("Unknown app (invalid_client)", refused.getMessage());
        assertThrows(InputException.class, () -> app(server).clientId(null).build());
        assertThrows(InputException.class, () -> app(server).clientSecret("a b").build());
    }
}
