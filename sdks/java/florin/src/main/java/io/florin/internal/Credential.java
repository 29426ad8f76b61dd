package io.florin.internal;

import io.florin.InputException;
import io.florin.TokenSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** By what requests are authorized: a key, a token that somebody else renews, or a source of tokens (then {@code authorization} is null). */
public record Credential(boolean publishable, String authorization, TokenSource source) {
    private static final Pattern KEY = Pattern.compile("(sk|pk)_(test|live)_[A-Za-z0-9_-]+");

    /** What was handed in, of which exactly one is needed. {@code environment} is null, {@code sandbox} or {@code live}. */
    public static Credential of(
            String secretKey, String publishableKey, String accessToken, TokenSource source, String environment) {
        if (environment != null && !environment.equals("sandbox") && !environment.equals("live"))
            throw new InputException("environment must be \"sandbox\" or \"live\".");
        List<String> given = new ArrayList<>();
        if (secretKey != null) given.add("secretKey");
        if (publishableKey != null) given.add("publishableKey");
        if (accessToken != null || source != null) given.add("accessToken");
        if (given.isEmpty())
            throw new InputException(
                    "There is no key: hand in secretKey, accessToken, or publishableKey for a payer's page. If you did, its variable is not set.");
        if (given.size() > 1)
            throw new InputException(String.join(" and ", given) + " were both handed in: choose one.");
        if (secretKey != null) return new Credential(false, key("secretKey", "sk", secretKey, environment), null);
        if (publishableKey != null)
            return new Credential(true, key("publishableKey", "pk", publishableKey, environment), null);
        if (source != null) return new Credential(false, null, source);
        if (!accessToken.matches("[A-Za-z0-9._~+/-]+=*"))
            throw new InputException("accessToken is no token: it is empty, or has white space or other signs in it.");
        return new Credential(false, "Bearer " + accessToken, null);
    }

    private static String key(String name, String wanted, String key, String environment) {
        if (key.isEmpty()) throw new InputException(name + " is empty: see whether its variable is set.");
        if (!key.strip().equals(key))
            throw new InputException(name + " has white space around it, perhaps a line break from a file: remove it.");
        Matcher parts = KEY.matcher(key);
        if (!parts.matches())
            throw new InputException(
                    name + " is no key of Florin: one begins with " + wanted + "_test_ or " + wanted + "_live_.");
        String kind = parts.group(1);
        if (!kind.equals(wanted))
            throw new InputException(
                    kind.equals("pk")
                            ? "secretKey is a publishable key (pk_…): hand in the secret one (sk_…), on your server alone."
                            : "publishableKey is a secret key (sk_…): it must never reach a payer's page; hand in the pk_… one.");
        if (environment != null && environment.equals("live") != parts.group(2).equals("live"))
            throw new InputException(name + " is of the wrong environment: " + kind + "_" + parts.group(2)
                    + "_… is not for " + environment + ".");
        return "Bearer " + key;
    }

    /** The fields by which a request is authorized. */
    Map<String, String> authorize(String method, String url) {
        return source == null ? Map.of("authorization", authorization) : source.authorize(method, url);
    }

    /** A record would show the key. */
    @Override
    public String toString() {
        return "Credential[hidden]";
    }
}
