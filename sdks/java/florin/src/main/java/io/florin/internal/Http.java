package io.florin.internal;

import io.florin.ConnectionException;
import io.florin.InputException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Sends requests by the client of Java. It decides nothing. */
public final class Http {
    private Http() {}

    /** A client that follows no redirect: one would hand the key to another address. */
    public static HttpClient ownClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    /** Throws {@code InputException} where the client would follow a redirect. */
    public static HttpClient checked(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER)
            throw new InputException(
                    "httpClient follows redirects, which would hand the key to another address: make it with Redirect.NEVER.");
        return client;
    }

    /** The whole answer. */
    static Answer send(HttpClient client, Request request, Duration timeout) throws Lost {
        HttpResponse<byte[]> response =
                awaited(client.sendAsync(built(request, timeout), BodyHandlers.ofByteArray()), timeout);
        return new Answer(response.statusCode(), fields(response.headers()), response.body());
    }

    /** The same. Throws {@code ConnectionException}, whose message begins with what did not come. */
    public static Answer ask(HttpClient client, Request request, Duration timeout, String what) {
        try {
            return send(client, request, timeout);
        } catch (Lost lost) {
            ConnectionException told = lost.told(timeout);
            throw new ConnectionException(what + " did not come: " + told.getMessage(), told);
        }
    }

    /** An answer whose body goes on. It is closed by the caller. */
    static Opened open(HttpClient client, Request request, Duration timeout, Duration silence) throws Lost {
        HttpResponse<Pieces> response = awaited(
                client.sendAsync(
                        built(request, timeout),
                        info -> HttpResponse.BodySubscribers.mapping(
                                HttpResponse.BodySubscribers.ofPublisher(),
                                published -> new Pieces(published, silence))),
                timeout);
        return new Opened(response.statusCode(), fields(response.headers()), response.body());
    }

    record Opened(int status, Map<String, String> headers, Pieces pieces) {}

    private static HttpRequest built(Request request, Duration timeout) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(timeout)
                .method(
                        request.method(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(builder::setHeader);
        return builder.build();
    }

    /** Java's own limit ends where the body begins, so the whole is waited for here. */
    private static <T> T awaited(CompletableFuture<T> future, Duration timeout) throws Lost {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            future.cancel(true);
            throw new Lost(late, false);
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            throw interrupted(interrupted);
        } catch (ExecutionException failed) {
            throw new Lost(failed.getCause(), !(failed.getCause() instanceof HttpTimeoutException));
        }
    }

    /** Ends the call of a thread that was interrupted. */
    static ConnectionException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ConnectionException(
                "The thread was interrupted, and nobody knows whether the request was done.", cause);
    }

    private static Map<String, String> fields(HttpHeaders headers) {
        Map<String, String> fields = new HashMap<>();
        headers.map().forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return Map.copyOf(fields);
    }
}
