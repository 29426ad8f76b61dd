package io.florin.testing;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/** A network that is a script: it gives one answer after another, the last one again and again, and keeps what it was sent. */
public final class Script extends HttpClient {
    /** What the server does with one request. */
    public interface Step {
        Came at(Seen request) throws IOException;
    }

    /** A request that came. */
    public record Seen(HttpRequest request, byte[] bytes) {
        public String header(String name) {
            return request.headers().firstValue(name).orElse(null);
        }

        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public String path() {
            return request.uri().getRawPath();
        }

        public String query() {
            return request.uri().getRawQuery();
        }
    }

    /** An answer, piece by piece. Where it breaks, the connection is cut behind the last piece. */
    public record Came(int status, Map<String, String> headers, List<byte[]> pieces, boolean breaks) implements Step {
        @Override
        public Came at(Seen request) {
            return this;
        }
    }

    public final List<Seen> seen = new ArrayList<>();
    private final List<Step> steps;

    public Script(Step... steps) {
        this.steps = List.of(steps);
    }

    public static Came answer(int status, Map<String, String> headers, String body) {
        return new Came(status, headers, List.of(body.getBytes(StandardCharsets.UTF_8)), false);
    }

    public static Came json(int status, String body) {
        return answer(status, Map.of("content-type", "application/json"), body);
    }

    /** The connection is cut before anything comes. */
    public static Step cut() {
        return request -> {
            throw new IOException("cut");
        };
    }

    @Override
    public synchronized <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        seen.add(new Seen(request, bodyOf(request)));
        Came came;
        try {
            came = steps.get(Math.min(seen.size(), steps.size()) - 1).at(seen.get(seen.size() - 1));
        } catch (IOException lost) {
            return CompletableFuture.failedFuture(lost);
        }
        HttpHeaders headers = HttpHeaders.of(listed(came.headers()), (name, value) -> true);
        HttpResponse.BodySubscriber<T> subscriber = handler.apply(new HttpResponse.ResponseInfo() {
            @Override
            public int statusCode() {
                return came.status();
            }

            @Override
            public HttpHeaders headers() {
                return headers;
            }

            @Override
            public Version version() {
                return Version.HTTP_1_1;
            }
        });
        BodyPublishers.ofByteArrays(() -> pieces(came)).subscribe(portions(subscriber));
        return subscriber
                .getBody()
                .toCompletableFuture()
                .thenApply(body -> new Response<>(request, came.status(), headers, body));
    }

    private static Iterator<byte[]> pieces(Came came) {
        Iterator<byte[]> pieces = came.pieces().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pieces.hasNext() || came.breaks();
            }

            @Override
            public byte[] next() {
                if (!pieces.hasNext()) throw new NoSuchElementException("cut");
                return pieces.next();
            }
        };
    }

    private static Flow.Subscriber<ByteBuffer> portions(Flow.Subscriber<List<ByteBuffer>> subscriber) {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer item) {
                subscriber.onNext(List.of(item));
            }

            @Override
            public void onError(Throwable failure) {
                subscriber.onError(new IOException(failure));
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
            }
        };
    }

    private static Map<String, List<String>> listed(Map<String, String> headers) {
        Map<String, List<String>> listed = new java.util.HashMap<>();
        headers.forEach((name, value) -> listed.put(name, List.of(value)));
        return listed;
    }

    private static byte[] bodyOf(HttpRequest request) {
        HttpResponse.BodySubscriber<byte[]> whole = HttpResponse.BodySubscribers.ofByteArray();
        request.bodyPublisher().orElse(BodyPublishers.noBody()).subscribe(portions(whole));
        return whole.getBody().toCompletableFuture().join();
    }

    private record Response<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body)
            implements HttpResponse<T> {
        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }
}
