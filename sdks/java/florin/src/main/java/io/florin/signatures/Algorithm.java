package io.florin.signatures;

import io.florin.InputException;
import io.florin.internal.Bytes;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import javax.crypto.Mac;

/** The algorithms of RFC 9421 section 3.3. */
public enum Algorithm {
    ED25519("ed25519", "Ed25519"),
    ECDSA_P256_SHA256("ecdsa-p256-sha256", "SHA256withECDSAinP1363Format"),
    ECDSA_P384_SHA384("ecdsa-p384-sha384", "SHA384withECDSAinP1363Format"),
    RSA_PSS_SHA512("rsa-pss-sha512", "RSASSA-PSS"),
    RSA_V1_5_SHA256("rsa-v1_5-sha256", "SHA256withRSA"),
    HMAC_SHA256("hmac-sha256", "HmacSHA256");

    private final String wire;
    private final String java;

    Algorithm(String wire, String java) {
        this.wire = wire;
        this.java = java;
    }

    /** As the standard writes it. */
    @Override
    public String toString() {
        return wire;
    }

    static Optional<Algorithm> named(String wire) {
        for (Algorithm each : values()) if (each.wire.equals(wire)) return Optional.of(each);
        return Optional.empty();
    }

    /** The one that Florin takes for such a key when none is named. */
    static Algorithm usual(Key key) {
        if (key instanceof RSAKey) return RSA_PSS_SHA512;
        if (key instanceof ECKey ec) return bits(ec) == 384 ? ECDSA_P384_SHA384 : ECDSA_P256_SHA256;
        return key.getAlgorithm().startsWith("Hmac") ? HMAC_SHA256 : ED25519;
    }

    private static int bits(ECKey key) {
        return key.getParams().getCurve().getField().getFieldSize();
    }

    private boolean fits(Key key) {
        return switch (this) {
            case ED25519 ->
                key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519");
            case ECDSA_P256_SHA256 -> key instanceof ECKey ec && bits(ec) == 256;
            case ECDSA_P384_SHA384 -> key instanceof ECKey ec && bits(ec) == 384;
            case RSA_PSS_SHA512, RSA_V1_5_SHA256 -> key instanceof RSAKey;
            case HMAC_SHA256 -> key.getAlgorithm().startsWith("Hmac");
        };
    }

    /** The signature. Throws {@code InputException} where the key is for another algorithm. */
    byte[] sign(Key key, byte[] base) {
        try {
            if (fits(key) && this == HMAC_SHA256) return mac(key, base);
            if (fits(key) && key instanceof PrivateKey own) {
                Signature signature = signature();
                signature.initSign(own);
                signature.update(base);
                return signature.sign();
            }
        } catch (GeneralSecurityException error) {
            throw new InputException("The key cannot sign by " + wire + ": " + error.getMessage() + ".");
        }
        throw new InputException("The key is not for " + wire + ": name the algorithm of the key.");
    }

    /** Whether the signature is of this key over this base. */
    boolean isSigned(Key key, byte[] base, byte[] signed) {
        if (!fits(key)) return false;
        try {
            if (this == HMAC_SHA256) return MessageDigest.isEqual(mac(key, base), signed);
            Signature signature = signature();
            signature.initVerify((PublicKey) key);
            signature.update(base);
            return signature.verify(signed);
        } catch (GeneralSecurityException error) {
            return false;
        }
    }

    private byte[] mac(Key key, byte[] base) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(java);
        mac.init(key);
        return mac.doFinal(base);
    }

    private Signature signature() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(java);
        if (this == RSA_PSS_SHA512)
            signature.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
        return signature;
    }

    /** The value of {@code Content-Digest} (RFC 9530). */
    static String digestOf(byte[] body) {
        return "sha-256=:" + Bytes.base64(Bytes.sha256(body)) + ":";
    }
}
