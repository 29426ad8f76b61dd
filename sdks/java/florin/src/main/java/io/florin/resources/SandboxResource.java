// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.ClockAdvance;
import io.florin.model.Payment;
import io.florin.model.SandboxCharge;
import io.florin.model.SandboxClock;
import io.florin.model.SimulatedAction;

/** {@code florin.sandbox()}: advanceClock, retrieveCharge, simulate. */
public final class SandboxResource {
    private final Caller caller;

    /** A client makes it. */
    public SandboxResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Move time forward. Moves the account’s business time forward and does everything that became due, in order: for
     * example, payments expire and money is released. Moves add up, also those that come at once, to ten years ahead
     * of real time at most.
     */
    public SandboxClock advanceClock(ClockAdvance body) {
        return advanceClock(body, RequestOptions.DEFAULT);
    }

    /**
     * Move time forward. Moves the account’s business time forward and does everything that became due, in order: for
     * example, payments expire and money is released. Moves add up, also those that come at once, to ten years ahead
     * of real time at most.
     */
    public SandboxClock advanceClock(ClockAdvance body, RequestOptions options) {
        return caller.call(Operations.ADVANCE_CLOCK, null, body, options, SandboxClock::new);
    }

    /**
     * See what a payment is waiting for. Shows what the sandbox is waiting for on this payment, and which actions can
     * be simulated now.
     */
    public SandboxCharge retrieveCharge(String id) {
        return retrieveCharge(id, RequestOptions.DEFAULT);
    }

    /**
     * See what a payment is waiting for. Shows what the sandbox is waiting for on this payment, and which actions can
     * be simulated now.
     */
    public SandboxCharge retrieveCharge(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_SANDBOX_CHARGE, id, null, options, SandboxCharge::new);
    }

    /**
     * Simulate a payer or a bank. Completes or fails a challenge, pays or refuses in the wallet, makes a bank
     * transfer arrive, or has the bank recall one.
     */
    public Payment simulate(String id, SimulatedAction body) {
        return simulate(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Simulate a payer or a bank. Completes or fails a challenge, pays or refuses in the wallet, makes a bank
     * transfer arrive, or has the bank recall one.
     */
    public Payment simulate(String id, SimulatedAction body, RequestOptions options) {
        return caller.call(Operations.SIMULATE_PAYER, id, body, options, Payment::new);
    }
}
