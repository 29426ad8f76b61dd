// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class SignatureAlgorithm extends OpenValue {
    public static final SignatureAlgorithm ED25519 = new SignatureAlgorithm("ed25519");
    public static final SignatureAlgorithm ECDSA_P256_SHA256 = new SignatureAlgorithm("ecdsa-p256-sha256");
    public static final SignatureAlgorithm ECDSA_P384_SHA384 = new SignatureAlgorithm("ecdsa-p384-sha384");
    public static final SignatureAlgorithm RSA_PSS_SHA512 = new SignatureAlgorithm("rsa-pss-sha512");
    public static final SignatureAlgorithm RSA_V1_5_SHA256 = new SignatureAlgorithm("rsa-v1_5-sha256");
    public static final SignatureAlgorithm DSA_SHA256 = new SignatureAlgorithm("dsa-sha256");

    private static final List<SignatureAlgorithm> KNOWN = List.of(ED25519, ECDSA_P256_SHA256, ECDSA_P384_SHA384, RSA_PSS_SHA512, RSA_V1_5_SHA256, DSA_SHA256);

    private SignatureAlgorithm(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static SignatureAlgorithm of(String text) {
        return known(KNOWN, text).orElseGet(() -> new SignatureAlgorithm(text));
    }
}
