package io.florin;

import java.util.HashMap;
import java.util.Map;

/** The currencies that payments can be made in, by their decimals (ISO 4217). A test compares them with the vectors. */
final class Currencies {
    private static final Map<String, Integer> DECIMALS = new HashMap<>();
    /** No payment can be made in them any more, but earlier ones keep their currency. */
    private static final Map<String, Integer> WITHDRAWN = Map.of("ANG", 2, "BGN", 2, "CUC", 2);

    static {
        add(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF");
        add(
                2,
                "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP"
                        + " COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF"
                        + " IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR"
                        + " MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR"
                        + " SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS"
                        + " VED VES WST XAD XCD XCG YER ZAR ZMW ZWG");
        add(3, "BHD IQD JOD KWD LYD OMR TND");
        add(4, "CLF UYW");
    }

    private Currencies() {}

    private static void add(int decimals, String codes) {
        for (String code : codes.split(" ")) DECIMALS.put(code, decimals);
    }

    /** How many decimals the minor unit of a currency has: USD 2, JPY 0, KWD 3. Throws {@code InputException}. */
    static int decimals(String currency) {
        Integer decimals = DECIMALS.get(currency);
        if (decimals == null)
            throw new InputException("\"" + currency
                    + "\" is no currency to pay in: write an ISO 4217 code in capital letters, such as USD.");
        return decimals;
    }

    /** The same, also for currencies that earlier payments were made in. */
    static int decimalsEver(String currency) {
        Integer withdrawn = WITHDRAWN.get(currency);
        return withdrawn == null ? decimals(currency) : withdrawn;
    }

    /** All that can be paid in. */
    static Map<String, Integer> all() {
        return Map.copyOf(DECIMALS);
    }
}
