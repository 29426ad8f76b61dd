package io.florin.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The vectors that every SDK has to pass (sdks/vectors). */
public final class Vectors {
    private Vectors() {}

    public static JsonNode read(String name) {
        try {
            return new ObjectMapper()
                    .readTree(Path.of("../../vectors", name + ".json").toFile());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** A test for each case. */
    public static Stream<DynamicTest> each(JsonNode cases, Consumer<JsonNode> test) {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode each : cases)
            tests.add(DynamicTest.dynamicTest(each.path("name").asText(), () -> test.accept(each)));
        return tests.stream();
    }

    public static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
        return texts;
    }
}
