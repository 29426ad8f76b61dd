package florin

import (
	"context"
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

const (
	signatureLabel = "florin"
	signatureTag   = "florin-sdk"
	webhookTag     = "florin-webhook"
	keysKeptFor    = time.Hour
	// A key that is not in the list may be newer than the list.
	keysRenewedAfter   = time.Minute
	signatureTolerance = 5 * time.Minute
)

// Fields that take effect, and so are covered where they are sent.
var coveredFields = []string{"authorization", "dpop", "content-digest", "content-type", "idempotency-key", "last-event-id"}

// FlorinKeys are Florin's public keys. Share one among clients of one Florin.
type FlorinKeys struct{ published *publishedKeys }

// NewFlorinKeys names the Florin whose keys they are. They are fetched when they are needed, by the client, which may be nil.
func NewFlorinKeys(baseURL string, client *http.Client) (*FlorinKeys, error) {
	published, err := newPublishedKeys(baseURL, "/.well-known/florin-signatures.json", keysKeptFor, client)
	if err != nil {
		return nil, err
	}
	return &FlorinKeys{published}, nil
}

// The keys with this id: one, or none.
func (k *FlorinKeys) find(ctx context.Context, id string) ([]jwk, error) {
	for _, maxAge := range []time.Duration{k.published.keptFor, keysRenewedAfter} {
		keys, err := k.published.list(ctx, maxAge)
		if err != nil {
			return nil, err
		}
		for _, each := range keys {
			if each.Kid == id {
				return []jwk{each}, nil
			}
		}
	}
	return nil, nil
}

// VerifyWebhook checks a delivery of an endpoint with http_signatures: it was signed by Florin for this very address, which is the whole
// one that the endpoint was created with. The error is a *VerificationError where it was not.
func (k *FlorinKeys) VerifyWebhook(ctx context.Context, url string, header http.Header, body []byte) error {
	label := webhookLabel(header)
	signed, err := readSignature(header, label)
	if err != nil {
		return err
	}
	var keys []jwk
	if id := signed.parameter("keyid"); id != nil {
		if keys, err = k.find(ctx, id.text); err != nil {
			return err
		}
	}
	return verifyWebhookSignature(outgoing{http.MethodPost, url, header, body}, label, keys, k.published.now(), signatureTolerance)
}

func webhookLabel(header http.Header) string {
	inputs, _ := fieldOf(header, "Signature-Input")
	for label, input := range membersOf(inputs) {
		if strings.Contains(input, `;tag="`+webhookTag+`"`) {
			return label
		}
	}
	return signatureLabel
}

func verifyWebhookSignature(request outgoing, label string, keys []jwk, now time.Time, tolerance time.Duration) error {
	signed, err := readSignature(request.header, label)
	if err != nil {
		return err
	}
	required := []string{"@method", "@target-uri", "content-type", "webhook-id", "webhook-timestamp", "content-digest"}
	return signatureCheck{required, finderIn(keys), now, tolerance}.run(signed, request, nil)
}

func verifyAnswer(request outgoing, came answer, label string, required []string, keys []jwk, now time.Time, tolerance time.Duration) error {
	signed, err := readSignature(came.header, label)
	if err != nil {
		return err
	}
	return signatureCheck{required, finderIn(keys), now, tolerance}.run(signed, request, &came)
}

func finderIn(keys []jwk) func(string) (any, SignatureAlgorithm, bool) {
	return func(id string) (any, SignatureAlgorithm, bool) {
		for _, each := range keys {
			if each.Kid != id {
				continue
			}
			if public, err := each.public(); err == nil {
				return public, usualAlgorithm(public), true
			}
		}
		return nil, "", false
	}
}

// SigningConfig is what signing is made from.
type SigningConfig struct {
	// KeyID is the key's id at Florin, sigkey_….
	KeyID string
	// Key is the private key: see ParsePrivateKey. It may also lie elsewhere, as in a hardware module.
	Key crypto.Signer
	// Algorithm is needed for RSA PKCS #1 v1.5 only.
	Algorithm SignatureAlgorithm
	// Answers says by which keys answers must be signed too. Nil: they need not be.
	Answers *FlorinKeys
}

// Format prints which key it is, and nothing of it.
func (c SigningConfig) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "florin.SigningConfig{KeyID: %q}", c.KeyID)
}

