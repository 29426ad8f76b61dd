package florin

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A difference of clocks below this is not worth a correction.
const exactClock = 2 * time.Second

// DPoPKey is a key on P-256 to which access tokens are bound (DPoP, RFC 9449). A proof may be a minute old at most, so it is made by the
// server's clock where ours turns out to be wrong.
type DPoPKey struct {
	key    func() crypto.Signer
	public map[string]string
	now    func() time.Time

	mutex sync.Mutex
	ahead time.Duration
	nonce string
}

// NewDPoPKey takes a key of your own, or makes a fresh one if it is nil, which only this process has. The error is an *InputError.
func NewDPoPKey(key crypto.Signer) (*DPoPKey, error) {
	if key == nil {
		fresh, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		key = fresh
	}
	public, isEC := key.Public().(*ecdsa.PublicKey)
	if !isEC || public.Curve != elliptic.P256() {
		return nil, wrongInput("A key for DPoP must be one on P-256.")
	}
	coordinate := func(number *big.Int) string { return toBase64url(number.FillBytes(make([]byte, 32))) }
	return &DPoPKey{
		key: kept(key),
		public: map[string]string{
			"kty": "EC", "crv": "P-256",
			"x": coordinate(public.X), "y": coordinate(public.Y),
		},
		now: time.Now,
	}, nil
}

// The proof for one request. The token is empty where one is asked for.
func (k *DPoPKey) prove(method, url, token string) (string, error) {
	k.mutex.Lock()
	ahead, nonce := k.ahead, k.nonce
	k.mutex.Unlock()
	url, _, _ = strings.Cut(url, "?")
	told := map[string]any{"htm": method, "htu": url, "jti": freshUUID(), "iat": k.now().Add(ahead).Unix()}
	if token != "" {
		sum := sha256.Sum256([]byte(token))
		told["ath"] = toBase64url(sum[:])
	}
	if nonce != "" {
		told["nonce"] = nonce
	}
	header, _ := json.Marshal(map[string]any{"alg": "ES256", "typ": "dpop+jwt", "jwk": k.public})
	payload, _ := json.Marshal(told)
	text := toBase64url(header) + "." + toBase64url(payload)
	signature, err := signed(k.key(), SignatureAlgorithmEcdsaP256Sha256, []byte(text))
	if err != nil {
		return "", err
	}
	return text + "." + toBase64url(signature), nil
}

// Learns the server's clock and nonce from an answer that refused a proof.
func (k *DPoPKey) learn(header http.Header) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if theirs, isTime := httpTime(header.Get("Date")); isTime {
		k.ahead = theirs.Sub(k.now())
		if k.ahead < exactClock && k.ahead > -exactClock {
			k.ahead = 0
		}
	}
	if nonce := header.Get("DPoP-Nonce"); nonce != "" {
		k.nonce = nonce
	}
}
