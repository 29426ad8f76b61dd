package io.florin.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code florin.*}.
 *
 * @param baseUrl where Florin is; with a key, there is a bean {@code Florin}
 * @param secretKey the key of that client
 * @param webhookSecret {@code whsec_…} of the endpoint; with it, deliveries are received
 * @param webhookPath where they are received
 */
@ConfigurationProperties("florin")
public record FlorinProperties(
        String baseUrl,
        String secretKey,
        String webhookSecret,
        @DefaultValue("/webhooks/florin") String webhookPath) {
    /** A record would show the secrets. */
    @Override
    public String toString() {
        return "FlorinProperties[baseUrl=" + baseUrl + ", webhookPath=" + webhookPath + "]";
    }
}
