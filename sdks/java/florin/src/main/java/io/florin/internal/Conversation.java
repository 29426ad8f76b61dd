package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.florin.AnswerException;
import io.florin.ConnectionException;
import io.florin.FlorinException;
import io.florin.InputException;
import io.florin.LogEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sends a call until it is answered. */
final class Conversation {
    private final Configuration config;

    Conversation(Configuration config) {
        this.config = config;
    }

    /** The JSON of the answer, or missing where it has none. */
    JsonNode ask(Call call) {
        checkCredential(call.operation());
        try {
            return tries(call);
        } catch (FlorinException error) {
            error.sentWith(call.key());
            throw error;
        }
    }

    /** Refuses what a publishable key may not do, before the network is asked. */
    private void checkCredential(Operation operation) {
        if (config.credential().publishable() && !operation.publishable())
            throw new InputException(
                    operation.name() + " needs a secret key: a publishable key can only swap a card for a token.");
    }

    /** What became of one try. Of both failures at most one is there, and {@code status} is 0 where no answer came. */
    private record Came(JsonNode value, AnswerException refused, ConnectionException lost, int status) {}

    private JsonNode tries(Call call) {
        Surroundings around = config.around();
        long began = around.nanoTime();
        boolean renewed = false;
        boolean lost = false;
        for (int tries = 1; ; tries += 1) {
            Came came = attempt(call, tries, elapsed(began));
            if (came.value() != null) return came.value();
            if (came.status() == 401 && !renewed && config.credential().source() != null) {
                // A token may have ended before its time. What was refused has done nothing.
                renewed = true;
                continue;
            }
            AnswerException refused = came.refused();
            if (refused != null) {
                boolean gone = refused.status() == 404 && "not_found".equals(codeOf(refused));
                // What was deleted by a try whose answer was lost is not there any more.
                if (gone && lost && call.operation().method().equals("DELETE")) return MissingNode.getInstance();
                if (!refused.mayBeRepeated()) throw refused;
            }
            lost = lost || refused == null || refused.status() < 300 || refused.status() >= 500;
            Duration asked = refused == null ? null : refused.retryAfter().orElse(null);
            Retries.State state =
                    new Retries.State(tries, config.maxTries(), elapsed(began), config.totalTimeout(), around.random());
            boolean repeatable = !call.operation().method().equals("POST") || call.key() != null;
            Optional<Duration> wait = repeatable ? Retries.waitBeforeNext(state, asked) : Optional.empty();
            if (wait.isEmpty()) throw refused == null ? came.lost() : refused;
            config.log(entry(LogEntry.Event.RETRY, call, tries, null, null, null, null, wait.get()));
            pause(around, wait.get());
        }
    }

    private static String codeOf(AnswerException error) {
        return error instanceof io.florin.ApiException refusal ? refusal.code().toString() : null;
    }

    static void pause(Surroundings around, Duration wait) {
        try {
            around.sleep(wait);
        } catch (InterruptedException interrupted) {
            throw Http.interrupted(interrupted);
        }
    }

    /** One try. Throws what ends the call at once. */
    private Came attempt(Call call, int tries, Duration elapsed) {
        Surroundings around = config.around();
        Request request;
        try {
            request = prepared(call, Map.of());
        } catch (ConnectionException failed) {
            if (Thread.currentThread().isInterrupted()) throw failed;
            // No token came. The whole try is made again.
            return new Came(null, null, failed, 0);
        }
        Duration limit = shorter(
                or(call.timeout(), config.timeout()), config.totalTimeout().minus(elapsed));
        config.log(entry(LogEntry.Event.REQUEST, call, tries, null, null, null, null, null));
        long began = around.nanoTime();
        Answer answer;
        try {
            answer = Http.send(config.http(), request, limit);
        } catch (Lost lost) {
            ConnectionException told = lost.told(limit);
            String name = told.getClass().getSimpleName();
            config.log(entry(LogEntry.Event.NO_ANSWER, call, tries, null, null, elapsed(began), name, null));
            return new Came(null, null, told, 0);
        }
        String requestId = answer.headers().get("request-id");
        config.log(entry(LogEntry.Event.ANSWER, call, tries, answer.status(), requestId, elapsed(began), null, null));
        if (answer.status() == 401 && config.credential().source() != null)
            config.credential().source().refused(request.headers(), answer.headers());
        Judged judged = Judged.of(answer, around.nowMillis());
        // An answer that is asked for again need not be verified: proxies do not sign.
        if (config.signing() != null
                && (judged.error() == null || !judged.error().mayBeRepeated()))
            config.signing().verify(request, answer);
        return new Came(judged.value(), judged.error(), null, answer.status());
    }

    /** The request of one try, authorized and signed. */
    private Request prepared(Call call, Map<String, String> more) {
        Operation operation = call.operation();
        String url = config.baseUrl() + call.path();
        Map<String, String> headers = new HashMap<>(more);
        headers.put("accept", operation.accept());
        if (call.body() != null) headers.put("content-type", "application/json");
        if (call.key() != null) headers.put("idempotency-key", call.key());
        headers.putAll(config.credential().authorize(operation.method(), url));
        Request request = new Request(operation.method(), url, headers, call.body());
        return config.signing() == null ? request : config.signing().sign(request);
    }

    /** Opens an answer that goes on. Throws what the answer is where it is no success. The caller closes it. */
    Pieces open(Call call, Map<String, String> more, Duration silence) {
        checkCredential(call.operation());
        for (boolean last = config.credential().source() == null; ; last = true) {
            Request request = prepared(call, more);
            try {
                Http.Opened opened = Http.open(config.http(), request, config.timeout(), silence);
                if (opened.status() == 200) return opened.pieces();
                byte[] body = wholeOf(opened.pieces());
                if (opened.status() == 401 && !last) {
                    config.credential().source().refused(request.headers(), opened.headers());
                    continue;
                }
                Answer answer = new Answer(opened.status(), opened.headers(), body);
                Judged judged = Judged.of(answer, config.around().nowMillis());
                if (judged.error() != null) throw judged.error();
                throw new FlorinException("The stream did not open: the answer was " + opened.status() + ".");
            } catch (Lost lost) {
                throw lost.told(config.timeout());
            }
        }
    }

    private static byte[] wholeOf(Pieces pieces) throws Lost {
        byte[] whole = {};
        try (pieces) {
            for (byte[] piece = pieces.next(); piece != null; piece = pieces.next()) whole = Bytes.joined(whole, piece);
        }
        return whole;
    }

    private static LogEntry entry(
            LogEntry.Event event,
            Call call,
            int tries,
            Integer status,
            String requestId,
            Duration duration,
            String error,
            Duration wait) {
        Operation operation = call.operation();
        return new LogEntry(
                event,
                operation.name(),
                operation.method(),
                operation.path(),
                tries,
                status,
                requestId,
                duration,
                error,
                wait);
    }

    private Duration elapsed(long began) {
        return Duration.ofNanos(config.around().nanoTime() - began);
    }

    private static Duration or(Duration some, Duration otherwise) {
        return some == null ? otherwise : some;
    }

    private static Duration shorter(Duration one, Duration another) {
        Duration shorter = one.compareTo(another) < 0 ? one : another;
        return shorter.toMillis() < 1 ? Duration.ofMillis(1) : shorter;
    }
}
