// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

import io.florin.OpenValue;
import java.util.List;

/** One of several values, or one that this version does not know. */
public final class SandboxAction extends OpenValue {
    public static final SandboxAction COMPLETE_CHALLENGE = new SandboxAction("complete_challenge");
    public static final SandboxAction FAIL_CHALLENGE = new SandboxAction("fail_challenge");
    public static final SandboxAction WALLET_PAY = new SandboxAction("wallet_pay");
    public static final SandboxAction WALLET_REFUSE = new SandboxAction("wallet_refuse");
    public static final SandboxAction BANK_RECEIVE = new SandboxAction("bank_receive");
    public static final SandboxAction BANK_RECALL = new SandboxAction("bank_recall");

    private static final List<SandboxAction> KNOWN = List.of(COMPLETE_CHALLENGE, FAIL_CHALLENGE, WALLET_PAY, WALLET_REFUSE, BANK_RECEIVE, BANK_RECALL);

    private SandboxAction(String text) {
        super(text);
    }

    /** The value with this text. One that this version does not know is taken as well. */
    public static SandboxAction of(String text) {
        return known(KNOWN, text).orElseGet(() -> new SandboxAction(text));
    }
}
