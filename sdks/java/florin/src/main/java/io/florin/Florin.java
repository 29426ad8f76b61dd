package io.florin;

import io.florin.internal.BaseUrl;
import io.florin.internal.Caller;
import io.florin.internal.Configuration;
import io.florin.internal.Credential;
import io.florin.internal.Http;
import io.florin.internal.Signing;
import io.florin.internal.Surroundings;
import io.florin.resources.Resources;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Consumer;

/** A client of one Florin, with one key. Make it once, and use it from many threads. It needs no closing. */
public final class Florin extends Resources {
    private final String shown;

    private Florin(Caller caller) {
        super(caller);
        this.shown = "Florin[" + caller + "]";
    }

    /** A client is made of where Florin is and one key. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return shown;
    }

    /** What a client is made from. */
    public static final class Builder {
        private String baseUrl;
        private String secretKey;
        private String publishableKey;
        private String accessToken;
        private TokenSource tokens;
        private String environment;
        private HttpClient httpClient;
        private Duration timeout = Duration.ofSeconds(30);
        private Duration totalTimeout = Duration.ofSeconds(90);
        private int maxTries = 4;
        private Signing signing;
        private Consumer<LogEntry> onLog;
        private Surroundings around = Surroundings.SYSTEM;

        private Builder() {}

        /** Where Florin is: {@code https://pay.example}, with neither a path nor a slash at its end. */
        public Builder baseUrl(String baseUrl) {
            this.baseUrl = baseUrl;
            return this;
        }

        /** {@code sk_test_…} or {@code sk_live_…}. It stays on your server. */
        public Builder secretKey(String secretKey) {
            this.secretKey = secretKey;
            return this;
        }

        /** {@code pk_test_…} or {@code pk_live_…}. It can only swap a card for a token. */
        public Builder publishableKey(String publishableKey) {
            this.publishableKey = publishableKey;
            return this;
        }

        /** An access token that somebody else renews. */
        public Builder accessToken(String accessToken) {
            this.accessToken = accessToken;
            return this;
        }

        /** Where to get access tokens: see {@code io.florin.oauth.OAuthApp}. */
        public Builder accessToken(TokenSource tokens) {
            this.tokens = tokens;
            return this;
        }

        /** The environment that the key must belong to: {@code sandbox} or {@code live}. */
        public Builder environment(String environment) {
            this.environment = environment;
            return this;
        }

        /** A client of your own, as for a proxy or certificates. It must not follow redirects. */
        public Builder httpClient(HttpClient httpClient) {
            this.httpClient = httpClient;
            return this;
        }

        /** How long one try may take: 30 seconds. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** How long a call may take with all its tries: 90 seconds. */
        public Builder totalTimeout(Duration totalTimeout) {
            this.totalTimeout = totalTimeout;
            return this;
        }

        /** How often a request is sent at most: 4 times. */
        public Builder maxTries(int maxTries) {
            this.maxTries = maxTries;
            return this;
        }

        /** Signs requests and verifies answers: see {@code io.florin.signatures.RequestSigning}. */
        public Builder signing(Signing signing) {
            this.signing = signing;
            return this;
        }

        /** Hears of every request, answer and repetition. The logger {@code io.florin} hears of them too, at the level {@code DEBUG}. */
        public Builder onLog(Consumer<LogEntry> onLog) {
            this.onLog = onLog;
            return this;
        }

        Builder around(Surroundings around) {
            this.around = around;
            return this;
        }

        /** Throws {@code InputException} with one sentence where this cannot be right. Nothing is asked yet. */
        public Florin build() {
            String checkedUrl = BaseUrl.checked(baseUrl);
            Credential credential = Credential.of(secretKey, publishableKey, accessToken, tokens, environment);
            HttpClient http = httpClient == null ? Http.ownClient() : Http.checked(httpClient);
            positive("timeout", timeout);
            positive("totalTimeout", totalTimeout);
            if (maxTries < 1) throw new InputException("maxTries must be above 0.");
            return new Florin(new Caller(new Configuration(
                    checkedUrl, credential, http, timeout, totalTimeout, maxTries, signing, onLog, around)));
        }

        private static void positive(String name, Duration duration) {
            if (duration == null || duration.isZero() || duration.isNegative())
                throw new InputException(name + " must be above 0.");
        }
    }
}
