// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.ListSignatureKeysQuery;
import io.florin.model.SignatureKey;
import io.florin.model.SignatureKeyRequest;

/** {@code florin.signatureKeys()}: create, list, retrieve, revoke. */
public final class SignatureKeysResource {
    private final Caller caller;

    /** A client makes it. */
    public SignatureKeysResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Register a public key. From then on your requests may be signed by it, with its id as {@code keyid}. Several
     * keys can be active at once, so that one follows another without a gap. Your first key turns signatures from
     * {@code off} to {@code optional}.
     */
    public SignatureKey create(SignatureKeyRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Register a public key. From then on your requests may be signed by it, with its id as {@code keyid}. Several
     * keys can be active at once, so that one follows another without a gap. Your first key turns signatures from
     * {@code off} to {@code optional}.
     */
    public SignatureKey create(SignatureKeyRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_SIGNATURE_KEY, null, body, options, SignatureKey::new);
    }

    /**
     * List signature keys. Lists the signature keys of the account and its apps, the newest first, with those that
     * were revoked.
     */
    public Page<SignatureKey> list() {
        return list(RequestOptions.DEFAULT);
    }

    /**
     * List signature keys. Lists the signature keys of the account and its apps, the newest first, with those that
     * were revoked.
     */
    public Page<SignatureKey> list(RequestOptions options) {
        return caller.list(Operations.LIST_SIGNATURE_KEYS, null, null, options, SignatureKey::new);
    }

    /**
     * List signature keys. Lists the signature keys of the account and its apps, the newest first, with those that
     * were revoked.
     */
    public Page<SignatureKey> list(ListSignatureKeysQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /**
     * List signature keys. Lists the signature keys of the account and its apps, the newest first, with those that
     * were revoked.
     */
    public Page<SignatureKey> list(ListSignatureKeysQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_SIGNATURE_KEYS, null, query, options, SignatureKey::new);
    }

    /** Retrieve a signature key. Returns the key. */
    public SignatureKey retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve a signature key. Returns the key. */
    public SignatureKey retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_SIGNATURE_KEY, id, null, options, SignatureKey::new);
    }

    /** Revoke a signature key. Ends the key. Within a second, signatures by it are refused everywhere. */
    public SignatureKey revoke(String id) {
        return revoke(id, RequestOptions.DEFAULT);
    }

    /** Revoke a signature key. Ends the key. Within a second, signatures by it are refused everywhere. */
    public SignatureKey revoke(String id, RequestOptions options) {
        return caller.call(Operations.REVOKE_SIGNATURE_KEY, id, null, options, SignatureKey::new);
    }
}
