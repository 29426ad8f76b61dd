package io.florin;

/** What was handed in cannot be right. Nothing was sent. */
public final class InputException extends FlorinException {
    public InputException(String message) {
        super(message);
    }
}
