// Written by scripts/write-java-sdk.ts from the API’s document. A test compares the two.
package io.florin.resources;

import io.florin.RequestOptions;
import io.florin.internal.Caller;
import io.florin.model.Token;
import io.florin.model.TokenRequest;

/** {@code florin.tokens()}: create, delete. */
public final class TokensResource {
    private final Caller caller;

    /** A client makes it. */
    public TokensResource(Caller caller) {
        this.caller = caller;
    }

    /**
     * Exchange a card for a token. For a payment form of your own. Your page sends the card number here with the
     * publishable key, so that your server receives only the token. The card is encrypted ({@code card_jwe}), or as
     * it is ({@code card}). No Idempotency-Key is needed: A test card gets the same token again. A live card gets
     * another one, and a token that no payment uses is deleted after a day.
     */
    public Token create(TokenRequest body) {
        return create(body, RequestOptions.DEFAULT);
    }

    /**
     * Exchange a card for a token. For a payment form of your own. Your page sends the card number here with the
     * publishable key, so that your server receives only the token. The card is encrypted ({@code card_jwe}), or as
     * it is ({@code card}). No Idempotency-Key is needed: A test card gets the same token again. A live card gets
     * another one, and a token that no payment uses is deleted after a day.
     */
    public Token create(TokenRequest body, RequestOptions options) {
        return caller.call(Operations.CREATE_TOKEN, null, body, options, Token::new);
    }

    /**
     * Delete a card. Deletes the card behind a token of a live account. Payments that were made with it stay as they
     * are, and can be captured and refunded.
     */
    public void delete(String id) {
        delete(id, RequestOptions.DEFAULT);
    }

    /**
     * Delete a card. Deletes the card behind a token of a live account. Payments that were made with it stay as they
     * are, and can be captured and refunded.
     */
    public void delete(String id, RequestOptions options) {
        caller.run(Operations.DELETE_TOKEN, id, null, options);
    }
}
