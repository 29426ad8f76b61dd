package io.florin.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts bytes into lines, whatever their pieces are. What is not ended by a line break is no line yet. */
final class LineSplitter {
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean afterReturn;

    /** The lines that this piece ends. */
    List<String> feed(byte[] piece) {
        List<String> lines = new ArrayList<>();
        for (byte each : piece) {
            // A line feed behind a carriage return belongs to it, also if it comes with the next piece.
            boolean second = afterReturn && each == '\n';
            afterReturn = each == '\r';
            if (second) continue;
            if (each == '\n' || each == '\r') {
                lines.add(rest());
                begun.reset();
            } else begun.write(each);
        }
        return lines;
    }

    /** What came last, without a line break. */
    String rest() {
        return begun.toString(StandardCharsets.UTF_8);
    }
}
