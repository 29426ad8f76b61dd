package io.florin.internal;

/**
 * An operation, as the API's document has it.
 *
 * @param publishable whether a publishable key may do it
 */
public record Operation(String name, String method, String path, String accept, boolean publishable) {}
