package io.florin.signatures;

import static io.florin.testing.Clients.PAYMENT;
import static io.florin.testing.Clients.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.Florin;
import io.florin.InputException;
import io.florin.PrivateKeys;
import io.florin.VerificationException;
import io.florin.internal.Answer;
import io.florin.internal.Bytes;
import io.florin.internal.Keys;
import io.florin.internal.Request;
import io.florin.model.PaymentRequest;
import io.florin.testing.Script;
import io.florin.testing.Vectors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SigningTest {
    private static final JsonNode KEYS = Vectors.read("signatures").path("keys");
    private static final String OWN = "sigkey_01h455vb4pex5vsknk084sn001";
    private static final String FLORIN = "florinkey_01h455vb4pex5vsknk084sn007";

    private static RequestSigning.Builder signing() {
        return RequestSigning.builder()
                .keyId(OWN)
                .key(PrivateKeys.pem(KEYS.path(OWN).path("private_pem").asText()));
    }

    private static void create(Script script, RequestSigning signing) {
        Florin.builder()
                .baseUrl(URL)
                .secretKey("sk_test_1")
                .httpClient(script)
                .signing(signing)
                .build()
                .payments()
                .create(PaymentRequest.builder()
                        .orderId("1")
                        .amount(1)
                        .currency("USD")
                        .build());
    }

    private static Request sent(Script.Seen seen) {
        Map<String, String> headers = new HashMap<>();
        seen.request()
                .headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Request(seen.request().method(), seen.request().uri().toString(), headers, seen.bytes());
    }

    @Test
    void each_request_has_a_signature_and_a_nonce_of_its_own() throws Exception {
        Script script = new Script(Script.json(200, PAYMENT));
        RequestSigning signing = signing().build();
        create(script, signing);
        create(script, signing);
        Signed.PublicKey own = new Signed.PublicKey(
                Keys.publicPem(KEYS.path(OWN).path("public_pem").asText()), Algorithm.ED25519);
        Set<Object> nonces = new HashSet<>();
        for (Script.Seen seen : script.seen) {
            Request request = sent(seen);
            Signed signed = Signed.read(request.headers(), "florin");
            List<String> required = List.of(
                    "@method", "@target-uri", "authorization", "content-type", "content-digest", "idempotency-key");
            double now = System.currentTimeMillis() / 1000.0;
            signed.check(new Message(request, null), required, id -> Optional.of(own), now, 300);
            nonces.add(signed.parameters().get("nonce"));
        }
        assertEquals(2, nonces.size());
    }

    /** A Florin that signs as it is asked to, by this key, and whose answer is then changed. */
    private static Script.Step answering(String key, UnaryOperator<Script.Came> change) {
        return seen -> {
            if (seen.path().equals("/.well-known/florin-signatures.json")) {
                String jwk = KEYS.path(FLORIN).path("private_jwk").toString();
                return Script.json(200, "{\"keys\":[{\"kid\":\"" + FLORIN + "\"," + jwk.substring(1) + "]}");
            }
            Map<String, String> headers = new HashMap<>(Map.of("content-type", "application/json"));
            headers.put("content-digest", Algorithm.digestOf(Bytes.utf8(PAYMENT)));
            String asked = Message.members(seen.header("accept-signature")).get("florin");
            String nonce = asked.replaceFirst("(?s).*nonce=\"([^\"]*)\".*", "$1");
            String covered = asked.substring(1, asked.indexOf(')'));
            String input = "(" + covered + ");created=" + System.currentTimeMillis() / 1000 + ";nonce=\"" + nonce
                    + "\";keyid=\"" + key + "\"";
            Answer answer = new Answer(200, headers, Bytes.utf8(PAYMENT));
            byte[] base = new Message(sent(seen), answer).base(List.of(covered.split(" ")), input);
            byte[] signature = Algorithm.ED25519.sign(
                    PrivateKeys.pem(KEYS.path(key).path("private_pem").asText()), base);
            headers.put("signature-input", "florin=" + input);
            headers.put("signature", "florin=:" + Bytes.base64(signature) + ":");
            return change.apply(Script.answer(200, headers, PAYMENT));
        };
    }

    private static void ask(Script.Step server) {
        Script script = new Script(server);
        create(script, signing().answers(new FlorinKeys(URL, script)).build());
    }

    private static Script.Came with(Script.Came came, String name, String value) {
        Map<String, String> headers = new HashMap<>(came.headers());
        if (value == null) headers.remove(name);
        else headers.put(name, value);
        return new Script.Came(came.status(), headers, came.pieces(), false);
    }

    private static String refused(Script.Step server) {
        VerificationException error = assertThrows(VerificationException.class, () -> ask(server));
        assertTrue(error.idempotencyKey().isPresent());
        return error.reason();
    }

    @Test
    void an_answer_is_verified_and_one_that_was_changed_is_refused() {
        ask(answering(FLORIN, came -> came));
        assertEquals(
                "digest_mismatch",
                refused(answering(FLORIN, came -> Script.answer(200, came.headers(), "{\"id\":\"pay_2\"}"))));
        assertEquals(
                "signature_invalid",
                refused(answering(FLORIN, came -> new Script.Came(201, came.headers(), came.pieces(), false))));
        assertEquals("signature_invalid", refused(answering(FLORIN, came -> with(came, "signature", null))));
        assertEquals("signature_invalid", refused(answering(FLORIN, came -> with(came, "signature-input", null))));
        assertEquals(
                "signature_invalid",
                refused(answering(
                        FLORIN,
                        came -> with(
                                came,
                                "signature-input",
                                came.headers().get("signature-input").replace("\"@status\" ", "")))));
        assertEquals("signature_invalid", refused(answering(OWN, came -> came)));
    }

    @Test
    void an_answer_to_another_request_is_refused() {
        Script.Came[] first = new Script.Came[1];
        Script.Step server = seen -> {
            Script.Came came = answering(FLORIN, each -> each).at(seen);
            if (seen.path().startsWith("/.well-known")) return came;
            if (first[0] == null) first[0] = came;
            return first[0];
        };
        ask(server);
        assertEquals("signature_invalid", refused(server));
    }

    @Test
    void a_key_that_does_not_fit_is_said_at_once() {
        assertThrows(InputException.class, () -> signing().keyId("a b").build());
        assertThrows(InputException.class, () -> signing().key(null).build());
        assertThrows(
                InputException.class,
                () -> signing().algorithm(Algorithm.RSA_PSS_SHA512).build());
        assertThrows(InputException.class, () -> PrivateKeys.pem("no key"));
        assertThrows(
                InputException.class,
                () -> PrivateKeys.pem(KEYS.path(OWN).path("public_pem").asText()));
        assertThrows(InputException.class, () -> PrivateKeys.jwk("{\"kty\":\"oct\"}"));
        KEYS.properties().forEach(each -> {
            JsonNode key = each.getValue();
            if (!key.has("private_jwk")) return;
            RequestSigning signing = RequestSigning.builder()
                    .keyId(each.getKey())
                    .key(PrivateKeys.jwk(key.path("private_jwk").toString()))
                    .algorithm(Algorithm.named(key.path("algorithm").asText()).orElseThrow())
                    .build();
            assertTrue(signing.toString().contains(each.getKey()));
        });
    }
}
