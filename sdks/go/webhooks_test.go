package florin

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

const deliverySecret = "whsec_dGhlIHNlY3JldCBvZiBhbiBlbmRwb2ludC4uLi4uLi4="

const paidJSON = `{"id":"evt_1","type":"payment.succeeded","data":{"id":"pay_1","object":"payment","amount":2599,"new":1},"of_next_year":true}`

func delivery(body string) http.Header {
	secret, _ := secretOf(deliverySecret)
	at := strconv.FormatInt(time.Now().Unix(), 10)
	code := hmac.New(sha256.New, secret)
	code.Write([]byte("evt_1." + at + "." + body))
	return headerOf(map[string]string{
		"webhook-id": "evt_1", "webhook-timestamp": at, "content-type": "application/json",
		"webhook-signature": "v1,x v1," + base64.StdEncoding.EncodeToString(code.Sum(nil)),
	})
}

func receiver(t *testing.T, change ...func(*WebhooksConfig)) *Webhooks {
	t.Helper()
	config := WebhooksConfig{Secret: deliverySecret}
	for _, each := range change {
		each(&config)
	}
	webhooks, err := NewWebhooks(config)
	check(t, err)
	return webhooks
}

func TestAGenuineDeliveryIsAnEventAndKeepsWhatIsNew(t *testing.T) {
	event, err := receiver(t).Verify([]byte(paidJSON), delivery(paidJSON))
	check(t, err)
	equal(t, event.Type, EventTypePaymentSucceeded)
	equal(t, event.Payment.Amount, 2599)
	equal(t, string(event.Payment.Extra["new"]), "1")
	equal(t, string(event.Extra["of_next_year"]), "true")
	strange := `{"id":"evt_1","type":"of.next_year","data":{"a":1}}`
	event, err = receiver(t).Verify([]byte(strange), delivery(strange))
	check(t, err)
	equal(t, event.Payment == nil && event.Refund == nil, true)
	equal(t, string(event.Data), `{"a":1}`)
	rotated := receiver(t, func(c *WebhooksConfig) { c.Secret, c.OldSecret = "whsec_b3RoZXI=", deliverySecret })
	_, err = rotated.Verify([]byte(paidJSON), delivery(paidJSON))
	check(t, err)
}

func TestAWrongSecretOrKeyIsSaidAtOnce(t *testing.T) {
	for _, config := range []WebhooksConfig{
		{}, {Secret: "whsec_"}, {Secret: "whsec_%%"}, {Secret: deliverySecret + "\n"}, {Secret: deliverySecret, OldSecret: "a"},
		{Secret: deliverySecret, DecryptionKeys: []crypto.PrivateKey{"no key"}},
	} {
		_, err := NewWebhooks(config)
		var wrong *InputError
		equal(t, errors.As(err, &wrong), true)
	}
}

func TestAnEncryptedDeliveryIsOpened(t *testing.T) {
	var file jweVectors
	vectors(t, "jwe", &file)
	var public jwk
	check(t, json.Unmarshal(file.Key.JWK, &public))
	public.Kid = "mine"
	sealed, err := encryptJWE([]byte(paidJSON), public)
	check(t, err)
	header := delivery(sealed)
	header.Set("Content-Type", "application/jose; charset=utf-8")
	for _, text := range [][]byte{[]byte(file.Key.PEM), file.Key.JWK} {
		key, err := ParsePrivateKey(text)
		check(t, err)
		event, err := receiver(t, func(c *WebhooksConfig) { c.DecryptionKeys = []crypto.PrivateKey{key} }).Verify([]byte(sealed), header)
		check(t, err)
		equal(t, event.Payment.ID, "pay_1")
	}
	_, err = receiver(t).Verify([]byte(sealed), header)
	if err == nil || !strings.Contains(err.Error(), "DecryptionKeys") {
		t.Error(err)
	}
}

func TestAHandlerAnswersWhatFlorinNeedsToKnow(t *testing.T) {
	var handled, told []string
	webhooks := receiver(t, func(c *WebhooksConfig) { c.OnError = func(err error) { told = append(told, reasonOf(err)) } })
	handler := webhooks.Handler(func(ctx context.Context, event *Event) error {
		handled = append(handled, event.ID)
		if event.ID == "evt_fails" {
			return unverified("mine", "An error of the caller's own, whatever its type.")
		}
		return ctx.Err()
	})
	post := func(body string, header http.Header) int {
		request := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
		request.Header = header
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		return response.Code
	}
	fails := strings.Replace(paidJSON, "evt_1", "evt_fails", 1)
	equal(t, post(paidJSON, delivery(paidJSON)), http.StatusNoContent)
	equal(t, post(paidJSON+" ", delivery(paidJSON)), http.StatusUnauthorized)
	equal(t, post(fails, delivery(fails)), http.StatusInternalServerError)
	equal(t, post(strings.Repeat(" ", deliveryMax+1), http.Header{}), http.StatusRequestEntityTooLarge)
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/webhooks", nil))
	equal(t, response.Code, http.StatusMethodNotAllowed)
	equal(t, strings.Join(handled, " "), "evt_1 evt_fails")
	equal(t, strings.Join(told, " "), "no_signature_fits mine ")
}

// A delivery is genuine or refused, and nothing that comes makes it panic. What is read can be written and read again.
func FuzzVerify(f *testing.F) {
	f.Add(paidJSON, "1764025200", "v1,abc", true)
	f.Add(`{"id":"evt_1","type":"payment.succeeded","data":null}`, "", "", true)
	f.Add(`{"id":"evt_1","type":"payment.succeeded","data":{"payment_method":{"type":"card","token":1}}}`, "x", "v1,", true)
	f.Fuzz(func(t *testing.T, body, timestamp, signature string, genuine bool) {
		webhooks := receiver(t)
		header := headerOf(map[string]string{"webhook-id": "evt_1", "webhook-timestamp": timestamp, "webhook-signature": signature})
		if genuine {
			header = delivery(body)
		}
		event, err := webhooks.Verify([]byte(body), header)
		if !genuine && err == nil {
			t.Fatal("a delivery that nobody signed was accepted")
		}
		if err != nil {
			return
		}
		written, err := json.Marshal(event)
		check(t, err)
		check(t, json.Unmarshal(written, new(Event)))
	})
}
