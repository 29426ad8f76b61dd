package io.florin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.florin.model.OrderToPay;
import io.florin.model.Payment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Pays every order through a bad connection, and writes down with which payment each call ended. */
@EnabledIfEnvironmentVariable(named = "STORM_URL", matches = ".+", disabledReason = "there is no storm")
class LiveStormTest {
    @Test
    void every_call_ends_with_its_payment() throws Exception {
        Florin florin = Florin.builder()
                .baseUrl(System.getenv("STORM_URL"))
                .secretKey(System.getenv("FLORIN_KEY"))
                .maxTries(20)
                .timeout(Duration.ofSeconds(5))
                .totalTimeout(Duration.ofMinutes(5))
                .build();
        ExecutorService pool = Executors.newFixedThreadPool(20);
        List<Future<String>> calls = new ArrayList<>();
        for (int at = 0; at < Integer.parseInt(System.getenv("STORM_ORDERS")); at += 1) {
            String order = "storm-" + at;
            calls.add(pool.submit(() -> {
                Payment payment = florin.pay(OrderToPay.builder()
                        .orderId(order)
                        .amount(2599)
                        .currency("USD")
                        .build());
                assertEquals("succeeded", payment.status().toString());
                return order + " " + payment.id();
            }));
        }
        List<String> ended = new ArrayList<>();
        for (Future<String> each : calls) ended.add(each.get());
        pool.shutdown();
        Files.write(Path.of(System.getenv("STORM_ENDED")), ended);
    }
}
