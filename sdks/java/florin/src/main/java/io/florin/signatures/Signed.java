package io.florin.signatures;

import io.florin.VerificationException;
import io.florin.internal.Answer;
import io.florin.internal.Bytes;
import io.florin.internal.Request;
import java.security.Key;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a signature says of itself.
 *
 * @param components as they are written, {@code "@method";req}
 * @param parameters texts and {@code Long}s
 * @param input the value of {@code @signature-params}, as it came
 */
record Signed(List<String> components, Map<String, Object> parameters, String input, byte[] signature) {
    private static final Pattern INPUT = Pattern.compile("\\(([^()]*)\\)(.*)", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile(":([A-Za-z0-9+/]*={0,2}):");

    /** A public key and what it is for. */
    record PublicKey(Key key, Algorithm algorithm) {}

    /** The signature with this label. Throws {@code VerificationException} where it cannot be read. */
    static Signed read(Map<String, String> headers, String label) {
        String input =
                Message.members(headers.getOrDefault("signature-input", "")).get(label);
        String signature =
                Message.members(headers.getOrDefault("signature", "")).get(label);
        if (input == null || signature == null) throw invalid("There is no signature with the label " + label + ".");
        Matcher parts = INPUT.matcher(input);
        Matcher value = VALUE.matcher(signature);
        if (!parts.matches() || !value.matches()) throw unreadable();
        String covered = parts.group(1).strip();
        List<String> components = covered.isEmpty() ? List.of() : List.of(covered.split("\\s+"));
        Map<String, Object> parameters = parameters(parts.group(2));
        byte[] bytes = Bytes.fromBase64(value.group(1));
        if (bytes == null || new HashSet<>(components).size() != components.size()) throw unreadable();
        return new Signed(components, parameters, input, bytes);
    }

    private static Map<String, Object> parameters(String text) {
        Map<String, Object> parameters = new HashMap<>();
        Matcher found = Message.PARAMETER.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!found.find(at) || found.start() != at) throw unreadable();
            String number = found.group(3);
            parameters.put(
                    found.group(1), number == null ? found.group(2).replaceAll("\\\\(.)", "$1") : Long.valueOf(number));
            at = found.end();
        }
        return parameters;
    }

    /** Throws {@code VerificationException} where it is not right: what it covers, its time, its digest, and then itself. */
    void check(
            Message message,
            List<String> required,
            Function<String, Optional<PublicKey>> find,
            double now,
            double tolerance) {
        for (String name : required)
            if (!components.contains(Message.component(name)))
                throw invalid("The signature does not cover " + name + ".");
        Object expires = parameters.get("expires");
        if (!(parameters.get("created") instanceof Long created) || (expires != null && !(expires instanceof Long)))
            throw invalid("The signature does not say when it was made.");
        if (Math.abs(now - created) > tolerance || (expires instanceof Long end && end <= now))
            throw new VerificationException("The signature is too old, or a clock is wrong.", "signature_expired");
        PublicKey key =
                parameters.get("keyid") instanceof String id ? find.apply(id).orElse(null) : null;
        Object named = parameters.get("alg");
        if (key == null || (named != null && !named.equals(key.algorithm().toString())))
            throw invalid("The signature is by no key of Florin's that is known.");
        Request request = message.request();
        Answer answer = message.answer();
        Map<String, String> headers = answer == null ? request.headers() : answer.headers();
        byte[] body = answer == null ? request.body() : answer.body();
        if (components.contains("\"content-digest\"") && !isDigest(headers.getOrDefault("content-digest", ""), body))
            throw new VerificationException("The body is not the one that was signed.", "digest_mismatch");
        byte[] base = message.base(components, input);
        if (base == null || !key.algorithm().isSigned(key.key(), base, signature))
            throw invalid("The signature is not right.");
    }

    /** Whether a digest of the field is that of the body, and none is another. */
    private static boolean isDigest(String field, byte[] body) {
        byte[] bytes = body == null ? new byte[0] : body;
        boolean known = false;
        for (Map.Entry<String, String> member : Message.members(field).entrySet()) {
            String algorithm =
                    Map.of("sha-256", "SHA-256", "sha-512", "SHA-512").get(member.getKey());
            if (algorithm == null) continue;
            known = true;
            String right = ":" + Bytes.base64(Bytes.digest(algorithm, bytes)) + ":";
            if (!MessageDigest.isEqual(Bytes.utf8(right), Bytes.utf8(member.getValue()))) return false;
        }
        return known;
    }

    static VerificationException invalid(String message) {
        return new VerificationException(message, "signature_invalid");
    }

    private static VerificationException unreadable() {
        return invalid("The signature cannot be read.");
    }
}
