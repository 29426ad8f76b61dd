package florin

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

type signedMessage struct {
	Method, URL string
	Status      int
	Headers     map[string]string
	Body        *string
}

func (m signedMessage) bytes() []byte {
	if m.Body == nil {
		return nil
	}
	return []byte(*m.Body)
}

func (m signedMessage) outgoing() outgoing {
	return outgoing{m.Method, m.URL, headerOf(m.Headers), m.bytes()}
}
func (m signedMessage) answer() *answer { return &answer{m.Status, headerOf(m.Headers), m.bytes()} }

type signedPair struct {
	Request signedMessage
	Answer  *signedMessage
}

type signatureCase struct {
	Name, Kind, Key, Label, Signature, Reason string
	Algorithm                                 SignatureAlgorithm
	Signed                                    struct {
		signedPair
		Covered    []string
		Parameters json.RawMessage
	}
	Base     string `json:"signature_base"`
	Input    string `json:"signature_input"`
	Arrived  signedPair
	Now      int64
	Accepted bool
}

type signatureVectors struct {
	Tolerance int64
	Required  map[string]struct {
		Always []string
		IfSent []string `json:"if_sent"`
	}
	Keys map[string]struct {
		Algorithm SignatureAlgorithm
		PEM       string          `json:"private_pem"`
		JWK       json.RawMessage `json:"private_jwk"`
		Secret    string          `json:"secret_base64"`
	}
	Cases []signatureCase
}

func readSignatureVectors(t *testing.T) signatureVectors {
	var file signatureVectors
	vectors(t, "signatures", &file)
	return file
}

func (v signatureVectors) private(t *testing.T, id string) crypto.Signer {
	t.Helper()
	key, err := ParsePrivateKey([]byte(v.Keys[id].PEM))
	check(t, err)
	return key
}

func (v signatureVectors) public(t *testing.T, id string) any {
	if secret := v.Keys[id].Secret; secret != "" {
		key, err := base64.StdEncoding.DecodeString(secret)
		check(t, err)
		return key
	}
	return v.private(t, id).Public()
}

// The keys that are Florin's own.
func (v signatureVectors) florins(t *testing.T) []jwk {
	var keys []jwk
	for id, each := range v.Keys {
		if strings.HasPrefix(id, "florinkey_") {
			var key jwk
			check(t, json.Unmarshal(each.JWK, &key))
			key.Kid = id
			keys = append(keys, key)
		}
	}
	return keys
}

// Parameters in their order, which a map has not.
func orderedParameters(t *testing.T, raw json.RawMessage) []parameter {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.UseNumber()
	_, err := decoder.Token()
	check(t, err)
	var parameters []parameter
	for decoder.More() {
		name, err := decoder.Token()
		check(t, err)
		value, err := decoder.Token()
		check(t, err)
		each := parameter{name: name.(string)}
		if number, isNumber := value.(json.Number); isNumber {
			whole, err := number.Int64()
			check(t, err)
			each.number = &whole
		} else {
			each.text = value.(string)
		}
		parameters = append(parameters, each)
	}
	return parameters
}

func TestWhatIsSignedHasTheSameBase(t *testing.T) {
	file := readSignatureVectors(t)
	for _, c := range file.Cases {
		if !c.Accepted {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			input := inputOf(c.Signed.Covered, orderedParameters(t, c.Signed.Parameters))
			equal(t, c.Label+"="+input, c.Input)
			components := make([]string, len(c.Signed.Covered))
			for index, name := range c.Signed.Covered {
				components[index] = componentOf(name)
			}
			var came *answer
			if c.Signed.Answer != nil {
				came = c.Signed.Answer.answer()
			}
			base := baseOf(components, input, c.Signed.Request.outgoing(), came)
			equal(t, string(base), c.Base)
			public := file.public(t, c.Key)
			theirs, err := base64.StdEncoding.DecodeString(c.Signature)
			check(t, err)
			equal(t, isSigned(public, c.Algorithm, base, theirs), true)
			if _, isSecret := public.([]byte); isSecret {
				return
			}
			ours, err := signed(file.private(t, c.Key), c.Algorithm, base)
			check(t, err)
			equal(t, isSigned(public, c.Algorithm, base, ours), true)
			if c.Algorithm == SignatureAlgorithmEd25519 || c.Algorithm == SignatureAlgorithmRSAV15Sha256 {
				equal(t, base64.StdEncoding.EncodeToString(ours), c.Signature)
			}
		})
	}
}

