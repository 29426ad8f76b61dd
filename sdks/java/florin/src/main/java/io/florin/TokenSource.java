package io.florin;

import java.util.Map;

/** Where access tokens come from: see {@code io.florin.oauth.OAuthApp}. Many threads use it. */
public interface TokenSource {
    /** The fields by which this request is authorized, in lower case: {@code authorization}, and what proves that the token is one's own. */
    Map<String, String> authorize(String method, String url);

    /** Hears that a request with these fields was answered with 401 and those, so that the next one has another token. */
    void refused(Map<String, String> requestHeaders, Map<String, String> answerHeaders);
}