// RequestSigning signs every request by RFC 9421, and with Answers verifies every answer. It is handed to a client as Signing.
type RequestSigning struct {
	keyID     string
	key       func() crypto.Signer
	algorithm SignatureAlgorithm
	answers   *FlorinKeys
	now       func() time.Time
}

var keyIDForm = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// NewRequestSigning checks the key. The error is an *InputError.
func NewRequestSigning(config SigningConfig) (*RequestSigning, error) {
	if !keyIDForm.MatchString(config.KeyID) {
		return nil, wrongInput("KeyID must be the id of your signature key, sigkey_….")
	}
	if config.Key == nil {
		return nil, wrongInput("There is no private key: ParsePrivateKey reads one.")
	}
	algorithm := config.Algorithm
	if algorithm == "" {
		algorithm = usualAlgorithm(config.Key.Public())
	}
	// A key of another algorithm is said now, and not at the first request.
	if _, err := signed(config.Key, algorithm, nil); err != nil {
		return nil, err
	}
	return &RequestSigning{config.KeyID, kept(config.Key), algorithm, config.Answers, time.Now}, nil
}

// Adds the digest and the signature. Each has a nonce of its own.
func (s *RequestSigning) sign(request *http.Request, body []byte) error {
	var chance [18]byte
	if _, err := rand.Read(chance[:]); err != nil {
		return err
	}
	nonce := toBase64url(chance[:])
	if body != nil {
		request.Header.Set("Content-Digest", digestOf(body))
	}
	if s.answers != nil {
		asked := inputOf(ofAnswer(body), nil)
		request.Header.Set("Accept-Signature", fmt.Sprintf(`%s=%s;created;nonce="%s";tag="%s"`, signatureLabel, asked, nonce, signatureTag))
	}
	message := outgoingOf(request, body)
	covered := []string{"@method", "@target-uri"}
	for _, name := range coveredFields {
		if message.header.Get(name) != "" {
			covered = append(covered, name)
		}
	}
	created := s.now().Unix()
	input := inputOf(covered, []parameter{
		{name: "created", number: &created}, {name: "nonce", text: nonce}, {name: "keyid", text: s.keyID}, {name: "tag", text: signatureTag},
	})
	components := make([]string, len(covered))
	for index, name := range covered {
		components[index] = componentOf(name)
	}
	signature, err := signed(s.key(), s.algorithm, baseOf(components, input, message, nil))
	if err != nil {
		return err
	}
	request.Header.Set("Signature-Input", signatureLabel+"="+input)
	request.Header.Set("Signature", signatureLabel+"=:"+base64.StdEncoding.EncodeToString(signature)+":")
	return nil
}

// Says why the answer is not signed by Florin for this very request.
func (s *RequestSigning) verify(ctx context.Context, request *http.Request, came answer) error {
	if s.answers == nil || (mayBeUnsigned(came.status) && came.header.Get("Signature") == "") {
		return nil
	}
	signed, err := readSignature(came.header, signatureLabel)
	if err != nil {
		return err
	}
	nonce := signed.parameter("nonce")
	if nonce == nil || !strings.Contains(request.Header.Get("Accept-Signature"), `;nonce="`+nonce.text+`"`) {
		return unverified("signature_invalid", "The answer was signed for another request: it may be a copy.")
	}
	var keys []jwk
	if id := signed.parameter("keyid"); id != nil {
		if keys, err = s.answers.find(ctx, id.text); err != nil {
			return err
		}
	}
	message := outgoingOf(request, bodyOf(request))
	return verifyAnswer(message, came, signatureLabel, ofAnswer(message.body), keys, s.now(), signatureTolerance)
}

// A request whose fields are found by their canonical names.
func outgoingOf(request *http.Request, body []byte) outgoing {
	header := http.Header{}
	for name, values := range request.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	return outgoing{request.Method, request.URL.String(), header, body}
}

// Whether there is a body is told by its digest. What is in it was signed.
func bodyOf(request *http.Request) []byte {
	if request.Header.Get("Content-Digest") == "" {
		return nil
	}
	return []byte{}
}

// What of an answer is covered, so that it is this answer to this very request.
func ofAnswer(requestBody []byte) []string {
	covered := []string{"@status", "content-digest", "@method;req", "@target-uri;req"}
	if requestBody != nil {
		covered = append(covered, "content-digest;req")
	}
	return covered
}

// Refusals that may come before Florin has looked at the key, and those of what stands before it. None of them did anything.
func mayBeUnsigned(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusRequestHeaderFieldsTooLarge:
		return true
	}
	return status >= 500
}
