// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** The language of the mail: English if it is left out. */
public final class MailLanguage extends OpenValue {
    public static final MailLanguage EN = new MailLanguage("en");
    public static final MailLanguage ZH = new MailLanguage("zh");

    private static final List<MailLanguage> KNOWN = List.of(EN, ZH);

    private MailLanguage(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static MailLanguage of(String text) {
        return known(KNOWN, text).orElseGet(() -> new MailLanguage(text));
    }
}
