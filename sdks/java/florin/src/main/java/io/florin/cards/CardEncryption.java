package io.florin.cards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.florin.ApiException;
import io.florin.Florin;
import io.florin.InputException;
import io.florin.internal.Bytes;
import io.florin.internal.Http;
import io.florin.internal.Json;
import io.florin.internal.Jwe;
import io.florin.internal.PublishedKeys;
import io.florin.internal.Surroundings;
import io.florin.model.Card;
import io.florin.model.ProblemCode;
import io.florin.model.Token;
import io.florin.model.TokenRequest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

/**
 * Encrypts cards for one account before they leave this program, so that nothing between it and Florin's vault can read them
 * (docs/cards.md). Whoever handles card numbers on a server has to answer for that (PCI DSS); a page with the hosted checkout does not.
 */
public final class CardEncryption {
    /** A key is used for a day, and the next one is shown ten minutes before. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final String account;
    private final PublishedKeys keys;

    /** @param account your own, {@code acct_…}: no other can use what was encrypted for it */
    public CardEncryption(String baseUrl, String account) {
        this(baseUrl, account, Http.ownClient());
    }

    /** With a client of your own. */
    public CardEncryption(String baseUrl, String account, HttpClient httpClient) {
        if (account == null || !account.startsWith("acct_"))
            throw new InputException("account must be your own account, acct_….");
        this.account = account;
        this.keys = new PublishedKeys(
                baseUrl, "/.well-known/florin-encryption.json", KEPT, httpClient, Surroundings.SYSTEM);
    }

    /** The card as a {@code card_jwe}. */
    public String encrypt(Card card) {
        return encrypt(card, KEPT);
    }

    /** Swaps the card for a token, by a client with the publishable key. The card is never sent in the clear. */
    public Token token(Florin florin, Card card) {
        try {
            return swap(florin, card, KEPT);
        } catch (ApiException error) {
            // The key may have changed since the list was read.
            if (!error.is(ProblemCode.ENCRYPTION_KEY_UNKNOWN)) throw error;
            return swap(florin, card, Duration.ZERO);
        }
    }

    private Token swap(Florin florin, Card card, Duration maxAge) {
        return florin.tokens()
                .create(TokenRequest.builder().cardJwe(encrypt(card, maxAge)).build());
    }

    private String encrypt(Card card, Duration maxAge) {
        List<JsonNode> found = keys.keys(maxAge);
        if (found.isEmpty()) throw new InputException("Florin publishes no key to encrypt cards to.");
        ObjectNode whole = Json.object().put("account", account);
        Json.parse(card.toJson()).properties().forEach(member -> whole.set(member.getKey(), member.getValue()));
        return Jwe.encrypt(Bytes.utf8(Json.text(whole)), found.get(0));
    }
}
