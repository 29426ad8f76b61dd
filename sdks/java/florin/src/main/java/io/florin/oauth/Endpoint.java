package io.florin.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.ConnectionException;
import io.florin.InputException;
import io.florin.OAuthException;
import io.florin.internal.Answer;
import io.florin.internal.BaseUrl;
import io.florin.internal.Bytes;
import io.florin.internal.Http;
import io.florin.internal.Json;
import io.florin.internal.Request;
import io.florin.internal.Write;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The endpoints of the authorization server, as one app asks them. */
final class Endpoint {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    final String baseUrl;
    final String clientId;
    /** Null where tokens are not bound. */
    final DpopKey dpop;

    private final String secret;
    private final HttpClient http;

    /** {@code secret} and {@code dpop} may be null. */
    Endpoint(String baseUrl, String clientId, String secret, DpopKey dpop, HttpClient http) {
        if (clientId == null || !clientId.matches("\\S+"))
            throw new InputException("clientId is missing or empty, or has white space in it.");
        if (secret != null && !secret.matches("\\S+"))
            throw new InputException("clientSecret is empty, or has white space in it.");
        this.baseUrl = BaseUrl.checked(baseUrl);
        this.clientId = clientId;
        this.secret = secret;
        this.dpop = dpop;
        this.http = Http.checked(http);
    }

    /** An answer with an access token. */
    JsonNode token(Map<String, String> fields) {
        JsonNode answer = post("/oauth/token", fields);
        if (Json.textOf(answer, "access_token") == null)
            throw new ConnectionException("The authorization server answered without an access token.", null);
        return answer;
    }

    private record Came(Answer answer, JsonNode json) {}

    /** Sends a form. Throws {@code OAuthException} where it is refused, and {@code ConnectionException} where asking again may help. */
    JsonNode post(String path, Map<String, String> fields) {
        Came came = send(path, fields);
        String error = came.json().path("error").asText();
        if (came.answer().status() >= 400
                && dpop != null
                && List.of("invalid_dpop_proof", "use_dpop_nonce").contains(error)) {
            // A wrong clock is the usual reason why a proof is refused. The answer has the right one.
            dpop.learn(came.answer().headers());
            came = send(path, fields);
        }
        if (came.answer().status() < 300) return came.json();
        String told = first(came.json(), "error_description", "detail", "The authorization server refused");
        throw new OAuthException(
                told,
                first(came.json(), "error", "code", "unknown"),
                came.answer().status());
    }

    private static String first(JsonNode json, String one, String another, String otherwise) {
        String found = Json.textOf(json, one) == null ? Json.textOf(json, another) : Json.textOf(json, one);
        return found == null ? otherwise : found;
    }

    private Came send(String path, Map<String, String> fields) {
        String url = baseUrl + path;
        Map<String, String> form = new LinkedHashMap<>(fields);
        Map<String, String> headers = new HashMap<>(
                Map.of("accept", "application/json", "content-type", "application/x-www-form-urlencoded"));
        if (secret == null) form.put("client_id", clientId);
        else {
            // RFC 6749 section 2.3.1 has both written as in a form.
            String pair = Write.form(clientId) + ":" + Write.form(secret);
            headers.put("authorization", "Basic " + Bytes.base64(Bytes.utf8(pair)));
        }
        if (dpop != null) headers.put("dpop", dpop.prove("POST", url, null));
        Request request = new Request("POST", url, headers, Bytes.utf8(Write.form(form)));
        Answer answer = Http.ask(http, request, TIMEOUT, "The answer of the authorization server");
        JsonNode json = Json.parse(answer.body());
        if (answer.status() == 429 || answer.status() >= 500 || json == null || !json.isObject())
            throw new ConnectionException(
                    "The authorization server answered " + answer.status() + " without a reason.", null);
        return new Came(answer, json);
    }
}
