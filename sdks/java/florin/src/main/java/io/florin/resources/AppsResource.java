// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.Page;
import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.App;
import io.florin.model.AppChange;
import io.florin.model.AppRequest;
import io.florin.model.AppSecretRoll;
import io.florin.model.ListAppsQuery;

/** {@code florin.apps()}: create, list, retrieve, update, close, rollSecret. */
public final class AppsResource {
    private final Caller caller;

    /** A client makes it. */
    public AppsResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Create an app. Registers an OAuth client of your account. Keep the {@code client_secret}, because it is shown
     * only once. An app can have only scopes that you have yourself, and none that reach beyond one account.
     */
    public App create(AppRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Create an app. Registers an OAuth client of your account. Keep the {@code client_secret}, because it is shown
     * only once. An app can have only scopes that you have yourself, and none that reach beyond one account.
     */
    public App create(AppRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_APP, null, body, options, App::new);
    }

    /** List apps. Lists the apps of the account, the newest first. There can be at most a hundred. */
    public Page<App> list() {
        return list(RequestOptions.DEFAULT);
    }

    /** List apps. Lists the apps of the account, the newest first. There can be at most a hundred. */
    public Page<App> list(RequestOptions options) {
        return caller.list(Operations.LIST_APPS, null, null, options, App::new);
    }

    /** List apps. Lists the apps of the account, the newest first. There can be at most a hundred. */
    public Page<App> list(ListAppsQuery query) {
        return list(query, RequestOptions.DEFAULT);
    }

    /** List apps. Lists the apps of the account, the newest first. There can be at most a hundred. */
    public Page<App> list(ListAppsQuery query, RequestOptions options) {
        return caller.list(Operations.LIST_APPS, null, query, options, App::new);
    }

    /** Retrieve an app. Returns the app, without its secret. */
    public App retrieve(String id) {
        return retrieve(id, RequestOptions.DEFAULT);
    }

    /** Retrieve an app. Returns the app, without its secret. */
    public App retrieve(String id, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_APP, id, null, options, App::new);
    }

    /**
     * Change an app. Changes the fields that are sent. What people have granted stays as they granted it, but no
     * token does more than {@code scopes} says.
     */
    public App update(String id, AppChange body) {
        return update(id, body, RequestOptions.DEFAULT);
    }

    /**
     * Change an app. Changes the fields that are sent. What people have granted stays as they granted it, but no
     * token does more than {@code scopes} says.
     */
    public App update(String id, AppChange body, RequestOptions options) {
        return caller.call(Operations.UPDATE_APP, id, body, options, App::new);
    }

    /** Close an app. Closes the app for good. Its tokens are refused everywhere within a second. */
    public void close(String id) {
        close(id, RequestOptions.DEFAULT);
    }

    /** Close an app. Closes the app for good. Its tokens are refused everywhere within a second. */
    public void close(String id, RequestOptions options) {
        caller.run(Operations.CLOSE_APP, id, null, options);
    }

    /** Roll an app’s secret. Gives the app another secret. The old one works on for {@code overlap_seconds}. */
    public App rollSecret(String id) {
        return rollSecret(id, RequestOptions.DEFAULT);
    }

    /** Roll an app’s secret. Gives the app another secret. The old one works on for {@code overlap_seconds}. */
    public App rollSecret(String id, RequestOptions options) {
        return caller.call(Operations.ROLL_APP_SECRET, id, null, options, App::new);
    }

    /** Roll an app’s secret. Gives the app another secret. The old one works on for {@code overlap_seconds}. */
    public App rollSecret(String id, AppSecretRoll body) {
        return rollSecret(id, body, RequestOptions.DEFAULT);
    }

    /** Roll an app’s secret. Gives the app another secret. The old one works on for {@code overlap_seconds}. */
    public App rollSecret(String id, AppSecretRoll body, RequestOptions options) {
        return caller.call(Operations.ROLL_APP_SECRET, id, body, options, App::new);
    }
}
