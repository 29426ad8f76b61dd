package io.florin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.InputException;
import java.util.List;

/** What every builder of an object does. What JSON would change without a word is refused when it is set. */
public abstract class ObjectBuilder {
    private final String name;
    private final List<String> needed;
    private final List<String> nullable;
    private final ObjectNode json = Json.object();

    protected ObjectBuilder(String name, List<String> needed, List<String> nullable) {
        this.name = name;
        this.needed = needed;
        this.nullable = nullable;
    }

    protected final void set(String member, Object value) {
        if (value != null || nullable.contains(member)) json.set(member, Write.json(value, member));
        else json.remove(member);
    }

    protected final JsonNode made() {
        for (String member : needed) if (!json.has(member)) throw new InputException(name + " needs " + member + ".");
        return json.deepCopy();
    }
}
