// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.RetrieveSignatureSettingsQuery;
import io.florin.model.SignatureSettings;
import io.florin.model.SignatureSettingsChange;

/** {@code florin.signatureSettings()}: retrieve, update. */
public final class SignatureSettingsResource {
    private final Caller caller;

    /** A client makes it. */
    public SignatureSettingsResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Retrieve the settings of signatures. Tells whether requests of the account are signed, or those of one of its
     * apps.
     */
    public SignatureSettings retrieve() {
        return retrieve(RequestOptions.DEFAULT);
    }

    /**
     * Retrieve the settings of signatures. Tells whether requests of the account are signed, or those of one of its
     * apps.
     */
    public SignatureSettings retrieve(RequestOptions options) {
        return caller.call(Operations.RETRIEVE_SIGNATURE_SETTINGS, null, null, options, SignatureSettings::new);
    }

    /**
     * Retrieve the settings of signatures. Tells whether requests of the account are signed, or those of one of its
     * apps.
     */
    public SignatureSettings retrieve(RetrieveSignatureSettingsQuery query) {
        return retrieve(query, RequestOptions.DEFAULT);
    }

    /**
     * Retrieve the settings of signatures. Tells whether requests of the account are signed, or those of one of its
     * apps.
     */
    public SignatureSettings retrieve(RetrieveSignatureSettingsQuery query, RequestOptions options) {
        return caller.call(Operations.RETRIEVE_SIGNATURE_SETTINGS, null, query, options, SignatureSettings::new);
    }

    /**
     * Change the settings of signatures. Sets {@code mode} of the account, or of one of its apps. To set {@code
     * required} for the account, this very request must be signed by an active key that has no {@code expires_at}: so
     * nobody locks themselves out.
     */
    public SignatureSettings update(SignatureSettingsChange body) {
        return update(body, RequestOptions.DEFAULT);
    }

    /**
     * Change the settings of signatures. Sets {@code mode} of the account, or of one of its apps. To set {@code
     * required} for the account, this very request must be signed by an active key that has no {@code expires_at}: so
     * nobody locks themselves out.
     */
    public SignatureSettings update(SignatureSettingsChange body, RequestOptions options) {
        return caller.call(Operations.UPDATE_SIGNATURE_SETTINGS, null, body, options, SignatureSettings::new);
    }
}
