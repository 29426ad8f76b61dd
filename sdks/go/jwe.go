package florin

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// JWE in its compact form (RFC 7516): RSA-OAEP-256 and ECDH-ES, with A256GCM.
const (
	contentKeySize = 32
	nonceSize      = 12
	tagSize        = 16
)

// A JWE that is refused: malformed, header_refused, key_unknown or not_opened.
type jweError struct{ reason string }

func (e *jweError) Error() string { return "florin: the JWE cannot be opened (" + e.reason + ")" }

type jweHeader struct {
	Alg string `json:"alg"`
	Enc string `json:"enc"`
	Kid string `json:"kid"`
	Epk jwk    `json:"epk"`
}

// Encrypts to a public RSA key, which the JWK names by its kid.
func encryptJWE(plaintext []byte, to jwk) (string, error) {
	key, _ := to.public()
	public, isRSA := key.(*rsa.PublicKey)
	if !isRSA || to.Kid == "" {
		return "", wrongInput("The key to encrypt to is no public key of RSA with a kid.")
	}
	kid, _ := json.Marshal(to.Kid)
	protected := toBase64url([]byte(`{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":` + string(kid) + `}`))
	chance := make([]byte, contentKeySize+nonceSize)
	if _, err := rand.Read(chance); err != nil {
		return "", err
	}
	contentKey, nonce := chance[:contentKeySize], chance[contentKeySize:]
	wrapped, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, public, contentKey, nil)
	if err != nil {
		return "", wrongInput("The key to encrypt to cannot be used: %s.", err)
	}
	sealer, err := gcm(contentKey)
	if err != nil {
		return "", err
	}
	sealed := sealer.Seal(nil, nonce, plaintext, []byte(protected))
	parts := []string{protected}
	for _, part := range [][]byte{wrapped, nonce, sealed[:len(sealed)-tagSize], sealed[len(sealed)-tagSize:]} {
		parts = append(parts, toBase64url(part))
	}
	return strings.Join(parts, "."), nil
}

// Opens a JWE with the first of these keys that fits. Where kid is given, the header has to name it.
func decryptJWE(text string, keys []crypto.PrivateKey, kid string) ([]byte, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 5 {
		return nil, &jweError{"malformed"}
	}
	var decoded [5][]byte
	for index, part := range parts {
		data, err := fromBase64url(part)
		if err != nil {
			return nil, &jweError{"malformed"}
		}
		decoded[index] = data
	}
	if !json.Valid(decoded[0]) || !utf8.Valid(decoded[0]) {
		return nil, &jweError{"malformed"}
	}
	header, right := checkedHeader(decoded[0])
	if !right {
		return nil, &jweError{"header_refused"}
	}
	// An agreed key needs no wrapped one. Otherwise no part is empty.
	for index, part := range parts {
		if part == "" && (index != 1 || header.Alg != "ECDH-ES") {
			return nil, &jweError{"malformed"}
		}
	}
	if kid != "" && header.Kid != kid {
		return nil, &jweError{"key_unknown"}
	}
	nonce, sealed := decoded[2], append(append([]byte{}, decoded[3]...), decoded[4]...)
	if len(nonce) == nonceSize && len(decoded[4]) == tagSize {
		for _, key := range keys {
			contentKey := contentKeyOf(header, decoded[1], key)
			if len(contentKey) != contentKeySize {
				continue
			}
			opener, err := gcm(contentKey)
			if err != nil {
				continue
			}
			if plaintext, err := opener.Open(nil, nonce, sealed, []byte(parts[0])); err == nil {
				return plaintext, nil
			}
		}
	}
	// Which step it was is told to nobody.
	return nil, &jweError{"not_opened"}
}

// The header, if it has what Florin sends and nothing else. A member that stands twice is read as its last one by some, and as its
// first one by others.
func checkedHeader(data []byte) (jweHeader, bool) {
	var header jweHeader
	decoder := json.NewDecoder(bytes.NewReader(data))
	if begin, _ := decoder.Token(); begin != json.Delim('{') {
		return header, false
	}
	members := map[string]json.RawMessage{}
	for decoder.More() {
		name, _ := decoder.Token()
		var value json.RawMessage
		text, isText := name.(string)
		if _, twice := members[text]; !isText || twice || decoder.Decode(&value) != nil {
			return header, false
		}
		members[text] = value
	}
	header.Alg, _ = textOf(members["alg"])
	header.Enc, _ = textOf(members["enc"])
	kid, hasKid := textOf(members["kid"])
	header.Kid = kid
	agreed := header.Alg == "ECDH-ES"
	for name := range members {
		switch name {
		case "alg", "enc", "kid", "typ", "cty":
		case "epk":
			if !agreed || json.Unmarshal(members[name], &header.Epk) != nil {
				return header, false
			}
		default:
			return header, false
		}
	}
	return header, hasKid && header.Enc == "A256GCM" && (agreed || header.Alg == "RSA-OAEP-256")
}

// The key of the content, or nothing.
func contentKeyOf(header jweHeader, wrapped []byte, key crypto.PrivateKey) []byte {
	switch own := key.(type) {
	case *rsa.PrivateKey:
		if header.Alg == "RSA-OAEP-256" {
			contentKey, _ := rsa.DecryptOAEP(sha256.New(), rand.Reader, own, wrapped, nil)
			return contentKey
		}
	case *ecdsa.PrivateKey:
		// The public key was checked to be on its curve.
		public, _ := header.Epk.public()
		theirs, isEC := public.(*ecdsa.PublicKey)
		if header.Alg == "ECDH-ES" && isEC && theirs.Curve == own.Curve && len(wrapped) == 0 {
			x, _ := own.Curve.ScalarMult(theirs.X, theirs.Y, own.D.Bytes())
			return concatKDF(x.FillBytes(make([]byte, (own.Curve.Params().BitSize+7)/8)))
		}
	}
	return nil
}

// RFC 7518 section 4.6.2: the algorithm, both parties, which are not named, and the length in bits. One round gives all 32 bytes.
func concatKDF(shared []byte) []byte {
	uint32 := func(number int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(number)) }
	hash := sha256.New()
	for _, part := range [][]byte{
		uint32(1), shared, uint32(len("A256GCM")), []byte("A256GCM"), uint32(0), uint32(0), uint32(8 * contentKeySize),
	} {
		hash.Write(part)
	}
	return hash.Sum(nil)
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
