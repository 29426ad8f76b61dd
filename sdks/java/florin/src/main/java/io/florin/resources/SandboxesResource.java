// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.ListSandboxesQuery;
import io.florin.model.Sandbox;
import io.florin.model.SandboxRequest;

/** {@code florin.sandboxes()}: create, list, retrieve, reset, close. */
public final class SandboxesResource {
    private final Caller caller;

    /** A client makes it. */
    public SandboxesResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Create a sandbox. Makes a sandbox account of your organization, with empty books and the terms of the account
     * that asks. Keep its keys, because they are shown only once. They may do everything in the sandbox, and nothing
     * beyond it.
     */
    public Sandbox create(SandboxRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Create a sandbox. Makes a sandbox account of your organization, with empty books and the terms of the account
     * that asks. Keep its keys, because they are shown only once. They may do everything in the sandbox, and nothing
     * beyond it.
     */
    public Sandbox create(SandboxRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_SANDBOX, null, body, options, Sandbox::new);
    }

    /**
     * List sandboxes. Lists the open sandboxes of the organization, the newest first. There can be at most a hundred.
     */
    public Page<Sandbox> list() {
        return list(RequestOptions.DEFAULT);
    }

    /**
     * List sandboxes. Lists the open sandboxes of the organization, the newest first. There can be at most a hundred.
     */
    public Page<Sandbox> list(RequestOptions options) {
        return caller.list(Operations.LIST_SANDBOXES, null, null, options, Sandbox::new);
    }

    /**
     * List sandboxes. Lists the open sandboxes of the organization, the newest first. There can be at most a hundred.
     */
    public Page<Sandbox> list(ListSandboxesQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /**
     * List sandboxes. Lists the open sandboxes of the organization, the newest first. There can be at most a hundred.
     */
    public Page<Sandbox> list(ListSandboxesQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_SANDBOXES, null, query, options, Sandbox::new);
    }

    /** Retrieve a sandbox. Returns an open sandbox. */
    public Sandbox retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve a sandbox. Returns an open sandbox. */
    public Sandbox retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_SANDBOX, id, null, options, Sandbox::new);
    }

    /**
     * Reset a sandbox. Begins the sandbox anew, under a new id: an account with empty books takes over its name and
     * all its keys, within a second. The old account is closed. Webhook endpoints do not move: create them again.
     */
    public Sandbox reset(String id) {
        return reset(id, RequestOptions.DEFAULT);
    }

    /**
     * Reset a sandbox. Begins the sandbox anew, under a new id: an account with empty books takes over its name and
     * all its keys, within a second. The old account is closed. Webhook endpoints do not move: create them again.
     */
    public Sandbox reset(String id, RequestOptions options) {
        return caller.call(Operations.RESET_SANDBOX, id, null, options, Sandbox::new);
    }

    /** Close a sandbox. Closes the sandbox for good. Its keys are refused everywhere within a second. */
    public void close(String id) {
        close(id, RequestOptions.DEFAULT);
    }

    /** Close a sandbox. Closes the sandbox for good. Its keys are refused everywhere within a second. */
    public void close(String id, RequestOptions options) {
        caller.run(Operations.CLOSE_SANDBOX, id, null, options);
    }
}
