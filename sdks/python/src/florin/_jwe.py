"""JWE in its compact form (RFC 7516): RSA-OAEP-256 and ECDH-ES, with A256GCM."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

from ._errors import FlorinError, InputError
from ._keys import PrivateKey, base64url, from_base64url, private_key, public_key

_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


class JweError(FlorinError):
    """A JWE that is refused. ``reason`` is ``malformed``, ``header_refused``, ``key_unknown`` or ``not_opened``."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The JWE cannot be opened ({reason}).")
        self.reason = reason


def encrypt(plaintext: bytes, jwk: Mapping[str, Any]) -> str:
    """Encrypts to a public key of RSA, which the JWK names by its ``kid``."""
    key = public_key(jwk)
    if not isinstance(key, rsa.RSAPublicKey) or not isinstance(jwk.get("kid"), str):
        raise InputError("The key to encrypt to is no public key of RSA with a kid.")
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": jwk["kid"]}
    protected = base64url(json.dumps(header, separators=(",", ":")).encode())
    content_key, nonce = os.urandom(32), os.urandom(12)
    sealed = AESGCM(content_key).encrypt(nonce, plaintext, protected.encode())
    parts = (key.encrypt(content_key, _OAEP), nonce, sealed[:-16], sealed[-16:])
    return ".".join([protected, *(base64url(part) for part in parts)])


def decrypt(jwe: str, keys: Sequence[PrivateKey], kid: str | None = None) -> bytes:
    """Opens a JWE with the first of these keys that fits. Where ``kid`` is given, the header has to name it. Raises ``JweError``."""
    parts = jwe.split(".") if isinstance(jwe, str) else []
    if len(parts) != 5:
        raise JweError("malformed")
    try:
        protected, wrapped, nonce, sealed, tag = (from_base64url(part) for part in parts)
        pairs = json.loads(protected.decode(), object_pairs_hook=lambda pairs: _Members(pairs))
    except (ValueError, RecursionError):
        raise JweError("malformed") from None
    # An agreed key needs no wrapped one. Otherwise no part is empty.
    header = _checked_header(pairs)
    if any(part == "" for part in (parts[0], parts[2], parts[3], parts[4])) or (
        parts[1] == "" and header["alg"] != "ECDH-ES"
    ):
        raise JweError("malformed")
    if kid is not None and header.get("kid") != kid:
        raise JweError("key_unknown")
    for key in keys:
        try:
            content_key = _content_key(header, wrapped, key)
            if len(content_key) != 32 or len(nonce) != 12 or len(tag) != 16:
                continue
            return AESGCM(content_key).decrypt(nonce, sealed + tag, parts[0].encode())
        except (ValueError, KeyError, TypeError, InvalidTag):
            # Which step it was is told to nobody.
            continue
    raise JweError("not_opened")


class _Members(list[tuple[str, Any]]):
    """The members of an object, also those that are there twice."""


def _checked_header(pairs: object) -> dict[str, Any]:
    if not isinstance(pairs, _Members):
        raise JweError("header_refused")
    header: dict[str, Any] = dict(pairs)
    allowed = {"alg", "enc", "kid", "typ", "cty"}
    if header.get("alg") == "ECDH-ES":
        allowed.add("epk")
        header["epk"] = dict(header["epk"]) if isinstance(header.get("epk"), _Members) else {}
    kind = (header.get("alg"), header.get("enc"))
    right = kind in (("RSA-OAEP-256", "A256GCM"), ("ECDH-ES", "A256GCM"))
    if len(header) != len(pairs) or not set(header) <= allowed or not right or not isinstance(header.get("kid"), str):
        raise JweError("header_refused")
    return header


def _content_key(header: Mapping[str, Any], wrapped: bytes, key: PrivateKey) -> bytes:
    own = private_key(key)
    if header["alg"] == "RSA-OAEP-256" and isinstance(own, rsa.RSAPrivateKey):
        return own.decrypt(wrapped, _OAEP)
    theirs = public_key(header.get("epk", {}))
    if isinstance(own, ec.EllipticCurvePrivateKey) and isinstance(theirs, ec.EllipticCurvePublicKey) and not wrapped:
        shared = own.exchange(ec.ECDH(), theirs)
        # RFC 7518 section 4.6.2: the algorithm, both parties, which are not named, and the length in bits.
        info = (7).to_bytes(4, "big") + b"A256GCM" + bytes(8) + (256).to_bytes(4, "big")
        return ConcatKDFHash(hashes.SHA256(), 32, info).derive(shared)
    raise ValueError
