// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.ApiKey;
import io.florin.model.ApiKeyChange;
import io.florin.model.ApiKeyRequest;
import io.florin.model.ApiKeyRevocation;
import io.florin.model.ApiKeyRoll;
import io.florin.model.ListKeysQuery;

/** {@code florin.keys()}: create, list, retrieve, update, roll, revoke. */
public final class KeysResource {
    private final Caller caller;

    /** A client makes it. */
    public KeysResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Create a key. Makes a key of your account. Keep the {@code secret}, because it is shown only once. A key can
     * give only scopes that it has itself; one that expires makes none that works longer.
     */
    public ApiKey create(ApiKeyRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Create a key. Makes a key of your account. Keep the {@code secret}, because it is shown only once. A key can
     * give only scopes that it has itself; one that expires makes none that works longer.
     */
    public ApiKey create(ApiKeyRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_KEY, null, body, options, ApiKey::new);
    }

    /** List keys. Lists the keys of the account, the newest first, with those that were revoked. */
    public Page<ApiKey> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List keys. Lists the keys of the account, the newest first, with those that were revoked. */
    public Page<ApiKey> list(RequestOptions options) {
        return caller.list(Operations.LIST_KEYS, null, null, options, ApiKey::new);
    }

    /** List keys. Lists the keys of the account, the newest first, with those that were revoked. */
    public Page<ApiKey> list(ListKeysQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /** List keys. Lists the keys of the account, the newest first, with those that were revoked. */
    public Page<ApiKey> list(ListKeysQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_KEYS, null, query, options, ApiKey::new);
    }

    /** Retrieve a key. Returns the key, without its secret. {@code last_used_at} may be a minute or two late. */
    public ApiKey retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve a key. Returns the key, without its secret. {@code last_used_at} may be a minute or two late. */
    public ApiKey retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_KEY, id, null, options, ApiKey::new);
    }

    /** Name a key. Gives the key another name. Its scopes stay as they are: to change them, create another key. */
    public ApiKey update(String id, ApiKeyChange body) {
        return update(id, body, RequestOptions.DEFAULT);
    }

    /** Name a key. Gives the key another name. Its scopes stay as they are: to change them, create another key. */
    public ApiKey update(String id, ApiKeyChange body, RequestOptions options) {
        return caller.call(Operations.UPDATE_KEY, id, body, options, ApiKey::new);
    }

    /**
     * Roll a key. Makes a new key with the same name and scopes. The old one works on for {@code overlap_seconds},
     * and then ends everywhere within a second. You need every scope that the key has.
     */
    public ApiKey roll(String id) {
        return roll(id, RequestOptions.DEFAULT);
    }

    /**
     * Roll a key. Makes a new key with the same name and scopes. The old one works on for {@code overlap_seconds},
     * and then ends everywhere within a second. You need every scope that the key has.
     */
    public ApiKey roll(String id, RequestOptions options) {
        return caller.call(Operations.ROLL_KEY, id, null, options, ApiKey::new);
    }

    /**
     * Roll a key. Makes a new key with the same name and scopes. The old one works on for {@code overlap_seconds},
     * and then ends everywhere within a second. You need every scope that the key has.
     */
    public ApiKey roll(String id, ApiKeyRoll body) {
        return roll(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Roll a key. Makes a new key with the same name and scopes. The old one works on for {@code overlap_seconds},
     * and then ends everywhere within a second. You need every scope that the key has.
     */
    public ApiKey roll(String id, ApiKeyRoll body, RequestOptions options) {
        return caller.call(Operations.ROLL_KEY, id, body, options, ApiKey::new);
    }

    /**
     * Revoke a key. Ends the key. Within a second it is refused everywhere. The last key that can make others is
     * revoked only with {@code force}.
     */
    public ApiKey revoke(String id) {
        return revoke(id, RequestOptions.DEFAULT);
    }

    /**
     * Revoke a key. Ends the key. Within a second it is refused everywhere. The last key that can make others is
     * revoked only with {@code force}.
     */
    public ApiKey revoke(String id, RequestOptions options) {
        return caller.call(Operations.REVOKE_KEY, id, null, options, ApiKey::new);
    }

    /**
     * Revoke a key. Ends the key. Within a second it is refused everywhere. The last key that can make others is
     * revoked only with {@code force}.
     */
    public ApiKey revoke(String id, ApiKeyRevocation body) {
        return revoke(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Revoke a key. Ends the key. Within a second it is refused everywhere. The last key that can make others is
     * revoked only with {@code force}.
     */
    public ApiKey revoke(String id, ApiKeyRevocation body, RequestOptions options) {
        return caller.call(Operations.REVOKE_KEY, id, body, options, ApiKey::new);
    }
}
