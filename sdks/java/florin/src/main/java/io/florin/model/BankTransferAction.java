// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.florin.FlorinObject;
import io.florin.internal.Read;
import java.util.Optional;

/** An object of the API. */
public final class BankTransferAction extends FlorinObject implements NextAction {
    /** Reads what the API has sent. */
    public BankTransferAction(JsonNode json) {
        super(json);
    }

    public String type() {
        return needed("type", Read::text);
    }

    public String bankName() {
        return needed("bank_name", Read::text);
    }

    public String accountNumber() {
        return needed("account_number", Read::text);
    }

    /** The payer must give it with the transfer. */
    public String reference() {
        return needed("reference", Read::text);
    }

    /** The amount that is still missing. */
    public long amountRemaining() {
        return needed("amount_remaining", Read::integer);
    }

    public String currency() {
        return needed("currency", Read::text);
    }

    /** Only in the sandbox: the page of a bank that plays the payer’s. */
    public Optional<String> sandboxUrl() {
        return optional("sandbox_url", Read::text);
    }
}
