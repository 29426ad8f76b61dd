package io.florin.spring;

import io.florin.Florin;
import io.florin.webhooks.Webhooks;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * With {@code florin.secret-key} there is a client, and with {@code florin.webhook-secret} deliveries are received. Whoever needs more of
 * either (a decryption key, a signature) makes the bean {@code Florin} or {@code Webhooks} himself.
 */
@AutoConfiguration
@EnableConfigurationProperties(FlorinProperties.class)
public class FlorinAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("florin.secret-key")
    Florin florin(FlorinProperties properties) {
        return Florin.builder()
                .baseUrl(properties.baseUrl())
                .secretKey(properties.secretKey())
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("florin.webhook-secret")
    Webhooks florinWebhooks(FlorinProperties properties) {
        return Webhooks.of(properties.webhookSecret());
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    WebhookHandlers florinWebhookHandlers(ConfigurableListableBeanFactory beans) {
        return new WebhookHandlers(beans);
    }

    @Bean
    @ConditionalOnBean(Webhooks.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    RouterFunction<ServerResponse> florinWebhookRoute(
            FlorinProperties properties, Webhooks webhooks, WebhookHandlers handlers) {
        WebhookReceiver receiver = new WebhookReceiver(webhooks, handlers);
        return RouterFunctions.route()
                .POST(properties.webhookPath(), receiver::receive)
                .build();
    }
}
