package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.FlorinObject;
import io.florin.InputException;
import io.florin.OpenValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;

/** Values of Java as JSON. What JSON would change without a word (half a number, {@code NaN}) is refused. */
public final class Write {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final BigInteger EXACT_MAX = BigInteger.valueOf((1L << 53) - 1);
    private static final int DEPTH_MAX = 50;

    private Write() {}

    /** The value, which an {@code InputException} calls by its name. */
    public static JsonNode json(Object value, String name) {
        return json(value, name, 0);
    }

    private static JsonNode json(Object value, String name, int depth) {
        if (depth > DEPTH_MAX) throw new InputException(name + " contains itself, which cannot be sent.");
        if (value == null) return NODES.nullNode();
        if (value instanceof String text) return NODES.textNode(checked(text, name));
        if (value instanceof OpenValue || value instanceof UUID) return NODES.textNode(value.toString());
        if (value instanceof Boolean flag) return NODES.booleanNode(flag);
        if (value instanceof Number number) return number(number, name);
        if (value instanceof FlorinObject object) return Json.parse(object.toJson());
        if (value instanceof Date date) return NODES.textNode(date.toInstant().toString());
        if (value instanceof Temporal time)
            return NODES.textNode(time(time, name).toString());
        if (value instanceof Map<?, ?> map) return object(map, name, depth);
        if (value instanceof Collection<?> list) {
            ArrayNode array = NODES.arrayNode();
            for (Object each : list) array.add(json(each, name + "[" + array.size() + "]", depth + 1));
            return array;
        }
        throw new InputException(
                name + " is a " + value.getClass().getSimpleName() + ", which cannot be sent as JSON.");
    }

    private static ObjectNode object(Map<?, ?> map, String name, int depth) {
        ObjectNode object = NODES.objectNode();
        map.forEach((key, member) -> {
            if (!(key instanceof String text))
                throw new InputException(name + " has the name " + key + ", and names are texts.");
            object.set(checked(text, name), json(member, name + "." + text, depth + 1));
        });
        return object;
    }

    private static String checked(String text, String name) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text))
            throw new InputException(name + " has half of a surrogate pair, which is no text.");
        return text;
    }

    private static JsonNode number(Number value, String name) {
        if ((value instanceof Double || value instanceof Float) && !Double.isFinite(value.doubleValue()))
            throw new InputException(name + " is " + value + ", which JSON does not have.");
        BigDecimal exact;
        try {
            exact = new BigDecimal(value.toString());
        } catch (NumberFormatException error) {
            throw new InputException(
                    name + " is a " + value.getClass().getSimpleName() + ", which cannot be sent as JSON.");
        }
        if (exact.stripTrailingZeros().scale() > 0)
            throw new InputException(
                    name + " is the decimal " + value + ", and amounts are whole minor units: see Money.toMinorUnits.");
        BigInteger whole = exact.toBigIntegerExact();
        if (whole.abs().compareTo(EXACT_MAX) > 0)
            throw new InputException(name + " is " + value + ", which is beyond what a JSON number holds exactly.");
        return NODES.numberNode(whole.longValueExact());
    }

    private static Instant time(Temporal time, String name) {
        if (time instanceof Instant instant) return instant;
        if (time instanceof OffsetDateTime offset) return offset.toInstant();
        if (time instanceof ZonedDateTime zoned) return zoned.toInstant();
        throw new InputException(name + " is a time without a time zone: hand in an Instant.");
    }

    /** The members of an object as a query with its question mark, or nothing where it has none. */
    public static String query(JsonNode members) {
        StringJoiner pairs = new StringJoiner("&", "?", "");
        pairs.setEmptyValue("");
        members.properties()
                .forEach(each -> pairs.add(
                        form(each.getKey()) + "=" + form(each.getValue().asText())));
        return pairs.toString();
    }

    /** Fields as the body of a form. */
    public static String form(Map<String, String> fields) {
        StringJoiner pairs = new StringJoiner("&");
        fields.forEach((name, value) -> pairs.add(form(name) + "=" + form(value)));
        return pairs.toString();
    }

    public static String form(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
