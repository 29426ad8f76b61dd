package io.florin.internal;

import io.florin.InputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where Florin is. */
public final class BaseUrl {
    private BaseUrl() {}

    /** The base URL, if it is one. Throws {@code InputException} with one sentence. */
    public static String checked(String baseUrl) {
        if (baseUrl == null || baseUrl.isEmpty())
            throw new InputException("baseUrl is missing: say where Florin is, as in https://pay.example.");
        if (!baseUrl.strip().equals(baseUrl)) throw new InputException("baseUrl has white space around it: remove it.");
        if (!baseUrl.toLowerCase(Locale.ROOT).matches("https?://.*"))
            throw new InputException("baseUrl has no scheme: write https://" + baseUrl.replaceFirst("^.*?:/+", "")
                    + ", or http:// on your own machine.");
        URI url;
        try {
            url = new URI(baseUrl);
        } catch (URISyntaxException error) {
            throw noUrl();
        }
        if (url.getRawUserInfo() != null)
            throw new InputException("baseUrl has a user or a password: hand in the key as secretKey instead.");
        if (url.getHost() == null) throw noUrl();
        String origin = (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
        if (baseUrl.contains("?") || baseUrl.contains("#"))
            throw new InputException("baseUrl has a query or a fragment: write " + origin + ".");
        String path = url.getRawPath();
        if (path.equals("/")) throw new InputException("baseUrl has a slash at its end: write " + origin + ".");
        if (!path.isEmpty())
            throw new InputException("baseUrl has a path: write " + origin + ", as each call adds its own.");
        return origin;
    }

    private static InputException noUrl() {
        return new InputException("baseUrl is no URL: write it as in https://pay.example.");
    }
}
