// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.model;

/** A payment method. {@code type} says which members it has. */
public sealed interface PaymentMethodObject permits CardMethod, WalletMethod, BankTransferMethod {}
