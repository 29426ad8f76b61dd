package io.florin.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the server-sent events (HTML, section 9.2.6) of one connection. One that its connection does not end is none. */
final class Messages {
    record Message(String id, String data) {}

    private final LineSplitter lines = new LineSplitter();
    private final List<String> data = new ArrayList<>();
    private String id;
    private Duration retry;

    /** How long the server asks to wait before connecting again, or null. */
    Duration retry() {
        return retry;
    }

    /** The events that this piece ends. */
    List<Message> feed(byte[] piece) {
        List<Message> messages = new ArrayList<>();
        for (String line : lines.feed(piece)) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) messages.add(new Message(id, String.join("\n", data)));
                data.clear();
                continue;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            field(name, value.startsWith(" ") ? value.substring(1) : value);
        }
        return messages;
    }

    private void field(String name, String value) {
        switch (name) {
            case "data" -> data.add(value);
            case "id" -> {
                if (value.indexOf('\0') < 0) id = value;
            }
            case "retry" -> {
                if (value.matches("[0-9]{1,7}")) retry = Duration.ofMillis(Long.parseLong(value));
            }
            // Comments, and fields that mean nothing to us.
            default -> {}
        }
    }
}
