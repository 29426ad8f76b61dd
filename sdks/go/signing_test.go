package florin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	ownKeyID    = "sigkey_01h455vb4pex5vsknk084sn001"
	florinKeyID = "florinkey_01h455vb4pex5vsknk084sn007"
)

// A Florin that signs as it is asked to. What it answers with may be changed afterwards.
type signingFlorin struct {
	*testing.T
	vectors signatureVectors
	key     string
	change  func(status *int, header http.Header, body *string)
}

func (f *signingFlorin) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Path == "/.well-known/florin-signatures.json" {
		keys, err := json.Marshal(map[string]any{"keys": f.vectors.florins(f.T)})
		check(f.T, err)
		return answers(200, string(keys))(request, nil)
	}
	message := outgoingOf(request, []byte{})
	asked := membersOf(message.header.Get("Accept-Signature"))["florin"]
	covered, rest, _ := strings.Cut(asked[1:], ")")
	nonce, _, _ := strings.Cut(strings.SplitN(rest, `nonce="`, 2)[1], `"`)
	status, body := 200, paymentJSON
	header := http.Header{"Content-Type": {"application/json"}, "Content-Digest": {digestOf([]byte(body))}}
	input := fmt.Sprintf(`(%s);created=%d;nonce="%s";keyid="%s"`, covered, time.Now().Unix(), nonce, f.key)
	base := baseOf(strings.Fields(covered), input, message, &answer{status, header, []byte(body)})
	signature, err := signed(f.vectors.private(f.T, f.key), SignatureAlgorithmEd25519, base)
	check(f.T, err)
	header.Set("Signature-Input", "florin="+input)
	header.Set("Signature", "florin=:"+base64.StdEncoding.EncodeToString(signature)+":")
	if f.change != nil {
		f.change(&status, header, &body)
	}
	response, _ := answers(status, body)(request, nil)
	response.Header = header
	return response, nil
}

func (f *signingFlorin) client() *Client {
	keys, err := NewFlorinKeys(scriptedURL, &http.Client{Transport: f})
	check(f.T, err)
	signing, err := NewRequestSigning(SigningConfig{KeyID: ownKeyID, Key: f.vectors.private(f.T, ownKeyID), Answers: keys})
	check(f.T, err)
	client, err := New(Config{BaseURL: scriptedURL, SecretKey: "sk_test_1", Signing: signing, HTTPClient: &http.Client{Transport: f}, MaxTries: 1})
	check(f.T, err)
	return client
}

func TestEachTryIsSignedAnew(t *testing.T) {
	file := readSignatureVectors(t)
	signing, err := NewRequestSigning(SigningConfig{KeyID: ownKeyID, Key: file.private(t, ownKeyID)})
	check(t, err)
	s := scripted(fails(errDropped), answers(200, paymentJSON))
	_, err = s.client(t, func(c *Config) { c.Signing = signing }).Payments.Create(context.Background(), order)
	check(t, err)
	nonces := map[string]bool{}
	for index, request := range s.seen {
		message := outgoingOf(request, []byte(s.bodies[index]))
		read, err := readSignature(message.header, "florin")
		check(t, err)
		required := []string{"@method", "@target-uri", "authorization", "content-type", "content-digest", "idempotency-key"}
		find := func(string) (any, SignatureAlgorithm, bool) {
			return file.public(t, ownKeyID), SignatureAlgorithmEd25519, true
		}
		check(t, signatureCheck{required, find, time.Now(), signatureTolerance}.run(read, message, nil))
		nonces[read.parameter("nonce").text] = true
	}
	equal(t, len(nonces), 2)
}

