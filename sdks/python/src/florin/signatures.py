"""Signed requests, and the verification of answers and of webhooks (docs/signatures.md of Florin)."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping
from typing import Any

from ._algorithms import ALGORITHMS, Algorithm, default_algorithm, sign
from ._errors import InputError, VerificationError
from ._keys import PrivateKey, Public, private_key, public_key
from ._messages import Parameters, base_of, check, component_of, digest_of, input_of, members_of, read
from ._published import Jwks, PublishedKeys
from ._wire import Answer, Request, Steps, Surroundings

__all__ = ["Algorithm", "FlorinKeys", "RequestSigning", "VerificationError", "verify_answer", "verify_webhook"]

_LABEL, _TAG = "florin", "florin-sdk"
_WEBHOOK_TAG = "florin-webhook"
_KEPT_FOR = 3600.0
#: A key that is not in the list may be newer than the list.
_RENEWED_AFTER = 60.0
TOLERANCE = 300.0
#: Fields that take effect, and so are covered where they are sent.
_COVERED = ("authorization", "dpop", "content-digest", "content-type", "idempotency-key", "last-event-id")


class FlorinKeys:
    """Florin's public keys. Share one among clients of one Florin."""

    def __init__(self, base_url: str, *, around: Surroundings | None = None) -> None:
        self._list = PublishedKeys(base_url, "/.well-known/florin-signatures.json", _KEPT_FOR, around)

    def find(self, key_id: object) -> Steps[Mapping[str, Any] | None]:
        """The key as a JWK, or None if Florin has none with this id."""
        return _with_id((yield from self._list.keys()), key_id) or _with_id(
            (yield from self._list.keys(_RENEWED_AFTER)), key_id
        )


