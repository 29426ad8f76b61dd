package io.florin.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.florin.Florin;
import io.florin.model.Event;
import io.florin.model.PaymentEvent;
import io.florin.model.RefundEvent;
import io.florin.webhooks.Webhooks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

@SpringBootTest(properties = "florin.webhook-path=/hooks")
@AutoConfigureMockMvc
class WebhookTest {
    private static final List<JsonNode> CASES = cases();

    /** Deliveries of the vectors (sdks/vectors) that are of the first secret and the first clock. */
    static List<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>();
        JsonNode all;
        try {
            all = new ObjectMapper()
                    .readTree(Path.of("../../vectors/webhooks.json").toFile());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        JsonNode first = all.path("cases").get(0);
        for (JsonNode each : all.path("cases"))
            if (each.path("secret").equals(first.path("secret"))
                    && each.path("now").equals(first.path("now"))
                    && each.path("tolerance").equals(first.path("tolerance"))) cases.add(each);
        return cases;
    }

    @SpringBootApplication
    static class Shop {
        /** One with the secret and the clock of the vectors. */
        @Bean
        Webhooks webhooks() {
            JsonNode first = CASES.get(0);
            Instant now = Instant.ofEpochSecond(first.path("now").asLong());
            return Webhooks.builder()
                    .secret(first.path("secret").asText())
                    .clock(Clock.fixed(now, ZoneOffset.UTC))
                    .build();
        }

        @Bean
        Orders orders() {
            return new Orders();
        }
    }

    static class Orders {
        final List<String> heard = new ArrayList<>();
        RuntimeException fault;

        @FlorinWebhook("payment.succeeded")
        void paid(PaymentEvent event) {
            heard.add("paid " + event.data().id());
            if (fault != null) throw fault;
        }

        @FlorinWebhook
        void any(Event event) {
            heard.add("any " + event.type());
        }

        @FlorinWebhook({"payment.failed", "refund.failed"})
        void failed(Event event) {
            heard.add("failed");
        }

        @FlorinWebhook
        void refund(RefundEvent event) {
            heard.add("refund");
        }
    }

    @Autowired
    MockMvc http;

    @Autowired
    Orders orders;

    @BeforeEach
    void nothing_was_heard() {
        orders.heard.clear();
        orders.fault = null;
    }

    private static MockHttpServletRequestBuilder delivery(JsonNode each) {
        MockHttpServletRequestBuilder request =
                post("/hooks").content(each.path("body").asText()).contentType(MediaType.APPLICATION_JSON);
        each.path("headers")
                .properties()
                .forEach(header ->
                        request.header(header.getKey(), header.getValue().asText()));
        return request;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_delivery_is_handled_if_it_is_genuine_and_refused_if_not(JsonNode each) throws Exception {
        if (!each.path("accepted").asBoolean()) {
            http.perform(delivery(each))
                    .andExpect(status().isBadRequest())
                    .andExpect(content().string(each.path("reason").asText()));
            assertThat(orders.heard).isEmpty();
            return;
        }
        int status = http.perform(delivery(each)).andReturn().getResponse().getStatus();
        // Of some bodies only the signature is right: they are no events.
        assertThat(status).isIn(204, 400);
        assertThat(orders.heard.isEmpty()).isEqualTo(status == 400);
    }

    @Test
    void each_method_hears_of_the_events_that_it_takes() throws Exception {
        http.perform(delivery(CASES.get(0))).andExpect(status().isNoContent());
        assertThat(orders.heard)
                .containsExactlyInAnyOrder("any payment.succeeded", "paid pay_01kavvbgr0e8k8n2m4x6t7w5ya");
    }

    @Test
    void a_body_that_was_changed_is_refused() throws Exception {
        http.perform(delivery(CASES.get(0)).content(CASES.get(0).path("body").asText() + " "))
                .andExpect(status().isBadRequest());
        http.perform(delivery(CASES.get(0)).content(new byte[1024 * 1024 + 1])).andExpect(status().is(413));
        http.perform(get("/hooks")).andExpect(status().is4xxClientError());
        assertThat(orders.heard).isEmpty();
    }

    @Test
    void what_a_handler_throws_is_not_swallowed_so_that_florin_delivers_again() {
        orders.fault = new IllegalStateException("no room");
        assertThatThrownBy(() -> http.perform(delivery(CASES.get(0)))).hasRootCause(orders.fault);
    }

    private final WebApplicationContextRunner runner =
            new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(FlorinAutoConfiguration.class));

    @Test
    void settings_make_the_client_and_the_receiver() {
        runner.run(
                context -> assertThat(context).doesNotHaveBean(Webhooks.class).doesNotHaveBean(Florin.class));
        runner.withPropertyValues(
                        "florin.base-url=https://pay.example",
                        "florin.secret-key=sk_test_1",
                        "florin.webhook-secret=whsec_bmV3")
                .run(context -> {
                    assertThat(context)
                            .hasSingleBean(Florin.class)
                            .hasSingleBean(Webhooks.class)
                            .hasBean("florinWebhookRoute");
                    String shown = context.getBean(FlorinProperties.class) + "" + context.getBean(Webhooks.class);
                    assertThat(shown).contains("/webhooks/florin").doesNotContain("sk_test_1", "bmV3");
                });
        runner.withPropertyValues("florin.webhook-secret=no secret")
                .run(
                        context -> assertThat(context)
                                .getFailure()
                                .hasRootCauseMessage(
                                        "The secret must be the whsec_… that the endpoint was created with: see whether its variable is set."));
    }

    @Test
    void methods_that_would_never_hear_of_anything_end_the_start() {
        runner.withBean(Orders.class)
                .run(context -> assertThat(context).getFailure().hasMessageContaining("set florin.webhook-secret"));
    }

    static class Wrong {
        @FlorinWebhook("payment.succeeded")
        void paid(String event) {}
    }

    @Test
    void a_method_that_takes_no_event_ends_the_start() {
        runner.withPropertyValues("florin.webhook-secret=whsec_bmV3")
                .withBean(Wrong.class)
                .run(context -> assertThat(context).getFailure().hasMessageContaining("has to take one Event"));
    }
}