// net/http sends a request again by itself where a connection that it has used before breaks. Nobody would count that, and what is
// signed would be sent twice with one nonce.
func TestNothingIsSentAgainBehindTheClientsBack(t *testing.T) {
	file := readSignatureVectors(t)
	signing, err := NewRequestSigning(SigningConfig{KeyID: ownKeyID, Key: file.private(t, ownKeyID)})
	check(t, err)
	for _, ask := range []func(*Client) error{
		func(c *Client) error { _, err := c.Payments.Create(context.Background(), order); return err },
		func(c *Client) error { _, err := c.Payments.Cancel(context.Background(), "pay_1"); return err },
		func(c *Client) error { _, err := c.Payments.Retrieve(context.Background(), "pay_1"); return err },
	} {
		var seen int32
		server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
			_, _ = io.ReadAll(request.Body)
			if atomic.AddInt32(&seen, 1) > 1 {
				panic(http.ErrAbortHandler)
			}
			response.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(response, paymentJSON)
		}))
		client, err := New(Config{BaseURL: server.URL, SecretKey: "sk_test_1", MaxTries: 1, Signing: signing})
		check(t, err)
		check(t, ask(client))
		var connection *ConnectionError
		equal(t, errors.As(ask(client), &connection), true)
		equal(t, atomic.LoadInt32(&seen), 2)
		server.Close()
	}
}

func TestAnAnswerIsVerifiedAndOneThatWasChangedIsRefused(t *testing.T) {
	file := readSignatureVectors(t)
	create := func(f *signingFlorin) error {
		_, err := f.client().Payments.Create(context.Background(), order)
		return err
	}
	check(t, create(&signingFlorin{T: t, vectors: file, key: florinKeyID}))
	_, err := (&signingFlorin{T: t, vectors: file, key: florinKeyID}).client().Payments.Retrieve(context.Background(), "pay_1")
	check(t, err)
	equal(t, reasonOf(create(&signingFlorin{T: t, vectors: file, key: ownKeyID})), "signature_invalid")
	for _, c := range []struct {
		reason string
		change func(status *int, header http.Header, body *string)
	}{
		{"digest_mismatch", func(_ *int, _ http.Header, body *string) { *body = `{"id":"pay_2"}` }},
		{"signature_invalid", func(status *int, _ http.Header, _ *string) { *status = 201 }},
		{"signature_invalid", func(_ *int, header http.Header, _ *string) { header.Del("Signature") }},
		{"signature_invalid", func(_ *int, header http.Header, _ *string) { header.Del("Signature-Input") }},
		{"signature_invalid", func(_ *int, header http.Header, _ *string) {
			header.Set("Signature-Input", strings.Replace(header.Get("Signature-Input"), `"@status" `, "", 1))
		}},
	} {
		err := create(&signingFlorin{T: t, vectors: file, key: florinKeyID, change: c.change})
		equal(t, reasonOf(err), c.reason)
		equal(t, len(IdempotencyKey(err)), 36)
	}
}

func TestAnAnswerToAnotherRequestIsRefused(t *testing.T) {
	var kept http.Header
	f := &signingFlorin{T: t, vectors: readSignatureVectors(t), key: florinKeyID}
	f.change = func(_ *int, header http.Header, _ *string) {
		if kept == nil {
			kept = header.Clone()
		}
		for name, values := range kept {
			header[name] = values
		}
	}
	client := f.client()
	_, err := client.Payments.Create(context.Background(), order)
	check(t, err)
	_, err = client.Payments.Create(context.Background(), order)
	if err == nil || !strings.Contains(err.Error(), "another request") {
		t.Error(err)
	}
}

func TestAKeyThatDoesNotFitIsSaidAtOnce(t *testing.T) {
	file := readSignatureVectors(t)
	own := file.private(t, ownKeyID)
	for _, config := range []SigningConfig{
		{KeyID: "a b", Key: own}, {KeyID: ownKeyID}, {KeyID: ownKeyID, Key: own, Algorithm: SignatureAlgorithmRSAPssSha512},
		{KeyID: ownKeyID, Key: own, Algorithm: "none"},
	} {
		_, err := NewRequestSigning(config)
		var wrong *InputError
		equal(t, errors.As(err, &wrong), true)
	}
	for id, key := range file.Keys {
		for _, text := range []string{string(key.JWK), key.PEM} {
			if text == "" {
				continue
			}
			private, err := ParsePrivateKey([]byte(text))
			check(t, err)
			_, err = NewRequestSigning(SigningConfig{KeyID: id, Key: private, Algorithm: key.Algorithm})
			check(t, err)
		}
	}
	for _, text := range []string{
		"", "no key", "{}", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		`{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}`,
	} {
		if _, err := ParsePrivateKey([]byte(text)); err == nil {
			t.Error(text)
		}
	}
}
