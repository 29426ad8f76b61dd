// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.Balance;

/** {@code florin.balances()}: list. */
public final class BalancesResource {
    private final Caller caller;

    /** A client makes it. */
    public BalancesResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * List balances. Returns your balances in each currency. Money from a payment is in {@code pending_balance} for
     * two days, then in {@code available_balance}. Refunds and reversals reduce both, and {@code available_balance}
     * may become negative. Amounts are in minor units, as strings of digits.
     */
    public Page<Balance> list() {
        return list(RequestOptions.DEFAULT);
    }

    /**
     * List balances. Returns your balances in each currency. Money from a payment is in {@code pending_balance} for
     * two days, then in {@code available_balance}. Refunds and reversals reduce both, and {@code available_balance}
     * may become negative. Amounts are in minor units, as strings of digits.
     */
    public Page<Balance> list(RequestOptions options) {
        return caller.list(Operations.LIST_BALANCES, null, null, options, Balance::new);
    }
}
