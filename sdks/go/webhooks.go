package florin

import (
	"bytes"
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	usualTolerance = 5 * time.Minute
	deliveryMax    = 1 << 20
)

// WebhooksConfig is what a receiver of deliveries is made from.
type WebhooksConfig struct {
	// Secret is the whsec_… of the endpoint.
	Secret string
	// OldSecret is the one before, while it is rotated.
	OldSecret string
	// DecryptionKeys are the private keys of an endpoint with an encryption_key: *rsa.PrivateKey or *ecdsa.PrivateKey, as
	// ParsePrivateKey gives them.
	DecryptionKeys []crypto.PrivateKey
	// Tolerance is how old a delivery may be, and how far ahead its clock: 5 minutes if it is 0.
	Tolerance time.Duration
	// OnError hears why a delivery was refused, or what a handler of yours gave back. Without it, nobody does.
	OnError func(error)
}

// Format prints no secret.
func (c WebhooksConfig) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "florin.WebhooksConfig{[hidden]}")
}

// Webhooks receives the deliveries of an endpoint (Standard Webhooks 1.0).
type Webhooks struct {
	secrets   func() [][]byte
	keys      func() []crypto.PrivateKey
	tolerance time.Duration
	onError   func(error)
	now       func() time.Time
}

// NewWebhooks checks the secrets, so that the shop does not find out from its first delivery. The error is an *InputError.
func NewWebhooks(config WebhooksConfig) (*Webhooks, error) {
	w := &Webhooks{keys: kept(config.DecryptionKeys), tolerance: config.Tolerance, onError: config.OnError, now: time.Now}
	if w.tolerance == 0 {
		w.tolerance = usualTolerance
	}
	var secrets [][]byte
	for _, secret := range []string{config.Secret, config.OldSecret} {
		if secret == "" && len(secrets) > 0 {
			continue
		}
		key, isSecret := secretOf(secret)
		if !isSecret {
			return nil, wrongInput("Secret must be the whsec_… that the endpoint was created with: see its variable.")
		}
		secrets = append(secrets, key)
	}
	w.secrets = kept(secrets)
	for _, key := range config.DecryptionKeys {
		if _, known := key.(crypto.Signer); !known {
			return nil, wrongInput("DecryptionKeys has a %T: ParsePrivateKey reads a key.", key)
		}
	}
	return w, nil
}

func secretOf(secret string) ([]byte, bool) {
	key, err := fromBase64(strings.TrimPrefix(secret, "whsec_"))
	return key, err == nil && len(key) > 0
}

// Verify gives the event of a genuine delivery. body is what came, byte for byte: not what a parser made of it. The error is a
// *VerificationError; answer with 401 then. An event of a type that this version does not know comes through.
func (w *Webhooks) Verify(body []byte, header http.Header) (*Event, error) {
	if err := verifyDelivery(body, header, w.secrets(), w.now(), w.tolerance); err != nil {
		return nil, err
	}
	mediaType, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	if strings.EqualFold(strings.TrimSpace(mediaType), "application/jose") {
		if len(w.keys()) == 0 {
			return nil, wrongInput("The delivery is encrypted: hand in the private key as DecryptionKeys.")
		}
		opened, err := decryptJWE(string(body), w.keys(), "")
		var refused *jweError
		if errors.As(err, &refused) {
			return nil, unverified(refused.reason, "The delivery cannot be decrypted with these keys.")
		}
		body = opened
	}
	event := new(Event)
	if err := json.Unmarshal(body, event); err != nil || event.ID == "" || event.Type == "" || !utf8.Valid(body) {
		return nil, unverified("no_event", "The delivery is genuine, but is no event that this version can read.")
	}
	return event, nil
}

// Says why a delivery was not signed with one of the secrets.
func verifyDelivery(body []byte, header http.Header, secrets [][]byte, now time.Time, tolerance time.Duration) error {
	id, timestamp, signatures := header.Get("Webhook-Id"), header.Get("Webhook-Timestamp"), header.Get("Webhook-Signature")
	if id == "" || timestamp == "" || signatures == "" {
		return unverified("header_missing", "The delivery lacks webhook-id, webhook-timestamp or webhook-signature.")
	}
	if !isDigits(timestamp, 15) {
		return unverified("timestamp_invalid", "webhook-timestamp is no whole number of seconds.")
	}
	seconds, _ := strconv.ParseInt(timestamp, 10, 64)
	age := float64(now.UnixNano())/float64(time.Second) - float64(seconds)
	if math.Abs(age) > tolerance.Seconds() {
		if age > 0 {
			return unverified("too_old", "The delivery is too old: it may be a copy of an earlier one.")
		}
		return unverified("too_new", "The delivery is from too far ahead: see the clock.")
	}
	// Each is compared, so that the time tells nothing.
	fits := false
	for _, secret := range secrets {
		code := hmac.New(sha256.New, secret)
		_, _ = io.WriteString(code, id+"."+timestamp+".")
		code.Write(body)
		expected := []byte("v1," + base64.StdEncoding.EncodeToString(code.Sum(nil)))
		for _, given := range strings.Split(signatures, " ") {
			fits = hmac.Equal([]byte(given), expected) || fits
		}
	}
	if !fits {
		return unverified("no_signature_fits", "No signature was made with this secret over this body.")
	}
	return nil
}

// Handler receives deliveries: http.Handle("/webhooks", webhooks.Handler(handle)). It answers 204 when the event was handled, 401 where the
// delivery is not genuine, and 500 where handle gives an error: Florin then delivers again. A delivery may come more than
// once, so store the ID of each event that was handled.
func (w *Webhooks) Handler(handle func(ctx context.Context, event *Event) error) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if request.Method != http.MethodPost {
			response.Header().Set("Allow", http.MethodPost)
			response.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		response.WriteHeader(w.receive(response, request, handle))
	})
}

func (w *Webhooks) receive(
	response http.ResponseWriter, request *http.Request, handle func(ctx context.Context, event *Event) error,
) int {
	var body bytes.Buffer
	if _, err := body.ReadFrom(http.MaxBytesReader(response, request.Body, deliveryMax)); err != nil {
		w.tell(err)
		return http.StatusRequestEntityTooLarge
	}
	event, err := w.Verify(body.Bytes(), request.Header)
	if err == nil {
		err = handle(request.Context(), event)
	}
	var refused *VerificationError
	switch {
	case err == nil:
		return http.StatusNoContent
	case event == nil && errors.As(err, &refused):
		w.tell(err)
		return http.StatusUnauthorized
	}
	w.tell(err)
	return http.StatusInternalServerError
}

func (w *Webhooks) tell(err error) {
	if w.onError != nil {
		w.onError(err)
	}
}
