package io.florin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.testing.Vectors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MoneyAndIdsTest {
    private static final JsonNode MONEY = Vectors.read("money");
    private static final Map<String, String> SAYS = Map.of(
            "currency_unknown", "no currency to pay in",
            "not_a_decimal", "must be digits",
            "too_many_decimals", "and 1 has more",
            "prefix", "does not begin with",
            "length", "has not 26 characters",
            "characters", "characters that no id has",
            "too_large", "more than 128 bits");

    @TestFactory
    Stream<DynamicTest> an_amount_is_read_exactly() {
        return Vectors.each(MONEY.path("parse"), each -> {
            String text = each.path("text").asText();
            String currency = each.path("currency").asText();
            if (each.has("minor")) {
                BigInteger minor = Money.exactMinorUnits(text, currency);
                assertEquals(new BigInteger(each.path("minor").asText()), minor);
                return;
            }
            InputException refused = assertThrows(InputException.class, () -> Money.exactMinorUnits(text, currency));
            String reason = each.path("refused").asText();
            String says = reason.equals("too_many_decimals") ? "has more" : SAYS.get(reason);
            assertTrue(refused.getMessage().contains(says), refused.getMessage());
        });
    }

    @TestFactory
    Stream<DynamicTest> an_amount_is_written_exactly() {
        return Vectors.each(
                MONEY.path("format"),
                each -> assertEquals(
                        each.path("text").asText(),
                        Money.fromMinorUnits(
                                new BigInteger(each.path("minor").asText()),
                                each.path("currency").asText())));
    }

    @Test
    void every_currency_is_known() {
        Map<String, Integer> expected = new HashMap<>();
        MONEY.path("currencies")
                .properties()
                .forEach(each -> expected.put(each.getKey(), each.getValue().asInt()));
        assertEquals(expected, Currencies.all());
        MONEY.path("withdrawn")
                .properties()
                .forEach(each -> assertEquals(each.getValue().asInt(), Currencies.decimalsEver(each.getKey())));
    }

    @Test
    void an_amount_that_florin_does_not_take_is_refused() {
        assertEquals(2599, Money.toMinorUnits(new BigDecimal("25.99"), "USD"));
        assertEquals("25.99", Money.fromMinorUnits(2599, "USD"));
        assertThrows(InputException.class, () -> Money.toMinorUnits("10000000000.00", "USD"));
    }

    @TestFactory
    Stream<DynamicTest> an_id_is_read() {
        return Vectors.each(Vectors.read("ids").path("cases"), each -> {
            String id = each.path("id").asText();
            String prefix = each.path("prefix").asText();
            if (each.path("valid").asBoolean()) {
                ParsedId parsed = ParsedId.of(id, prefix);
                assertEquals(each.path("uuid").asText(), parsed.uuid().toString());
                Long time = parsed.time().map(at -> at.toEpochMilli()).orElse(null);
                assertEquals(
                        each.path("time_ms").isNull()
                                ? null
                                : each.path("time_ms").asLong(),
                        time);
                return;
            }
            InputException refused = assertThrows(InputException.class, () -> ParsedId.of(id, prefix));
            String says = SAYS.get(each.path("reason").asText());
            assertTrue(refused.getMessage().contains(says), refused.getMessage());
        });
    }
}
