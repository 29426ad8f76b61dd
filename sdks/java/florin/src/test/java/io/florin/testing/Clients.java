package io.florin.testing;

/** What tests of clients have in common. */
public final class Clients {
    public static final String URL = "https://pay.example";
    public static final String PAYMENT =
            "{\"id\":\"pay_01h455vb4pex5vsknk084sn02q\",\"object\":\"payment\",\"status\":\"succeeded\",\"amount\":2599}";

    private Clients() {}
}
