package io.florin;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.internal.Json;
import io.florin.internal.Keys;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/** Private keys from the forms in which people have them. */
public final class PrivateKeys {
    private PrivateKeys() {}

    /** PKCS #8 in PEM without a password: Ed25519, P-256, P-384 or RSA. Throws {@code InputException}. */
    public static PrivateKey pem(String pem) {
        try {
            return Keys.privatePem(pem);
        } catch (GeneralSecurityException error) {
            throw none();
        }
    }

    /** A JWK as JSON. Throws {@code InputException}. */
    public static PrivateKey jwk(String json) {
        JsonNode jwk = Json.parse(json);
        try {
            if (jwk != null) return Keys.privateJwk(jwk);
        } catch (GeneralSecurityException error) {
            // Said below, without the key.
        }
        throw none();
    }

    private static InputException none() {
        return new InputException(
                "The private key is none that can be used: hand in PKCS #8 in PEM without a password, or a JWK.");
    }
}
