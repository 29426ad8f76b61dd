package io.florin.signatures;

import io.florin.InputException;
import io.florin.internal.Answer;
import io.florin.internal.Bytes;
import io.florin.internal.Request;
import io.florin.internal.Signing;
import io.florin.internal.Surroundings;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Signs every request by RFC 9421, and with {@code answers} verifies every answer. Hand it to a client as {@code signing}. */
public final class RequestSigning implements Signing {
    private static final String LABEL = "florin";
    private static final String TAG = "florin-sdk";
    private static final Pattern NONCE = Pattern.compile(";nonce=\"([^\"]*)\"");
    /** Fields that take effect, and so are covered where they are sent. */
    private static final List<String> COVERED =
            List.of("authorization", "dpop", "content-digest", "content-type", "idempotency-key", "last-event-id");

    private final String keyId;
    private final PrivateKey key;
    private final Algorithm algorithm;
    private final FlorinKeys answers;
    private final Surroundings around;

    private RequestSigning(Builder from) {
        if (from.keyId == null || !from.keyId.matches("[A-Za-z0-9_-]+"))
            throw new InputException("keyId must be the id of your signature key, sigkey_….");
        if (from.key == null)
            throw new InputException("key is missing: hand in your private key, as by PrivateKeys.pem.");
        this.keyId = from.keyId;
        this.key = from.key;
        this.algorithm = from.algorithm == null ? Algorithm.usual(from.key) : from.algorithm;
        this.answers = from.answers;
        this.around = from.around;
        // A key of another algorithm is said now, and not at the first request.
        algorithm.sign(key, new byte[0]);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What requests are signed by. */
    public static final class Builder {
        private String keyId;
        private PrivateKey key;
        private Algorithm algorithm;
        private FlorinKeys answers;
        private Surroundings around = Surroundings.SYSTEM;

        private Builder() {}

        /** {@code sigkey_…} */
        public Builder keyId(String keyId) {
            this.keyId = keyId;
            return this;
        }

        /** See {@code PrivateKeys}. */
        public Builder key(PrivateKey key) {
            this.key = key;
            return this;
        }

        /** Needed for RSA PKCS #1 v1.5 only. */
        public Builder algorithm(Algorithm algorithm) {
            this.algorithm = algorithm;
            return this;
        }

        /** Verifies answers by these keys. Without it, they are not. */
        public Builder answers(FlorinKeys answers) {
            this.answers = answers;
            return this;
        }

        Builder around(Surroundings around) {
            this.around = around;
            return this;
        }

        /** Throws {@code InputException} where the key is not for the algorithm. */
        public RequestSigning build() {
            return new RequestSigning(this);
        }
    }

    /** The request with its digest and its signature. Each has a nonce of its own. */
    @Override
    public Request sign(Request request) {
        String nonce = Bytes.base64url(Bytes.random(18));
        Map<String, String> headers = new HashMap<>(request.headers());
        if (request.body() != null) headers.put("content-digest", Algorithm.digestOf(request.body()));
        if (answers != null) {
            Map<String, Object> asked = new LinkedHashMap<>();
            asked.put("nonce", nonce);
            asked.put("tag", TAG);
            headers.put(
                    "accept-signature",
                    LABEL + "=" + Message.input(ofAnswer(request), asked).replaceFirst("\\);", ");created;"));
        }
        List<String> covered = new ArrayList<>(List.of("@method", "@target-uri"));
        for (String name : COVERED) if (headers.containsKey(name)) covered.add(name);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("created", Math.floorDiv(around.nowMillis(), 1000L));
        parameters.put("nonce", nonce);
        parameters.put("keyid", keyId);
        parameters.put("tag", TAG);
        String input = Message.input(covered, parameters);
        Request signed = new Request(request.method(), request.url(), headers, request.body());
        List<String> components = covered.stream().map(Message::component).toList();
        byte[] base = new Message(signed, null).base(components, input);
        headers.put("signature-input", LABEL + "=" + input);
        headers.put("signature", LABEL + "=:" + Bytes.base64(algorithm.sign(key, base)) + ":");
        return signed;
    }

    @Override
    public void verify(Request request, Answer answer) {
        if (answers == null) return;
        if (maybeUnsigned(answer.status()) && !answer.headers().containsKey("signature")) return;
        Signed signed = Signed.read(answer.headers(), LABEL);
        Matcher asked = NONCE.matcher(request.headers().getOrDefault("accept-signature", ""));
        if (!asked.find() || !asked.group(1).equals(signed.parameters().get("nonce")))
            throw Signed.invalid("The answer was signed for another request: it may be a copy.");
        signed.check(
                new Message(request, answer),
                ofAnswer(request),
                answers::find,
                around.nowMillis() / 1000.0,
                FlorinKeys.TOLERANCE);
    }

    /** What of an answer is covered, so that it is this answer to this very request. */
    private static List<String> ofAnswer(Request request) {
        List<String> covered = new ArrayList<>(List.of("@status", "content-digest", "@method;req", "@target-uri;req"));
        if (request.body() != null) covered.add("content-digest;req");
        return covered;
    }

    /** Refusals that may come before Florin has looked at the key, and those of what stands before it. None of them did anything. */
    private static boolean maybeUnsigned(int status) {
        return status == 401 || status == 408 || status == 429 || status == 431 || status >= 500;
    }

    @Override
    public String toString() {
        return "RequestSigning[keyId=" + keyId + ", algorithm=" + algorithm + "]";
    }
}
