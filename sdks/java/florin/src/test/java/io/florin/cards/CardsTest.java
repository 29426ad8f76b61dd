package io.florin.cards;

import static io.florin.testing.Clients.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.florin.Florin;
import io.florin.InputException;
import io.florin.PrivateKeys;
import io.florin.internal.Jwe;
import io.florin.model.Card;
import io.florin.testing.Script;
import io.florin.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardsTest {
    private static final JsonNode VECTORS = Vectors.read("jwe");
    private static final Card CARD = Card.builder()
            .number("4242424242424242")
            .expMonth(12)
            .expYear(2030)
            .cvc("123")
            .build();

    @Test
    void a_card_is_encrypted_for_the_account_and_again_when_the_key_has_changed() throws Exception {
        JsonNode jwk = VECTORS.path("key").path("private_jwk");
        String keys = "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":%s,\"e\":%s}]}"
                .formatted(jwk.path("n"), jwk.path("e"));
        Script script = new Script(
                Script.json(200, keys),
                Script.json(400, "{\"code\":\"encryption_key_unknown\"}"),
                Script.json(200, keys),
                Script.json(200, "{\"object\":\"token\",\"token\":\"tok_1\"}"));
        Florin page = Florin.builder()
                .baseUrl(URL)
                .publishableKey("pk_test_1")
                .httpClient(script)
                .build();
        CardEncryption cards = new CardEncryption(URL, "acct_1", script);
        assertEquals("tok_1", cards.token(page, CARD).token());
        assertEquals(4, script.seen.size());
        String body = script.seen.get(3).body();
        assertFalse(body.contains("4242"));
        String jwe = new ObjectMapper().readTree(body).path("card_jwe").asText();
        byte[] opened = Jwe.decrypt(jwe, List.of(PrivateKeys.jwk(jwk.toString())), "k");
        assertEquals(
                "{\"account\":\"acct_1\",\"number\":\"4242424242424242\",\"exp_month\":12,\"exp_year\":2030,\"cvc\":\"123\"}",
                new String(opened, "UTF-8"));
    }

    @Test
    void an_account_that_is_none_is_refused() {
        assertThrows(InputException.class, () -> new CardEncryption(URL, "sk_test_1"));
    }
}