func TestWhatArrivesIsVerified(t *testing.T) {
	file := readSignatureVectors(t)
	keys, tolerance := file.florins(t), time.Duration(file.Tolerance)*time.Second
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			signs := c.Arrived.Request.Headers
			if c.Kind == "answer" {
				signs = c.Arrived.Answer.Headers
			}
			signs["signature-input"], signs["signature"] = c.Input, c.Label+"=:"+c.Signature+":"
			request, now := c.Arrived.Request.outgoing(), time.Unix(c.Now, 0)
			var err error
			switch c.Kind {
			case "answer":
				err = verifyAnswer(request, *c.Arrived.Answer.answer(), c.Label, file.Required["answer"].Always, keys, now, tolerance)
			case "webhook":
				equal(t, webhookLabel(request.header), c.Label)
				err = verifyWebhookSignature(request, c.Label, keys, now, tolerance)
			default:
				err = verifyRequest(t, file, c, request, now, tolerance)
			}
			equal(t, err == nil, c.Accepted)
			equal(t, reasonOf(err), c.Reason)
		})
	}
}

// The vectors have no delivery for each part that may be missing.
func TestADeliveryHasToCoverAllThatTellsItApart(t *testing.T) {
	file := readSignatureVectors(t)
	id, now := "florinkey_01h455vb4pex5vsknk084sn007", time.Unix(1764025200, 0)
	covered := file.Required["webhook"].Always
	for left := -1; left < len(covered); left++ {
		body := []byte("{}")
		request := outgoing{"POST", "https://shop.example/webhooks", headerOf(map[string]string{
			"content-type": "application/json", "webhook-id": "evt_1", "webhook-timestamp": "1764025200", "content-digest": digestOf(body),
		}), body}
		var names, components []string
		for index, name := range covered {
			if index != left {
				names, components = append(names, name), append(components, componentOf(name))
			}
		}
		created := now.Unix()
		input := inputOf(names, []parameter{{name: "created", number: &created}, {name: "keyid", text: id}})
		signature, err := signed(file.private(t, id), SignatureAlgorithmEd25519, baseOf(components, input, request, nil))
		check(t, err)
		request.header.Set("Signature-Input", "florin="+input)
		request.header.Set("Signature", "florin=:"+base64.StdEncoding.EncodeToString(signature)+":")
		err = verifyWebhookSignature(request, "florin", file.florins(t), now, time.Minute)
		equal(t, err == nil, left == -1)
	}
}

// What Florin does with a request, by the README of the vectors.
func verifyRequest(t *testing.T, file signatureVectors, c signatureCase, request outgoing, now time.Time, tolerance time.Duration) error {
	signed, err := readSignature(request.header, c.Label)
	if err != nil {
		return err
	}
	required := file.Required["request"].Always
	if !signed.covers(`"@target-uri"`) {
		required = []string{"@method", "@authority", "@path", "@query"}
	}
	required = append([]string{}, required...)
	for _, name := range file.Required["request"].IfSent {
		if request.header.Get(name) != "" {
			required = append(required, name)
		}
	}
	if signed.parameter("nonce") == nil {
		return unverified("signature_invalid", "There is no nonce.")
	}
	find := func(id string) (any, SignatureAlgorithm, bool) {
		key, known := file.Keys[id]
		if !known {
			return nil, "", false
		}
		return file.public(t, id), key.Algorithm, true
	}
	return signatureCheck{required, find, now, tolerance}.run(signed, request, nil)
}
