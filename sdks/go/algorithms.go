package florin

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"math/big"
)

// The algorithms of RFC 9421 section 3.3. Florin takes no shared secrets; the vectors have one.
const hmacSHA256 SignatureAlgorithm = "hmac-sha256"

var pss = rsa.PSSOptions{SaltLength: 64, Hash: crypto.SHA512}

// The algorithm that Florin takes for such a public key when none is named.
func usualAlgorithm(public any) SignatureAlgorithm {
	switch key := public.(type) {
	case []byte:
		return hmacSHA256
	case *rsa.PublicKey:
		return SignatureAlgorithmRSAPssSha512
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P384() {
			return SignatureAlgorithmEcdsaP384Sha384
		}
		return SignatureAlgorithmEcdsaP256Sha256
	}
	return SignatureAlgorithmEd25519
}

// Whether the public key is one for the algorithm.
func fits(public any, algorithm SignatureAlgorithm) bool {
	switch key := public.(type) {
	case []byte:
		return algorithm == hmacSHA256
	case ed25519.PublicKey:
		return algorithm == SignatureAlgorithmEd25519
	case *rsa.PublicKey:
		return algorithm == SignatureAlgorithmRSAPssSha512 || algorithm == SignatureAlgorithmRSAV15Sha256
	case *ecdsa.PublicKey:
		return (algorithm == SignatureAlgorithmEcdsaP256Sha256 && key.Curve == elliptic.P256()) ||
			(algorithm == SignatureAlgorithmEcdsaP384Sha384 && key.Curve == elliptic.P384())
	}
	return false
}

// What is signed of a text, and how. The size is that of r and of s.
func digested(algorithm SignatureAlgorithm, base []byte) (digest []byte, options crypto.SignerOpts, size int) {
	sum256, sum384, sum512 := sha256.Sum256(base), sha512.Sum384(base), sha512.Sum512(base)
	switch algorithm {
	case SignatureAlgorithmRSAPssSha512:
		return sum512[:], &pss, 0
	case SignatureAlgorithmRSAV15Sha256:
		return sum256[:], crypto.SHA256, 0
	case SignatureAlgorithmEcdsaP256Sha256:
		return sum256[:], crypto.SHA256, 32
	case SignatureAlgorithmEcdsaP384Sha384:
		return sum384[:], crypto.SHA384, 48
	}
	return base, crypto.Hash(0), 0
}

// The signature. The key may also be one that lies elsewhere, as in a hardware module.
func signed(key crypto.Signer, algorithm SignatureAlgorithm, base []byte) ([]byte, error) {
	if !fits(key.Public(), algorithm) {
		return nil, wrongInput("The key is not for %s: name the algorithm of the key.", algorithm)
	}
	digest, options, size := digested(algorithm, base)
	signature, err := key.Sign(rand.Reader, digest, options)
	if err != nil || size == 0 {
		return signature, err
	}
	// Go writes ECDSA as DER, and RFC 9421 r and s one after another.
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &pair); err != nil {
		return nil, err
	}
	return append(pair.R.FillBytes(make([]byte, size)), pair.S.FillBytes(make([]byte, size))...), nil
}

// Whether the signature is of this key over this base.
func isSigned(public any, algorithm SignatureAlgorithm, base, signature []byte) bool {
	if !fits(public, algorithm) {
		return false
	}
	digest, _, size := digested(algorithm, base)
	switch key := public.(type) {
	case []byte:
		code := hmac.New(sha256.New, key)
		code.Write(base)
		return hmac.Equal(code.Sum(nil), signature)
	case ed25519.PublicKey:
		return ed25519.Verify(key, base, signature)
	case *ecdsa.PublicKey:
		if len(signature) != 2*size {
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
		return ecdsa.Verify(key, digest, r, s)
	case *rsa.PublicKey:
		if algorithm == SignatureAlgorithmRSAPssSha512 {
			return rsa.VerifyPSS(key, crypto.SHA512, digest, signature, &pss) == nil
		}
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest, signature) == nil
	}
	return false
}
