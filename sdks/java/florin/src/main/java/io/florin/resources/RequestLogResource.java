// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.ListRequestsQuery;
import io.florin.model.LoggedRequest;
import io.florin.model.LoggedRequestSummary;

/** {@code florin.requestLog()}: list, retrieve. */
public final class RequestLogResource {
    private final Caller caller;

    /** A client makes it. */
    public RequestLogResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * List requests. Lists what your programs asked of the API, the newest first, for seven days. An entry is there
     * within a second of the answer. Requests whose key or token is not valid, streams, and requests to this log are
     * not in it.
     */
    public Page<LoggedRequestSummary> list() {
        return list(RequestOptions.DEFAULT);
    }

    /**
     * List requests. Lists what your programs asked of the API, the newest first, for seven days. An entry is there
     * within a second of the answer. Requests whose key or token is not valid, streams, and requests to this log are
     * not in it.
     */
    public Page<LoggedRequestSummary> list(RequestOptions options) {
        return caller.list(Operations.LIST_REQUESTS, null, null, options, LoggedRequestSummary::new);
    }

    /**
     * List requests. Lists what your programs asked of the API, the newest first, for seven days. An entry is there
     * within a second of the answer. Requests whose key or token is not valid, streams, and requests to this log are
     * not in it.
     */
    public Page<LoggedRequestSummary> list(ListRequestsQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /**
     * List requests. Lists what your programs asked of the API, the newest first, for seven days. An entry is there
     * within a second of the answer. Requests whose key or token is not valid, streams, and requests to this log are
     * not in it.
     */
    public Page<LoggedRequestSummary> list(ListRequestsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_REQUESTS, null, query, options, LoggedRequestSummary::new);
    }

    /**
     * Retrieve a request. Returns a request with its answer, by its id ({@code req_…}) or that of its place in the
     * log.
     */
    public LoggedRequest retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /**
     * Retrieve a request. Returns a request with its answer, by its id ({@code req_…}) or that of its place in the
     * log.
     */
    public LoggedRequest retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_REQUEST, id, null, options, LoggedRequest::new);
    }
}
