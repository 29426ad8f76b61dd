"""Proofs that a token is one's own (DPoP, RFC 9449)."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

from cryptography.hazmat.primitives.asymmetric import ec

from ._algorithms import sign
from ._errors import InputError
from ._keys import PrivateKey, base64url, private_key

#: A difference of clocks below this is not worth a correction: seconds.
_EXACT = 2.0


class DpopKey:
    """A key on P-256 to which access tokens are bound. Without ``key``, a fresh one that only this process has.

    A proof may be a minute old at most, so it is made by the server's clock where ours turns out to be wrong.
    """

    def __init__(self, key: PrivateKey | None = None, *, now: Callable[[], float] = time.time) -> None:
        own = ec.generate_private_key(ec.SECP256R1()) if key is None else private_key(key)
        if not isinstance(own, ec.EllipticCurvePrivateKey) or own.curve.name != "secp256r1":
            raise InputError("A key for DPoP must be one on P-256.")
        self._key = own
        numbers = own.public_key().public_numbers()
        x, y = (base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        self._jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        self._now = now
        self._ahead = 0.0
        self._nonce: str | None = None

    def __repr__(self) -> str:
        return "DpopKey()"

    def prove(self, method: str, url: str, token: str | None) -> str:
        """The proof for one request."""
        told: dict[str, str | int] = {
            "htm": method,
            "htu": url.split("?")[0].split("#")[0],
            "jti": secrets.token_urlsafe(18),
            "iat": int(self._now() + self._ahead),
        }
        if token is not None:
            told["ath"] = base64url(hashlib.sha256(token.encode()).digest())
        if self._nonce is not None:
            told["nonce"] = self._nonce
        header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": self._jwk}
        text = ".".join(base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, told))
        return f"{text}.{base64url(sign(self._key, 'ecdsa-p256-sha256', text.encode()))}"

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learns the server's clock and nonce from an answer that refused a proof."""
        try:
            ahead = parsedate_to_datetime(headers.get("date", "")).timestamp() - self._now()
            self._ahead = 0.0 if abs(ahead) < _EXACT else ahead
        except (ValueError, TypeError):
            pass
        self._nonce = headers.get("dpop-nonce", self._nonce)
