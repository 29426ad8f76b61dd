package io.florin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.PrivateKeys;
import io.florin.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JweTest {
    private static final JsonNode VECTORS = Vectors.read("jwe");
    private static final String KID = VECTORS.path("kid").asText();
    private static final JsonNode JWK = VECTORS.path("key").path("private_jwk");
    private static final PrivateKey KEY =
            PrivateKeys.pem(VECTORS.path("key").path("private_pem").asText());

    @TestFactory
    Stream<DynamicTest> a_jwe_is_opened_or_refused() {
        return Vectors.each(VECTORS.path("cases"), each -> {
            String jwe = each.path("jwe").asText();
            if (each.has("plaintext")) {
                byte[] opened;
                try {
                    opened = Jwe.decrypt(jwe, List.of(KEY), KID);
                } catch (JweException error) {
                    throw new AssertionError(error);
                }
                assertEquals(each.path("plaintext").asText(), new String(opened, StandardCharsets.UTF_8));
                return;
            }
            JweException refused = assertThrows(JweException.class, () -> Jwe.decrypt(jwe, List.of(KEY), KID));
            assertEquals(each.path("refused").asText(), refused.reason());
        });
    }

    @Test
    void a_header_with_a_member_twice_is_refused() {
        String header = "{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"kid\":\"other\",\"kid\":\"" + KID + "\"}";
        String right = VECTORS.path("cases").get(0).path("jwe").asText();
        String jwe = Bytes.base64url(Bytes.utf8(header)) + right.substring(right.indexOf('.'));
        JweException refused = assertThrows(JweException.class, () -> Jwe.decrypt(jwe, List.of(KEY), KID));
        assertEquals("header_refused", refused.reason());
    }

    @Test
    void what_was_encrypted_is_opened_with_the_key() throws Exception {
        ObjectNode open = JWK.deepCopy();
        open.put("kid", KID);
        String jwe = Jwe.encrypt(Bytes.utf8("两本"), open);
        assertEquals("两本", Bytes.fromUtf8(Jwe.decrypt(jwe, List.of(PrivateKeys.jwk(JWK.toString())), KID)));
    }
}
