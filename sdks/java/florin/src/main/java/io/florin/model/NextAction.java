// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.Optional;

/**
 * What the payer has to do. {@code type} says which members it has. One of a kind that this version does not know is
 * an {@code Unknown}.
 */
public sealed interface NextAction permits RedirectAction, QrAction, BankTransferAction, NextAction.Unknown {
    String type();

    /** Its member with this name, also one that this version does not know. */
    Optional<Object> get(String name);

    /** All of it, as JSON. */
    String toJson();

    /** Reads what the API has sent. */
    static NextAction of(JsonNode json) {
        return switch (json.path("type").asText()) {
            case "redirect" -> new RedirectAction(json);
            case "qr" -> new QrAction(json);
            case "bank_transfer" -> new BankTransferAction(json);
            default -> new Unknown(json);
        };
    }

    /** One of a kind that this version does not know. {@code get} has its members. */
    final class Unknown extends FlorinObject implements NextAction {
        private Unknown(JsonNode json) {
            super(json);
        }

        public String type() {
            return needed("type", Read::text);
        }
    }
}
