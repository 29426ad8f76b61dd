package io.florin.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.internal.Bytes;
import io.florin.internal.HttpTime;
import io.florin.internal.Json;
import io.florin.internal.Keys;
import io.florin.internal.Surroundings;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;

/**
 * A key on P-256 to which access tokens are bound (DPoP, RFC 9449), and that only this process has. A proof may be a minute old at most,
 * so it is made by the server's clock where ours turns out to be wrong.
 */
public final class DpopKey {
    /** A difference of clocks below this is not worth a correction. */
    private static final long EXACT_MILLIS = 2000;

    private final PrivateKey key;
    private final ObjectNode jwk;
    private final Surroundings around;
    private volatile long aheadMillis;
    private volatile String nonce;

    private DpopKey(KeyPair pair, Surroundings around) {
        ECPublicKey open = (ECPublicKey) pair.getPublic();
        this.key = pair.getPrivate();
        this.jwk = Json.object()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", Keys.coordinate(open.getW().getAffineX(), 32))
                .put("y", Keys.coordinate(open.getW().getAffineY(), 32));
        this.around = around;
    }

    /** A fresh key. */
    public static DpopKey generate() {
        return generate(Surroundings.SYSTEM);
    }

    static DpopKey generate(Surroundings around) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new DpopKey(generator.generateKeyPair(), around);
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    /** The proof for one request. {@code token} is null where none is sent. */
    String prove(String method, String url, String token) {
        ObjectNode header = Json.object().put("alg", "ES256").put("typ", "dpop+jwt");
        header.set("jwk", jwk);
        ObjectNode told = Json.object()
                .put("htm", method)
                .put("htu", url.split("[?#]")[0])
                .put("jti", Bytes.base64url(Bytes.random(18)))
                .put("iat", Math.floorDiv(around.nowMillis() + aheadMillis, 1000L));
        if (token != null) told.put("ath", Bytes.base64url(Bytes.sha256(Bytes.utf8(token))));
        if (nonce != null) told.put("nonce", nonce);
        String text =
                Bytes.base64url(Bytes.utf8(Json.text(header))) + "." + Bytes.base64url(Bytes.utf8(Json.text(told)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(Bytes.utf8(text));
            return text + "." + Bytes.base64url(signature.sign());
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Learns the server's clock and nonce from an answer that refused a proof. */
    void learn(Map<String, String> headers) {
        Long theirs = HttpTime.millis(headers.getOrDefault("date", ""));
        if (theirs != null) {
            long ahead = theirs - around.nowMillis();
            aheadMillis = Math.abs(ahead) < EXACT_MILLIS ? 0 : ahead;
        }
        nonce = headers.getOrDefault("dpop-nonce", nonce);
    }

    @Override
    public String toString() {
        return "DpopKey[]";
    }
}
