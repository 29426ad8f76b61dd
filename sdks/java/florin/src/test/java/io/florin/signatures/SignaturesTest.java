package io.florin.signatures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.PrivateKeys;
import io.florin.VerificationException;
import io.florin.internal.Answer;
import io.florin.internal.Bytes;
import io.florin.internal.Keys;
import io.florin.internal.Request;
import io.florin.testing.Vectors;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SignaturesTest {
    private static final JsonNode VECTORS = Vectors.read("signatures");
    private static final JsonNode KEYS = VECTORS.path("keys");
    private static final double TOLERANCE = VECTORS.path("tolerance").asDouble();

    private static Key secret(JsonNode key) {
        byte[] bytes = Base64.getDecoder().decode(key.path("secret_base64").asText());
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static Key privateKey(JsonNode key) {
        return key.has("secret_base64")
                ? secret(key)
                : PrivateKeys.pem(key.path("private_pem").asText());
    }

    private static Optional<Signed.PublicKey> find(String id) {
        JsonNode key = KEYS.path(id);
        if (key.isMissingNode()) return Optional.empty();
        try {
            Key found = key.has("secret_base64")
                    ? secret(key)
                    : Keys.publicPem(key.path("public_pem").asText());
            Algorithm algorithm =
                    Algorithm.named(key.path("algorithm").asText()).orElseThrow();
            return Optional.of(new Signed.PublicKey(found, algorithm));
        } catch (GeneralSecurityException error) {
            throw new AssertionError(error);
        }
    }

    /** Florin's own keys, as it publishes them. */
    private static Optional<Signed.PublicKey> ofFlorin(String id) {
        List<JsonNode> jwks = new ArrayList<>();
        KEYS.properties().forEach(each -> {
            if (!each.getKey().startsWith("florinkey_")) return;
            ObjectNode jwk = each.getValue().path("private_jwk").deepCopy();
            jwks.add(jwk.put("kid", each.getKey()));
        });
        return FlorinKeys.withId(jwks, id);
    }

    private static byte[] bodyOf(JsonNode message) {
        return message.path("body").isTextual()
                ? Bytes.utf8(message.path("body").asText())
                : null;
    }

    private static Request request(JsonNode message, Map<String, String> more) {
        Map<String, String> headers = Vectors.texts(message.path("headers"));
        headers.putAll(more);
        return new Request(message.path("method").asText(), message.path("url").asText(), headers, bodyOf(message));
    }

    private static Answer answer(JsonNode message, Map<String, String> more) {
        Map<String, String> headers = Vectors.texts(message.path("headers"));
        headers.putAll(more);
        byte[] body = bodyOf(message);
        return new Answer(message.path("status").asInt(), headers, body == null ? new byte[0] : body);
    }

    @TestFactory
    Stream<DynamicTest> what_is_signed_has_the_same_base() {
        return Vectors.each(VECTORS.path("cases"), each -> {
            if (!each.path("accepted").asBoolean()) return;
            JsonNode signed = each.path("signed");
            List<String> covered = new ArrayList<>();
            signed.path("covered").forEach(name -> covered.add(name.asText()));
            Map<String, Object> parameters = new LinkedHashMap<>();
            signed.path("parameters")
                    .properties()
                    .forEach(parameter -> parameters.put(
                            parameter.getKey(),
                            parameter.getValue().isNumber()
                                    ? (Object) parameter.getValue().asLong()
                                    : parameter.getValue().asText()));
            String input = Message.input(covered, parameters);
            assertEquals(
                    each.path("signature_input").asText(), each.path("label").asText() + "=" + input);
            Message message = new Message(
                    request(signed.path("request"), Map.of()),
                    signed.has("answer") ? answer(signed.path("answer"), Map.of()) : null);
            byte[] base = message.base(covered.stream().map(Message::component).toList(), input);
            assertEquals(each.path("signature_base").asText(), Bytes.fromUtf8(base));
            Algorithm algorithm =
                    Algorithm.named(each.path("algorithm").asText()).orElseThrow();
            String id = each.path("key").asText();
            byte[] made = algorithm.sign(privateKey(KEYS.path(id)), base);
            String given = each.path("signature").asText();
            if (List.of(Algorithm.ED25519, Algorithm.RSA_V1_5_SHA256, Algorithm.HMAC_SHA256)
                    .contains(algorithm)) assertEquals(given, Bytes.base64(made));
            Key open = find(id).orElseThrow().key();
            assertTrue(algorithm.isSigned(open, base, made));
            assertTrue(algorithm.isSigned(open, base, Base64.getDecoder().decode(given)));
        });
    }

    private static void verify(JsonNode each) {
        JsonNode came = each.path("arrived");
        String label = each.path("label").asText();
        Map<String, String> fields = Map.of(
                "signature-input",
                each.path("signature_input").asText(),
                "signature",
                label + "=:" + each.path("signature").asText() + ":");
        double now = each.path("now").asDouble();
        switch (each.path("kind").asText()) {
            case "answer" -> {
                Answer answer = answer(came.path("answer"), fields);
                Message message = new Message(request(came.path("request"), Map.of()), answer);
                Signed.read(answer.headers(), label)
                        .check(message, List.of("@status", "content-digest"), SignaturesTest::ofFlorin, now, TOLERANCE);
            }
            case "webhook" -> {
                Request request = request(came.path("request"), fields);
                FlorinKeys.verifyWebhook(
                        request.url(), request.headers(), request.body(), SignaturesTest::ofFlorin, now);
            }
            default -> {
                Request request = request(came.path("request"), fields);
                Signed signed = Signed.read(request.headers(), label);
                boolean whole = signed.components().contains("\"@target-uri\"");
                List<String> required = new ArrayList<>(
                        whole
                                ? List.of("@method", "@target-uri")
                                : List.of("@method", "@authority", "@path", "@query"));
                VECTORS.path("required").path("request").path("if_sent").forEach(name -> {
                    if (request.headers().containsKey(name.asText())) required.add(name.asText());
                });
                if (!signed.parameters().containsKey("nonce")) throw Signed.invalid("no nonce");
                signed.check(new Message(request, null), required, SignaturesTest::find, now, TOLERANCE);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> what_arrives_is_verified() {
        return Vectors.each(VECTORS.path("cases"), each -> {
            if (each.path("accepted").asBoolean()) {
                verify(each);
                return;
            }
            VerificationException refused = assertThrows(VerificationException.class, () -> verify(each));
            assertEquals(each.path("reason").asText(), refused.reason());
        });
    }
}
