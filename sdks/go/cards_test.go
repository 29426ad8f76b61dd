package florin

import (
	"context"
	"crypto"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestACardIsEncryptedForOneAccountAndSwappedForAToken(t *testing.T) {
	var file jweVectors
	vectors(t, "jwe", &file)
	private, err := ParsePrivateKey([]byte(file.Key.PEM))
	check(t, err)
	var public jwk
	check(t, json.Unmarshal(file.Key.JWK, &public))
	lists := 0
	var jwes []string
	s := scripted(func(request *http.Request, body []byte) (*http.Response, error) {
		if request.URL.Path == "/.well-known/florin-encryption.json" {
			lists++
			key := fmt.Sprintf(`{"keys":[{"kty":"RSA","n":"%s","e":"%s","kid":"enckey_%d"}]}`, public.N, public.E, lists)
			return answers(200, key)(request, body)
		}
		var sent struct {
			JWE string `json:"card_jwe"`
		}
		check(t, json.Unmarshal(body, &sent))
		if jwes = append(jwes, sent.JWE); len(jwes) == 1 {
			return answers(400, `{"code":"encryption_key_unknown"}`)(request, body)
		}
		return answers(200, `{"object":"token","token":"tok_1","brand":"visa","last4":"4242"}`)(request, body)
	})
	cards, err := NewCardEncryption(CardEncryptionConfig{BaseURL: scriptedURL, Account: "acct_1", HTTPClient: &http.Client{Transport: s}})
	check(t, err)
	client := s.client(t, func(c *Config) { c.SecretKey, c.PublishableKey = "", "pk_test_a" })
	for count := 0; count < 2; count++ {
		card := Card{Number: "4242424242424242", ExpMonth: 12, ExpYear: 2030, CVC: Ptr(Secret("123"))}
		token, err := cards.Token(context.Background(), client, card)
		check(t, err)
		equal(t, token.Token, "tok_1")
	}
	var kids []string
	for _, jwe := range jwes {
		opened, err := decryptJWE(jwe, []crypto.PrivateKey{private}, "")
		check(t, err)
		equal(t, string(opened), `{"account":"acct_1","number":"4242424242424242","exp_month":12,"exp_year":2030,"cvc":"123"}`)
		header, err := fromBase64url(strings.Split(jwe, ".")[0])
		check(t, err)
		kids = append(kids, memberOf(header, "kid"))
	}
	equal(t, strings.Join(kids, " "), "enckey_1 enckey_2 enckey_2")
	_, err = NewCardEncryption(CardEncryptionConfig{BaseURL: scriptedURL, Account: "pay_1"})
	equal(t, err != nil, true)
}
