package io.florin;

import static io.florin.testing.Clients.URL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.florin.model.Event;
import io.florin.testing.Script;
import io.florin.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamTest {
    private final TestClock clock = new TestClock();

    private Florin client(Script script) {
        return Florin.builder()
                .baseUrl(URL)
                .secretKey("sk_test_1")
                .httpClient(script)
                .around(clock)
                .build();
    }

    private static Script.Came opened(boolean breaks, String half, int... numbers) {
        StringBuilder text = new StringBuilder(": hello\r\n\r\nretry: 2500\n");
        for (int number : numbers)
            text.append("id: evt_%d\ndata: {\"id\":\"evt_%d\",\ndata:\"type\":\"of.next_year\"}\n\n"
                    .formatted(number, number));
        byte[] bytes = (text + half).getBytes(StandardCharsets.UTF_8);
        List<byte[]> pieces = new ArrayList<>();
        for (byte each : bytes) pieces.add(new byte[] {each});
        return new Script.Came(200, Map.of("content-type", "text/event-stream"), pieces, breaks);
    }

    private List<String> read(Script script, int count, EventStreamOptions options) {
        List<String> ids = new ArrayList<>();
        try (EventStream events = client(script).events().stream(options)) {
            Iterator<Event> each = events.iterator();
            while (ids.size() < count) ids.add(each.next().id());
        }
        return ids;
    }

    private static List<String> asked(Script script) {
        return script.seen.stream()
                .map(seen -> String.valueOf(seen.header("last-event-id")))
                .toList();
    }

    @Test
    void it_goes_on_behind_the_last_event() {
        Script script = new Script(
                opened(false, "id: evt_9\ndata: {\"id\":", 1, 2),
                opened(true, "", 3),
                Script.cut(),
                Script.json(503, "{\"code\":\"overloaded\"}"),
                opened(false, "", 4, 5));
        EventStreamOptions options = EventStreamOptions.types("a", "b").after("evt_0");
        assertEquals(List.of("evt_1", "evt_2", "evt_3", "evt_4", "evt_5"), read(script, 5, options));
        assertEquals(List.of("evt_0", "evt_2", "evt_3", "evt_3", "evt_3"), asked(script));
        assertEquals("types=a%2Cb", script.seen.get(0).query());
        assertEquals(Duration.ofMillis(2500), clock.waits.get(0));
    }

    @Test
    void it_begins_with_the_next_event() {
        Script script =
                new Script(Script.json(200, "{\"object\":\"event_head\",\"event\":\"evt_7\"}"), opened(false, "", 8));
        assertEquals(List.of("evt_8"), read(script, 1, EventStreamOptions.DEFAULT));
        assertEquals(List.of("null", "evt_7"), asked(script));
    }

    @Test
    void the_first_events_of_an_account_are_not_missed() {
        String events =
                "{\"id\":\"evt_3\",\"type\":\"a\"},{\"id\":\"evt_2\",\"type\":\"b\"},{\"id\":\"evt_1\",\"type\":\"a\"}";
        Script script = new Script(
                Script.json(200, "{\"object\":\"event_head\",\"event\":null}"),
                Script.json(200, "{\"data\":[],\"has_more\":false}"),
                Script.json(200, "{\"data\":[" + events + "],\"has_more\":false}"),
                opened(false, "", 5));
        assertEquals(List.of("evt_1", "evt_3", "evt_5"), read(script, 3, EventStreamOptions.types("a")));
        assertEquals("evt_3", asked(script).get(3));
    }

    @Test
    void an_event_counts_as_handled_when_the_next_is_asked_for() {
        Script script = new Script(opened(false, "", 1, 2));
        try (EventStream events =
                client(script).events().stream(EventStreamOptions.types("a").after("evt_0"))) {
            Iterator<Event> each = events.iterator();
            assertInstanceOf(Event.Unknown.class, each.next());
            assertEquals("evt_0", events.lastEventId().orElseThrow());
            each.next();
            assertEquals("evt_1", events.lastEventId().orElseThrow());
        }
    }

    @Test
    void one_that_was_closed_has_ended() {
        EventStream events = client(new Script(opened(false, "", 1, 2))).events().stream(
                EventStreamOptions.types("a").after("evt_0"));
        assertEquals("evt_1", events.iterator().next().id());
        events.close();
        assertFalse(events.iterator().hasNext());
    }

    @Test
    void a_refusal_ends_it() {
        EventStreamOptions options = EventStreamOptions.types("a").after("evt_0");
        Script refused = new Script(Script.json(401, "{\"code\":\"unauthorized\"}"));
        assertThrows(AuthenticationException.class, () -> read(refused, 1, options));
        Script page = new Script(opened(false, "data: <h1>\n\n"));
        FlorinException error = assertThrows(FlorinException.class, () -> read(page, 1, options));
        assertTrue(error.getMessage().contains("no event"), error.getMessage());
    }
}
