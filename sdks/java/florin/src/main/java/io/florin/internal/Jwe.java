package io.florin.internal;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** JWE in its compact form (RFC 7516): RSA-OAEP-256 and ECDH-ES, with A256GCM. */
public final class Jwe {
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    private static final Set<String> MEMBERS = Set.of("alg", "enc", "kid", "typ", "cty");
    private static final int TAG = 16;
    private static final int NONCE = 12;
    /** A member that is there twice is read as its last one by some, and as its first one by others. So it is no JSON here. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Jwe() {}

    /** Encrypts to a public key of RSA, which the JWK names by its {@code kid}. */
    public static String encrypt(byte[] plaintext, JsonNode jwk) {
        try {
            Key key = Keys.publicJwk(jwk);
            String kid = Json.textOf(jwk, "kid");
            if (!(key instanceof RSAKey) || kid == null) throw new GeneralSecurityException();
            ObjectNode header = Json.object()
                    .put("alg", "RSA-OAEP-256")
                    .put("enc", "A256GCM")
                    .put("kid", kid);
            String head = Bytes.base64url(Bytes.utf8(Json.text(header)));
            byte[] contentKey = Bytes.random(32);
            byte[] nonce = Bytes.random(NONCE);
            byte[] sealed = gcm(Cipher.ENCRYPT_MODE, contentKey, nonce, head, plaintext);
            int end = sealed.length - TAG;
            return String.join(
                    ".",
                    head,
                    Bytes.base64url(rsa(Cipher.ENCRYPT_MODE, key, contentKey)),
                    Bytes.base64url(nonce),
                    Bytes.base64url(Arrays.copyOf(sealed, end)),
                    Bytes.base64url(Arrays.copyOfRange(sealed, end, sealed.length)));
        } catch (GeneralSecurityException error) {
            throw new InputException("The key to encrypt to is no public key of RSA with a kid.");
        }
    }

    /** Opens a JWE with the first of these keys that fits. Where {@code kid} is not null, the header has to name it. */
    public static byte[] decrypt(String jwe, List<PrivateKey> keys, String kid) throws JweException {
        String[] texts = jwe.split("\\.", -1);
        if (texts.length != 5) throw new JweException("malformed");
        byte[][] parts = new byte[5][];
        for (int at = 0; at < 5; at += 1) {
            parts[at] = Bytes.fromBase64url(texts[at]);
            if (parts[at] == null) throw new JweException("malformed");
        }
        JsonNode header = header(parts[0]);
        boolean agreed = header.path("alg").asText().equals("ECDH-ES");
        // An agreed key needs no wrapped one. Otherwise no part is empty.
        for (int at = 0; at < 5; at += 1)
            if (parts[at].length == 0 && !(at == 1 && agreed)) throw new JweException("malformed");
        if (kid != null && !kid.equals(Json.textOf(header, "kid"))) throw new JweException("key_unknown");
        for (PrivateKey key : keys) {
            try {
                byte[] contentKey = agreed ? agreed(header, parts[1], key) : rsa(Cipher.DECRYPT_MODE, key, parts[1]);
                if (contentKey.length != 32 || parts[2].length != NONCE || parts[4].length != TAG) continue;
                return gcm(Cipher.DECRYPT_MODE, contentKey, parts[2], texts[0], Bytes.joined(parts[3], parts[4]));
            } catch (GeneralSecurityException error) {
                // Which step it was is told to nobody.
            }
        }
        throw new JweException("not_opened");
    }

    private static JsonNode header(byte[] bytes) throws JweException {
        String text = Bytes.fromUtf8(bytes);
        if (text == null || Json.parse(text) == null) throw new JweException("malformed");
        JsonNode header;
        try {
            header = STRICT.readTree(text);
        } catch (IOException twice) {
            throw new JweException("header_refused");
        }
        String algorithm = header.path("alg").asText();
        boolean agreed = algorithm.equals("ECDH-ES");
        boolean right = header.isObject()
                && (agreed || algorithm.equals("RSA-OAEP-256"))
                && header.path("enc").asText().equals("A256GCM")
                && Json.textOf(header, "kid") != null;
        if (!right) throw new JweException("header_refused");
        for (var member : header.properties())
            if (!MEMBERS.contains(member.getKey())
                    && !(agreed && member.getKey().equals("epk"))) throw new JweException("header_refused");
        return header;
    }

    private static byte[] rsa(int mode, Key key, byte[] bytes) throws GeneralSecurityException {
        if (!(key instanceof RSAKey)) throw new GeneralSecurityException();
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(mode, key, OAEP);
        return cipher.doFinal(bytes);
    }

    /** ECDH-ES in direct key agreement (RFC 7518 section 4.6). One round of the Concat KDF gives all 32 bytes. */
    private static byte[] agreed(JsonNode header, byte[] wrapped, PrivateKey key) throws GeneralSecurityException {
        if (!(key instanceof ECKey) || wrapped.length > 0) throw new GeneralSecurityException();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        // It refuses a point that is not on the curve.
        agreement.doPhase(Keys.publicJwk(header.path("epk")), true);
        byte[] name = Bytes.utf8("A256GCM");
        return Bytes.sha256(Bytes.joined(
                uint32(1), agreement.generateSecret(), uint32(name.length), name, uint32(0), uint32(0), uint32(256)));
    }

    private static byte[] uint32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] gcm(int mode, byte[] key, byte[] nonce, String head, byte[] bytes)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(Bytes.utf8(head));
        return cipher.doFinal(bytes);
    }
}
