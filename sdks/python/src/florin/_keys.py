"""Keys, from the forms in which people have them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from ._errors import InputError

#: PEM (PKCS #8, without a password), a JWK, or a key of ``cryptography``.
PrivateKey: TypeAlias = (
    "str | bytes | Mapping[str, Any] | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey"
)
Private: TypeAlias = "ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey"
Public: TypeAlias = "ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey"
_CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}


def private_key(key: PrivateKey) -> Private:
    """The key. Raises ``InputError`` where it is none that Florin knows."""
    if isinstance(key, (ed25519.Ed25519PrivateKey, ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        return key
    loaded: object = None
    try:
        if isinstance(key, Mapping):
            return _private_of_jwk(key)
        if isinstance(key, (str, bytes)):
            loaded = load_pem_private_key(key.encode() if isinstance(key, str) else key, None)
    except (ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        loaded = None
    if isinstance(loaded, (ed25519.Ed25519PrivateKey, ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        return loaded
    raise InputError("The private key is none that can be used: hand in PKCS #8 in PEM without a password, or a JWK.")


def public_key(key: str | bytes | Mapping[str, Any]) -> Public | None:
    """The public key of a JWK or in PEM, or None where it is none that is known."""
    loaded: object = None
    try:
        if isinstance(key, Mapping):
            return _public_of_jwk(key)
        loaded = load_pem_public_key(key.encode() if isinstance(key, str) else key)
    except (ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        return None
    if isinstance(loaded, (ed25519.Ed25519PublicKey, ec.EllipticCurvePublicKey, rsa.RSAPublicKey)):
        return loaded
    return None


def _private_of_jwk(jwk: Mapping[str, Any]) -> Private:
    if jwk["kty"] == "OKP" and jwk["crv"] == "Ed25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(from_base64url(jwk["d"]))
    if jwk["kty"] == "EC":
        return ec.derive_private_key(_number(jwk["d"]), _CURVES[jwk["crv"]])
    if jwk["kty"] == "RSA":
        p, q, d, dp, dq, qi = (_number(jwk[name]) for name in ("p", "q", "d", "dp", "dq", "qi"))
        public = rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"]))
        return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, public).private_key()
    raise ValueError


def _public_of_jwk(jwk: Mapping[str, Any]) -> Public:
    if jwk["kty"] == "OKP" and jwk["crv"] == "Ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(from_base64url(jwk["x"]))
    if jwk["kty"] == "EC":
        return ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), _CURVES[jwk["crv"]]).public_key()
    if jwk["kty"] == "RSA":
        return rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"])).public_key()
    raise ValueError


def base64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes. Raises ``ValueError`` where the text is not exactly how ``base64url`` writes them."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("no base64url") from error
    if base64url(data) != text:
        raise ValueError("no base64url")
    return data


def _number(text: str) -> int:
    return int.from_bytes(from_base64url(text), "big")
