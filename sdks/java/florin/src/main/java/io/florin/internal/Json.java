package io.florin.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/** JSON as this library reads and writes it. Its mapper is its own, so no setting of an application changes what is signed. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** What is shown once, or is a card, must not reach a log. */
    private static final Set<String> SECRET = Set.of(
            "secret",
            "client_secret",
            "secret_key",
            "accept_url",
            "number",
            "cvc",
            "card_jwe",
            "encryption_key",
            "jwk");

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static String text(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException error) {
            throw new IllegalStateException(error);
        }
    }

    /** The value, or null where the bytes are no JSON in UTF-8. */
    public static JsonNode parse(byte[] bytes) {
        String text = Bytes.fromUtf8(bytes);
        return text == null ? null : parse(text);
    }

    /** The value, or null where the text is no JSON. */
    public static JsonNode parse(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            return json.isMissingNode() ? null : json;
        } catch (IOException error) {
            return null;
        }
    }

    /** The value as Java has it: a text, a number, a {@code Boolean}, a {@code List} or a {@code Map}. Null where it is null or missing. */
    public static Object plain(JsonNode json) {
        return json.isMissingNode() ? null : MAPPER.convertValue(json, Object.class);
    }

    /** The text, or null where it is none. */
    public static String textOf(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isTextual() ? value.textValue() : null;
    }

    /** The same without the values of members that are secret. */
    public static JsonNode withoutSecrets(JsonNode json) {
        if (json instanceof ArrayNode array) {
            ArrayNode shown = JsonNodeFactory.instance.arrayNode();
            for (JsonNode each : array) shown.add(withoutSecrets(each));
            return shown;
        }
        if (!(json instanceof ObjectNode object)) return json;
        ObjectNode shown = object();
        object.properties().forEach(member -> {
            boolean hidden =
                    SECRET.contains(member.getKey()) && !member.getValue().isNull();
            if (hidden) shown.put(member.getKey(), "[hidden]");
            else shown.set(member.getKey(), withoutSecrets(member.getValue()));
        });
        return shown;
    }
}
