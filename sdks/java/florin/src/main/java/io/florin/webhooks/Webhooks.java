package io.florin.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.InputException;
import io.florin.VerificationException;
import io.florin.internal.Bytes;
import io.florin.internal.Json;
import io.florin.internal.Jwe;
import io.florin.internal.JweException;
import io.florin.model.Event;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives the deliveries of an endpoint (Standard Webhooks 1.0). A delivery may come more than once, so keep the {@code id()} of each
 * event that you have handled.
 */
public final class Webhooks {
    private final List<byte[]> secrets;
    private final List<PrivateKey> decryptionKeys;
    private final long tolerance;
    private final Clock clock;

    private Webhooks(Builder from) {
        this.secrets = from.secrets;
        this.decryptionKeys = List.copyOf(from.decryptionKeys);
        this.tolerance = from.tolerance.toSeconds();
        this.clock = from.clock;
    }

    /** With the {@code whsec_…} that the endpoint was created with. Throws {@code InputException} for what is no secret. */
    public static Webhooks of(String secret) {
        return builder().secret(secret).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What deliveries are verified by. */
    public static final class Builder {
        private final List<byte[]> secrets = new ArrayList<>();
        private final List<PrivateKey> decryptionKeys = new ArrayList<>();
        private Duration tolerance = Duration.ofMinutes(5);
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** One that deliveries may be signed with. While it is rotated, add the old one and the new one. */
        public Builder secret(String secret) {
            byte[] key = secret == null ? null : keyOf(secret);
            if (key == null)
                throw new InputException(
                        "The secret must be the whsec_… that the endpoint was created with: see whether its variable is set.");
            secrets.add(key);
            return this;
        }

        /** A private key of an endpoint with an {@code encryption_key}: see {@code PrivateKeys}. */
        public Builder decryptionKey(PrivateKey key) {
            decryptionKeys.add(key);
            return this;
        }

        /** How old a delivery may be, and how far ahead its clock: 5 minutes. */
        public Builder tolerance(Duration tolerance) {
            this.tolerance = tolerance;
            return this;
        }

        /** The clock that deliveries are held against. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        public Webhooks build() {
            if (secrets.isEmpty())
                throw new InputException("There is no secret: hand in the whsec_… that the endpoint was created with.");
            return new Webhooks(this);
        }
    }

    /**
     * The event of a genuine delivery. {@code body} is what came, byte for byte: not what a parser made of it. Names of headers may have
     * any case. Throws {@code VerificationException}; answer with 400 then. An event of a type that this version does not know is an
     * {@code Event.Unknown}.
     */
    public Event verify(byte[] body, Map<String, String> headers) {
        Map<String, String> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        named.putAll(headers);
        return verify(body, (String name) -> named.get(name));
    }

    /** The same, with what finds a header by its name: {@code request::getHeader} of a servlet. */
    public Event verify(byte[] body, UnaryOperator<String> header) {
        String id = needed(header, "webhook-id");
        String timestamp = needed(header, "webhook-timestamp");
        String signatures = needed(header, "webhook-signature");
        if (!timestamp.matches("[0-9]{1,15}"))
            throw new VerificationException("webhook-timestamp is no whole number of seconds.", "timestamp_invalid");
        double age = clock.millis() / 1000.0 - Long.parseLong(timestamp);
        if (age > tolerance)
            throw new VerificationException("The delivery is too old: it may be a copy of an earlier one.", "too_old");
        if (-age > tolerance)
            throw new VerificationException("The delivery is from too far ahead: see the clock.", "too_new");
        byte[] signed = Bytes.joined(Bytes.utf8(id + "." + timestamp + "."), body);
        if (!isSigned(signed, signatures))
            throw new VerificationException(
                    "No signature was made with this secret over this body.", "no_signature_fits");
        return eventOf(opened(body, header.apply("content-type")));
    }

    private static String needed(UnaryOperator<String> header, String name) {
        String value = header.apply(name);
        if (value == null || value.isEmpty())
            throw new VerificationException("The delivery has no header " + name + ".", "header_missing");
        return value;
    }

    /** The bytes of a secret, or null where it is none. */
    private static byte[] keyOf(String secret) {
        byte[] key = Bytes.fromBase64(secret.replaceFirst("^whsec_", ""));
        return key == null || key.length == 0 ? null : key;
    }

    private boolean isSigned(byte[] signed, String signatures) {
        boolean found = false;
        for (byte[] secret : secrets) {
            byte[] expected = Bytes.utf8("v1," + Bytes.base64(hmac(secret, signed)));
            // Each is compared, so that the time tells nothing.
            for (String given : signatures.split(" ")) found |= MessageDigest.isEqual(expected, Bytes.utf8(given));
        }
        return found;
    }

    private static byte[] hmac(byte[] secret, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    private byte[] opened(byte[] body, String mediaType) {
        String type = mediaType == null ? "" : mediaType.split(";")[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/jose")) return body;
        if (decryptionKeys.isEmpty())
            throw new InputException("The delivery is encrypted: hand in the private key as decryptionKey.");
        try {
            return Jwe.decrypt(new String(body, StandardCharsets.US_ASCII), decryptionKeys, null);
        } catch (JweException error) {
            throw new VerificationException("The delivery cannot be decrypted with these keys.", error.reason());
        }
    }

    private static Event eventOf(byte[] body) {
        JsonNode json = Json.parse(body);
        if (json == null || Json.textOf(json, "id") == null || Json.textOf(json, "type") == null)
            throw new VerificationException("The delivery is genuine, but is no event.", "no_event");
        return Event.of(json);
    }

    @Override
    public String toString() {
        return "Webhooks[secrets=" + secrets.size() + "]";
    }
}
