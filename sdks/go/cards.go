package florin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// A key is used for a day, and the next one is shown ten minutes before.
const encryptionKeysKeptFor = 5 * time.Minute

// CardEncryption encrypts cards before they leave this program, so that nothing between it and Florin's vault can read them
// (docs/cards.md). Whoever handles card numbers on a server has to answer for that (PCI DSS); a page with the hosted checkout does not.
type CardEncryption struct {
	account   string
	published *publishedKeys
}

// CardEncryptionConfig is what the encryption of cards is made from.
type CardEncryptionConfig struct {
	BaseURL string
	// Account is your own, acct_…: no other can use what was encrypted for it.
	Account string
	// HTTPClient is one of your own.
	HTTPClient *http.Client
}

// NewCardEncryption checks what it is made from. The error is an *InputError. The key is fetched when it is needed.
func NewCardEncryption(config CardEncryptionConfig) (*CardEncryption, error) {
	if !strings.HasPrefix(config.Account, "acct_") {
		return nil, wrongInput("Account must be your own account, acct_….")
	}
	published, err := newPublishedKeys(config.BaseURL, "/.well-known/florin-encryption.json", encryptionKeysKeptFor, config.HTTPClient)
	if err != nil {
		return nil, err
	}
	return &CardEncryption{config.Account, published}, nil
}

// Encrypt gives the card as a card_jwe.
func (c *CardEncryption) Encrypt(ctx context.Context, card Card) (string, error) {
	return c.encrypt(ctx, card, encryptionKeysKeptFor)
}

func (c *CardEncryption) encrypt(ctx context.Context, card Card, maxAge time.Duration) (string, error) {
	keys, err := c.published.list(ctx, maxAge)
	if err != nil {
		return "", err
	}
	if len(keys) == 0 {
		return "", wrongInput("Florin publishes no key to encrypt cards to.")
	}
	written, err := encoded(card)
	if err != nil {
		return "", err
	}
	account, _ := json.Marshal(c.account)
	return encryptJWE([]byte(`{"account":`+string(account)+","+string(written[1:])), keys[0])
}

// Token swaps the card for a token, by a client with the publishable key. The card is never sent in the clear.
func (c *CardEncryption) Token(ctx context.Context, client *Client, card Card) (*Token, error) {
	swap := func(maxAge time.Duration) (*Token, error) {
		jwe, err := c.encrypt(ctx, card, maxAge)
		if err != nil {
			return nil, err
		}
		return client.Tokens.Create(ctx, TokenRequest{CardJWE: &jwe})
	}
	token, err := swap(encryptionKeysKeptFor)
	if errors.Is(err, ProblemCodeEncryptionKeyUnknown) {
		// The key has changed since the list was read.
		return swap(0)
	}
	return token, err
}
