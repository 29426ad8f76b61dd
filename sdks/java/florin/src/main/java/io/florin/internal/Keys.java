package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys, from the forms in which they travel. */
public final class Keys {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");
    /** Before the 32 bytes of a public key of Ed25519, X.509 has these (RFC 8410). */
    private static final byte[] ED25519_X509 = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private Keys() {}

    /** The private key of PKCS #8 in PEM. Throws {@code GeneralSecurityException} where it is none that is known. */
    public static PrivateKey privatePem(String pem) throws GeneralSecurityException {
        KeySpec spec = new PKCS8EncodedKeySpec(der(pem, "PRIVATE"));
        return firstOf(factory -> factory.generatePrivate(spec));
    }

    /** The public key of PEM. */
    public static PublicKey publicPem(String pem) throws GeneralSecurityException {
        KeySpec spec = new X509EncodedKeySpec(der(pem, "PUBLIC"));
        return firstOf(factory -> factory.generatePublic(spec));
    }

    private static byte[] der(String pem, String kind) throws GeneralSecurityException {
        Matcher parts = PEM.matcher(pem);
        if (!parts.find() || !parts.group(1).equals(kind)) throw new InvalidKeySpecException("no PEM");
        try {
            return Base64.getMimeDecoder().decode(parts.group(2));
        } catch (IllegalArgumentException error) {
            throw new InvalidKeySpecException(error);
        }
    }

    private interface Making<K> {
        K by(KeyFactory factory) throws InvalidKeySpecException;
    }

    private static <K> K firstOf(Making<K> making) throws GeneralSecurityException {
        for (String algorithm : List.of("Ed25519", "EC", "RSA")) {
            try {
                return making.by(KeyFactory.getInstance(algorithm));
            } catch (InvalidKeySpecException error) {
                // Of another kind, perhaps of the next.
            }
        }
        throw new InvalidKeySpecException("no key of Ed25519, EC or RSA");
    }

    /** The private key of a JWK (RFC 7517). */
    public static PrivateKey privateJwk(JsonNode jwk) throws GeneralSecurityException {
        return switch (kind(jwk)) {
            case "OKP" ->
                KeyFactory.getInstance("Ed25519")
                        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, bytes(jwk, "d")));
            case "EC" ->
                KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), curve(jwk)));
            default ->
                KeyFactory.getInstance("RSA")
                        .generatePrivate(new RSAPrivateCrtKeySpec(
                                number(jwk, "n"),
                                number(jwk, "e"),
                                number(jwk, "d"),
                                number(jwk, "p"),
                                number(jwk, "q"),
                                number(jwk, "dp"),
                                number(jwk, "dq"),
                                number(jwk, "qi")));
        };
    }

    /** The public key of a JWK. */
    public static PublicKey publicJwk(JsonNode jwk) throws GeneralSecurityException {
        return switch (kind(jwk)) {
            case "OKP" ->
                KeyFactory.getInstance("Ed25519")
                        .generatePublic(new X509EncodedKeySpec(Bytes.joined(ED25519_X509, bytes(jwk, "x"))));
            case "EC" ->
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new ECPublicKeySpec(new ECPoint(number(jwk, "x"), number(jwk, "y")), curve(jwk)));
            default ->
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
        };
    }

    private static String kind(JsonNode jwk) throws InvalidKeySpecException {
        String kind = jwk.path("kty").asText();
        boolean known = List.of("EC", "RSA").contains(kind)
                || (kind.equals("OKP") && jwk.path("crv").asText().equals("Ed25519"));
        if (!known) throw new InvalidKeySpecException("no JWK of Ed25519, EC or RSA");
        return kind;
    }

    private static ECParameterSpec curve(JsonNode jwk) throws GeneralSecurityException {
        String name = switch (jwk.path("crv").asText()) {
            case "P-256" -> "secp256r1";
            case "P-384" -> "secp384r1";
            default -> throw new InvalidKeySpecException("no curve that is known");
        };
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(name));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static byte[] bytes(JsonNode jwk, String name) throws InvalidKeySpecException {
        String text = Json.textOf(jwk, name);
        byte[] bytes = text == null ? null : Bytes.fromBase64url(text);
        if (bytes == null) throw new InvalidKeySpecException(name + " is no base64url");
        return bytes;
    }

    private static BigInteger number(JsonNode jwk, String name) throws InvalidKeySpecException {
        return new BigInteger(1, bytes(jwk, name));
    }

    /** A number as so many bytes, as a JWK has coordinates. */
    public static String coordinate(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[length];
        int used = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - used, padded, length - used, used);
        return Bytes.base64url(padded);
    }
}
