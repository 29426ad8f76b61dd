package io.florin;

import static io.florin.testing.Clients.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.florin.model.ListPaymentsQuery;
import io.florin.model.Payment;
import io.florin.testing.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {
    /** A list that grows at its new end while it is read. */
    private static final class Numbers implements Script.Step {
        private final List<Integer> numbers = new ArrayList<>();
        private int newer;

        Numbers(int count, int newer) {
            for (int number = count; number > 0; number -= 1) numbers.add(number);
            this.newer = newer;
        }

        @Override
        public Script.Came at(Script.Seen request) {
            Map<String, String> query = new HashMap<>();
            for (String pair :
                    request.query() == null ? new String[0] : request.query().split("&"))
                query.put(pair.split("=")[0], pair.split("=")[1]);
            int limit = Integer.parseInt(query.getOrDefault("limit", "10"));
            List<Integer> rest = new ArrayList<>(numbers);
            List<Integer> page;
            if (query.containsKey("before")) {
                int edge = Integer.parseInt(query.get("before").substring(4));
                rest.removeIf(number -> number <= edge);
                page = rest.subList(Math.max(0, rest.size() - limit), rest.size());
            } else {
                int edge = query.containsKey("after")
                        ? Integer.parseInt(query.get("after").substring(4))
                        : Integer.MAX_VALUE;
                rest.removeIf(number -> number >= edge);
                page = rest.subList(0, Math.min(limit, rest.size()));
            }
            if (newer-- > 0) numbers.add(0, numbers.get(0) + 1);
            List<String> data = page.stream()
                    .map(number -> "{\"id\":\"pay_" + number + "\"}")
                    .toList();
            return Script.json(
                    200,
                    "{\"object\":\"list\",\"data\":[" + String.join(",", data) + "],\"has_more\":"
                            + (rest.size() > page.size()) + "}");
        }
    }

    private static Page<Payment> list(Script script, ListPaymentsQuery query) {
        return Florin.builder()
                .baseUrl(URL)
                .secretKey("sk_test_1")
                .httpClient(script)
                .build()
                .payments()
                .list(query);
    }

    private static List<Integer> numbers(Stream<Payment> payments) {
        return payments.map(payment -> Integer.valueOf(payment.id().substring(4)))
                .toList();
    }

    private static List<Integer> down(int from) {
        return IntStream.iterate(from, number -> number > 0, number -> number - 1)
                .boxed()
                .toList();
    }

    private static final ListPaymentsQuery TEN =
            ListPaymentsQuery.builder().limit(10).build();

    @Test
    void a_list_is_gone_through_page_by_page() {
        Script script = new Script(new Numbers(25, 0));
        assertEquals(down(25), numbers(list(script, TEN).stream()));
        assertEquals(
                List.of("limit=10", "limit=10&after=pay_16", "limit=10&after=pay_6"),
                script.seen.stream().map(Script.Seen::query).toList());
    }

    @Test
    void what_is_created_meanwhile_moves_nothing() {
        assertEquals(down(25), numbers(list(new Script(new Numbers(25, 3)), TEN).stream()));
    }

    @Test
    void what_is_newer_is_read_from_old_to_new() {
        ListPaymentsQuery query =
                ListPaymentsQuery.builder().limit(4).before("pay_15").build();
        assertEquals(
                IntStream.range(16, 26).boxed().toList(),
                numbers(list(new Script(new Numbers(25, 0)), query).stream()));
    }

    @Test
    void a_page_can_be_held() {
        Page<Payment> page = list(new Script(new Numbers(12, 0)), TEN);
        assertTrue(page.hasMore());
        assertEquals(10, page.data().size());
        Page<Payment> second = page.nextPage().orElseThrow();
        assertEquals(2, second.data().size());
        assertTrue(second.nextPage().isEmpty());
        List<Payment> all = new ArrayList<>();
        for (Payment payment : page) all.add(payment);
        assertEquals(down(12), numbers(all.stream()));
    }

    @Test
    void a_page_that_is_empty_ends_the_list() {
        Script script = new Script(Script.json(200, "{\"object\":\"list\",\"data\":[],\"has_more\":true}"));
        assertEquals(0, list(script, TEN).stream().count());
    }

    @Test
    void a_list_that_does_not_go_on_is_an_error() {
        Script stuck =
                new Script(Script.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"x\"}],\"has_more\":true}"));
        FlorinException error = assertThrows(
                FlorinException.class, () -> list(stuck, TEN).stream().count());
        assertTrue(error.getMessage().contains("does not go on"));
        Script other = new Script(Script.json(200, "{\"object\":\"payment\"}"));
        assertTrue(assertThrows(AnswerException.class, () -> list(other, TEN))
                .getMessage()
                .contains("no list"));
    }

    @Test
    void a_log_is_read_line_by_line() {
        byte[] text = "一\n二\r\n三".getBytes(StandardCharsets.UTF_8);
        List<byte[]> pieces = new ArrayList<>();
        for (byte each : text) pieces.add(new byte[] {each});
        Script script = new Script(new Script.Came(200, Map.of("content-type", "text/plain"), pieces, false));
        Florin florin = Florin.builder()
                .baseUrl(URL)
                .secretKey("sk_test_1")
                .httpClient(script)
                .build();
        try (Stream<String> lines = florin.audit().export()) {
            assertEquals(List.of("一", "二", "三"), lines.toList());
        }
    }
}
