"""The algorithms of RFC 9421 section 3.3."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal, TypeAlias, get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from ._errors import InputError
from ._keys import Private, Public

Algorithm: TypeAlias = Literal[
    "ed25519", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "rsa-pss-sha512", "rsa-v1_5-sha256", "hmac-sha256"
]
ALGORITHMS: tuple[str, ...] = get_args(Algorithm)
#: The curve's name and hash, and how many bytes each of r and s has.
_ECDSA: dict[str, tuple[str, hashes.HashAlgorithm, int]] = {
    "ecdsa-p256-sha256": ("secp256r1", hashes.SHA256(), 32),
    "ecdsa-p384-sha384": ("secp384r1", hashes.SHA384(), 48),
}
_PSS = padding.PSS(padding.MGF1(hashes.SHA512()), 64)


def default_algorithm(key: Private | Public | bytes) -> Algorithm:
    """The one that Florin takes for such a key when none is named."""
    if isinstance(key, bytes):
        return "hmac-sha256"
    if isinstance(key, (rsa.RSAPrivateKey, rsa.RSAPublicKey)):
        return "rsa-pss-sha512"
    if isinstance(key, (ec.EllipticCurvePrivateKey, ec.EllipticCurvePublicKey)):
        return "ecdsa-p384-sha384" if key.curve.name == "secp384r1" else "ecdsa-p256-sha256"
    return "ed25519"


def sign(key: Private | bytes, algorithm: Algorithm, base: bytes) -> bytes:
    """The signature. Raises ``InputError`` where the key is for another algorithm."""
    if algorithm == "hmac-sha256" and isinstance(key, bytes):
        return hmac.digest(key, base, hashlib.sha256)
    if algorithm == "ed25519" and isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(base)
    if algorithm in _ECDSA and isinstance(key, ec.EllipticCurvePrivateKey):
        curve, hash, size = _ECDSA[algorithm]
        if key.curve.name == curve:
            r, s = decode_dss_signature(key.sign(base, ec.ECDSA(hash)))
            return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    if algorithm == "rsa-pss-sha512" and isinstance(key, rsa.RSAPrivateKey):
        return key.sign(base, _PSS, hashes.SHA512())
    if algorithm == "rsa-v1_5-sha256" and isinstance(key, rsa.RSAPrivateKey):
        return key.sign(base, padding.PKCS1v15(), hashes.SHA256())
    raise InputError(f"The key is not for {algorithm}: name the algorithm of the key.")


def is_signed(key: Public | bytes, algorithm: Algorithm, base: bytes, signature: bytes) -> bool:
    """Whether the signature is of this key over this base."""
    try:
        if algorithm == "hmac-sha256" and isinstance(key, bytes):
            return hmac.compare_digest(hmac.digest(key, base, hashlib.sha256), signature)
        if algorithm == "ed25519" and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, base)
            return True
        if algorithm in _ECDSA and isinstance(key, ec.EllipticCurvePublicKey):
            curve, hash, size = _ECDSA[algorithm]
            if key.curve.name != curve or len(signature) != 2 * size:
                return False
            r, s = (int.from_bytes(part, "big") for part in (signature[:size], signature[size:]))
            key.verify(encode_dss_signature(r, s), base, ec.ECDSA(hash))
            return True
        if isinstance(key, rsa.RSAPublicKey) and algorithm == "rsa-pss-sha512":
            key.verify(signature, base, _PSS, hashes.SHA512())
            return True
        if isinstance(key, rsa.RSAPublicKey) and algorithm == "rsa-v1_5-sha256":
            key.verify(signature, base, padding.PKCS1v15(), hashes.SHA256())
            return True
    except (InvalidSignature, ValueError):
        return False
    return False
