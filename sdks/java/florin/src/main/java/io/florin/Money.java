package io.florin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as people write them, and as the API takes them: whole minor units. Nothing is rounded. */
public final class Money {
    private static final Pattern DECIMAL = Pattern.compile("(-?)(0|[1-9][0-9]*)(?:\\.([0-9]+))?");
    /** The largest amount that Florin takes. */
    private static final BigInteger AMOUNT_MAX = BigInteger.valueOf(999_999_999_999L);

    private Money() {}

    /**
     * The amount in minor units, exactly: {@code toMinorUnits("25.99", "USD")} is 2599, and {@code toMinorUnits("2599", "JPY")} too.
     * Throws {@code InputException} for a decimal that the currency does not have, and for what is more than Florin takes.
     */
    public static long toMinorUnits(String amount, String currency) {
        BigInteger minor = exactMinorUnits(amount, currency);
        if (minor.abs().compareTo(AMOUNT_MAX) > 0)
            throw new InputException(amount + " " + currency + " is more than Florin takes.");
        return minor.longValueExact();
    }

    /** The same of a decimal. {@code 25.990} is refused as {@code "25.990"} is. */
    public static long toMinorUnits(BigDecimal amount, String currency) {
        return toMinorUnits(amount.toPlainString(), currency);
    }

    /** The same without a limit, for sums. */
    public static BigInteger exactMinorUnits(String amount, String currency) {
        int decimals = Currencies.decimals(currency);
        Matcher parts = DECIMAL.matcher(amount);
        if (!parts.matches())
            throw new InputException(
                    "The amount \"" + amount + "\" must be digits with a point before its decimals, and nothing else.");
        String fraction = parts.group(3) == null ? "" : parts.group(3);
        if (fraction.length() > decimals)
            throw new InputException(currency + " has " + decimals + " decimals, and " + amount + " has more.");
        BigInteger minor = new BigInteger(parts.group(2) + fraction + "0".repeat(decimals - fraction.length()));
        return parts.group(1).isEmpty() ? minor : minor.negate();
    }

    /** The amount as a decimal text: {@code fromMinorUnits(2599, "USD")} is {@code 25.99}. Throws {@code InputException}. */
    public static String fromMinorUnits(long amount, String currency) {
        return fromMinorUnits(BigInteger.valueOf(amount), currency);
    }

    /** The same of a sum. */
    public static String fromMinorUnits(BigInteger amount, String currency) {
        return new BigDecimal(amount, Currencies.decimalsEver(currency)).toPlainString();
    }
}
