package io.florin;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What an id tells, which is a TypeID: its kind ({@code pay}), its number, and when its object was made, if the number is a UUIDv7.
 */
public record ParsedId(String prefix, UUID uuid, Optional<Instant> time) {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 26;

    /** Reads an id of a kind: {@code ParsedId.of("pay_01h…", "pay")}. Throws {@code InputException}, so that an id of another kind is found before it is sent. */
    public static ParsedId of(String id, String prefix) {
        if (!id.startsWith(prefix + "_")) throw new InputException(id + " does not begin with " + prefix + "_.");
        String rest = id.substring(prefix.length() + 1);
        if (rest.codePointCount(0, rest.length()) != LENGTH)
            throw new InputException(id + " has not " + LENGTH + " characters behind " + prefix + "_.");
        BigInteger number = BigInteger.ZERO;
        for (char each : rest.toCharArray()) {
            int value = ALPHABET.indexOf(each);
            if (value < 0) throw new InputException(id + " has characters that no id has.");
            number = number.shiftLeft(5).or(BigInteger.valueOf(value));
        }
        if (number.bitLength() > 128) throw new InputException(id + " is more than 128 bits hold.");
        UUID uuid = new UUID(number.shiftRight(64).longValue(), number.longValue());
        boolean timed = uuid.version() == 7 && uuid.variant() == 2;
        Instant time = timed ? Instant.ofEpochMilli(number.shiftRight(80).longValueExact()) : null;
        return new ParsedId(prefix, uuid, Optional.ofNullable(time));
    }
}
