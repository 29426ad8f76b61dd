// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.Optional;

/**
 * How the payer pays. {@code type} says which members it has. One of a kind that this version does not know is an
 * {@code Unknown}.
 */
public sealed interface PaymentMethod permits CardPaymentMethod, WalletPaymentMethod, BankTransferPaymentMethod, PaymentMethod.Unknown {
    String type();

    /** What names the payment method in later requests. */
    String token();

    /** Its member with this name, also one that this version does not know. */
    Optional<Object> get(String name);

    /** All of it, as JSON. */
    String toJson();

    /** Reads what the API has sent. */
    static PaymentMethod of(JsonNode json) {
        return switch (json.path("type").asText()) {
            case "card" -> new CardPaymentMethod(json);
            case "wallet" -> new WalletPaymentMethod(json);
            case "bank_transfer" -> new BankTransferPaymentMethod(json);
            default -> new Unknown(json);
        };
    }

    /** One of a kind that this version does not know. {@code get} has its members. */
    final class Unknown extends FlorinObject implements PaymentMethod {
        private Unknown(JsonNode json) {
            super(json);
        }

        public String type() {
            return needed("type", Read::text);
        }

        /** What names the payment method in later requests. */
        public String token() {
            return needed("token", Read::text);
        }
    }
}
