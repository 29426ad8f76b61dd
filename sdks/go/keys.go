package florin

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
)

// ParsePrivateKey reads a private key as files have it: PKCS #8, PKCS #1 or SEC 1 in PEM without a password, or a JWK. What it gives is
// an ed25519.PrivateKey, an *ecdsa.PrivateKey or an *rsa.PrivateKey. The error is an *InputError.
func ParsePrivateKey(text []byte) (crypto.Signer, error) {
	if key := parsedKey(bytes.TrimSpace(text)); key != nil {
		return key, nil
	}
	// Without anything of the key.
	return nil, wrongInput("The private key is none that can be used: hand in PKCS #8 in PEM without a password, or a JWK.")
}

func parsedKey(text []byte) crypto.Signer {
	if bytes.HasPrefix(text, []byte("{")) {
		var key jwk
		if json.Unmarshal(text, &key) != nil {
			return nil
		}
		private, _ := key.private()
		return private
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		signer, _ := key.(crypto.Signer)
		return signer
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key
	}
	if key, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return key
	}
	return nil
}

// A key as JSON (RFC 7517).
type jwk struct {
	Kty string `json:"kty"`
	Kid string `json:"kid,omitempty"`
	Crv string `json:"crv,omitempty"`
	X   string `json:"x,omitempty"`
	Y   string `json:"y,omitempty"`
	N   string `json:"n,omitempty"`
	E   string `json:"e,omitempty"`
	D   string `json:"d,omitempty"`
	P   string `json:"p,omitempty"`
	Q   string `json:"q,omitempty"`
}

var errNoKey = errors.New("florin: no key that is known")

// The public key, or an error where it is none that is known.
func (k jwk) public() (crypto.PublicKey, error) {
	switch k.Kty {
	case "OKP":
		x, err := fromBase64url(k.X)
		if err != nil || k.Crv != "Ed25519" || len(x) != ed25519.PublicKeySize {
			return nil, errNoKey
		}
		return ed25519.PublicKey(x), nil
	case "EC":
		curve, x, y := curveOf(k.Crv), k.number(k.X), k.number(k.Y)
		if curve == nil || x == nil || y == nil || !curve.IsOnCurve(x, y) {
			return nil, errNoKey
		}
		return &ecdsa.PublicKey{Curve: curve, X: x, Y: y}, nil
	case "RSA":
		n, e := k.number(k.N), k.number(k.E)
		if n == nil || e == nil || !e.IsInt64() || e.Int64() < 3 || e.Int64() > 1<<31-1 {
			return nil, errNoKey
		}
		return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
	}
	return nil, errNoKey
}

func (k jwk) private() (crypto.Signer, error) {
	public, err := k.public()
	if err != nil {
		return nil, err
	}
	switch public := public.(type) {
	case ed25519.PublicKey:
		seed, err := fromBase64url(k.D)
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, errNoKey
		}
		key := ed25519.NewKeyFromSeed(seed)
		if !bytes.Equal(key.Public().(ed25519.PublicKey), public) {
			return nil, errNoKey
		}
		return key, nil
	case *ecdsa.PublicKey:
		d := k.number(k.D)
		if d == nil || d.Sign() <= 0 || d.Cmp(public.Curve.Params().N) >= 0 {
			return nil, errNoKey
		}
		return &ecdsa.PrivateKey{PublicKey: *public, D: d}, nil
	case *rsa.PublicKey:
		d, p, q := k.number(k.D), k.number(k.P), k.number(k.Q)
		if d == nil || p == nil || q == nil {
			return nil, errNoKey
		}
		key := &rsa.PrivateKey{PublicKey: *public, D: d, Primes: []*big.Int{p, q}}
		key.Precompute()
		if key.Validate() != nil {
			return nil, errNoKey
		}
		return key, nil
	}
	return nil, errNoKey
}

func (jwk) number(text string) *big.Int {
	data, err := fromBase64url(text)
	if err != nil || len(data) == 0 {
		return nil
	}
	return new(big.Int).SetBytes(data)
}

func curveOf(name string) elliptic.Curve {
	switch name {
	case "P-256":
		return elliptic.P256()
	case "P-384":
		return elliptic.P384()
	}
	return nil
}

// Base64url without padding.
func toBase64url(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// The bytes. An error where the text is not exactly how toBase64url writes them: the standard library would pass over line breaks.
func fromBase64url(text string) ([]byte, error) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || toBase64url(data) != text {
		return nil, errors.New("florin: no base64url")
	}
	return data, nil
}

// The same for base64 with padding.
func fromBase64(text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(data) != text {
		return nil, errors.New("florin: no base64")
	}
	return data, nil
}