class RequestSigning:
    """Signs every request by RFC 9421, and with ``answers`` verifies every answer. Hand it to a client as ``signing``.

    ``key_id`` is ``sigkey_…``; ``private_key`` is PEM, a JWK or a key of ``cryptography``. ``algorithm`` is needed for RSA PKCS #1 v1.5 only.
    """

    def __init__(
        self,
        *,
        key_id: str,
        private_key: PrivateKey,
        algorithm: Algorithm | None = None,
        answers: FlorinKeys | None = None,
        around: Surroundings | None = None,
    ) -> None:
        if not isinstance(key_id, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", key_id):
            raise InputError("key_id must be the id of your signature key, sigkey_….")
        self._key_id = key_id
        self._key = _checked(private_key)
        self._algorithm: Algorithm = default_algorithm(self._key) if algorithm is None else algorithm
        if self._algorithm not in ALGORITHMS or self._algorithm == "hmac-sha256":
            raise InputError(f"algorithm must be one of Florin's, and is {algorithm!r}.")
        self._answers = answers
        self._around = around or Surroundings()
        # A key of another algorithm is said now, and not at the first request.
        sign(self._key, self._algorithm, b"")

    def __repr__(self) -> str:
        return f"RequestSigning(key_id={self._key_id!r}, algorithm={self._algorithm!r})"

    def sign(self, request: Request) -> Request:
        """The request with its digest and its signature. Each has a nonce of its own."""
        nonce = secrets.token_urlsafe(18)
        headers = dict(request.headers)
        if request.body is not None:
            headers["content-digest"] = digest_of(request.body)
        if self._answers is not None:
            asked = " ".join(component_of(name) for name in _of_answer(request))
            headers["accept-signature"] = f'{_LABEL}=({asked});created;nonce="{nonce}";tag="{_TAG}"'
        covered = ["@method", "@target-uri", *(name for name in _COVERED if name in headers)]
        created = int(self._around.now())
        parameters: Parameters = {"created": created, "nonce": nonce, "keyid": self._key_id, "tag": _TAG}
        input = input_of(covered, parameters)
        signed = Request(request.method, request.url, headers, request.body)
        base = base_of([component_of(name) for name in covered], input, signed)
        assert base is not None
        signature = base64.b64encode(sign(self._key, self._algorithm, base)).decode()
        headers["signature-input"] = f"{_LABEL}={input}"
        headers["signature"] = f"{_LABEL}=:{signature}:"
        return signed

    def verify(self, request: Request, answer: Answer) -> Steps[None]:
        """Raises ``VerificationError`` where the answer is not signed by Florin for this very request."""
        if self._answers is None or (_maybe_unsigned(answer.status) and "signature" not in answer.headers):
            return
        signed = read(answer.headers, _LABEL)
        asked = re.search(r';nonce="([^"]*)"', request.headers.get("accept-signature", ""))
        if asked is None or signed.parameters.get("nonce") != asked[1]:
            raise VerificationError("The answer was signed for another request: it may be a copy.", "signature_invalid")
        jwk = yield from self._answers.find(signed.parameters.get("keyid"))
        now = self._around.now()
        _check_answer(request, answer, _LABEL, [] if jwk is None else [jwk], now, TOLERANCE, _of_answer(request))


def verify_answer(
    request: Request, answer: Answer, keys: Jwks, *, now: float, label: str = _LABEL, tolerance: float = TOLERANCE
) -> None:
    """Raises ``VerificationError`` where the answer is not signed by one of Florin's ``keys`` (JWKs with ``kid``)."""
    _check_answer(request, answer, label, keys, now, tolerance, ("@status", "content-digest"))


def verify_webhook(
    *,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    keys: Jwks,
    now: float,
    tolerance: float = TOLERANCE,
    method: str = "POST",
) -> None:
    """Raises ``VerificationError`` where a delivery of an endpoint with ``http_signatures`` is not signed by one of Florin's ``keys``.

    ``url`` is the whole address that the endpoint was created with, and ``keys`` are those of ``/.well-known/florin-signatures.json``.
    """
    request = Request(method, url, {name.lower(): value for name, value in headers.items()}, body)
    labels = [
        label for label in members_of(request.headers.get("signature-input", "")) if _is_tagged(request.headers, label)
    ]
    signed = read(request.headers, labels[0] if labels else "florin")
    required = ("@method", "@target-uri", "content-type", "webhook-id", "webhook-timestamp", "content-digest")
    check(signed, request, None, required=required, find=_finder(keys), now=now, tolerance=tolerance)


def _is_tagged(headers: Mapping[str, str], label: str) -> bool:
    return f';tag="{_WEBHOOK_TAG}"' in members_of(headers.get("signature-input", "")).get(label, "")


def _check_answer(
    request: Request,
    answer: Answer,
    label: str,
    keys: Jwks,
    now: float,
    tolerance: float,
    required: tuple[str, ...],
) -> None:
    signed = read(answer.headers, label)
    check(signed, request, answer, required=required, find=_finder(keys), now=now, tolerance=tolerance)


def _of_answer(request: Request) -> tuple[str, ...]:
    """What of an answer is covered, so that it is this answer to this very request."""
    digest = () if request.body is None else ("content-digest;req",)
    return ("@status", "content-digest", "@method;req", "@target-uri;req", *digest)


def _maybe_unsigned(status: int) -> bool:
    """Refusals that may come before Florin has looked at the key, and those of what stands before it. None of them did anything."""
    return status in (401, 408, 429, 431) or status >= 500


def _with_id(keys: Jwks, key_id: object) -> Mapping[str, Any] | None:
    return next((key for key in keys if key.get("kid") == key_id), None)


def _finder(keys: Jwks) -> Any:
    def find(key_id: str) -> tuple[Public, Algorithm] | None:
        jwk = _with_id(keys, key_id)
        key = None if jwk is None else public_key(jwk)
        return None if key is None else (key, default_algorithm(key))

    return find


def _checked(key: PrivateKey) -> Any:
    return private_key(key)
