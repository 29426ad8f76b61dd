"""Deliveries of webhooks (Standard Webhooks 1.0): whether they are genuine, and handlers for FastAPI, Flask and Django."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ._errors import InputError, VerificationError
from ._generated.models import SHAPES, Event
from ._jwe import JweError, decrypt
from ._keys import PrivateKey
from ._record import shaped

__all__ = ["Event", "VerificationError", "Webhooks", "verify_signature"]

TOLERANCE = 300


def verify_signature(
    body: bytes, headers: Mapping[str, str], secrets: Sequence[str], *, now: float, tolerance: float = TOLERANCE
) -> None:
    """Raises ``VerificationError`` where the delivery was not signed with one of the secrets. ``now`` is seconds since 1970."""
    keys = [_key(secret) for secret in secrets]
    if not keys or any(key is None for key in keys):
        raise VerificationError("The secret of the webhook is empty or no whsec_…: see its variable.", "secret_invalid")
    found = {name.lower(): value for name, value in headers.items()}
    id, timestamp, signatures = (found.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    for name, value in (("id", id), ("timestamp", timestamp), ("signature", signatures)):
        if not value:
            raise VerificationError(f"The delivery has no header webhook-{name}.", "header_missing")
    if not re.fullmatch(r"[0-9]{1,15}", timestamp):
        raise VerificationError("webhook-timestamp is no whole number of seconds.", "timestamp_invalid")
    age = now - int(timestamp)
    if age > tolerance:
        raise VerificationError("The delivery is too old: it may be a copy of an earlier one.", "too_old")
    if -age > tolerance:
        raise VerificationError("The delivery is from too far ahead: see the clock.", "too_new")
    signed = f"{id}.{timestamp}.".encode() + body
    expected = [b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)) for key in keys if key is not None]
    given = [each.encode() for each in signatures.split(" ")]
    # Each is compared, so that the time tells nothing.
    if not any([hmac.compare_digest(one, another) for one in given for another in expected]):
        raise VerificationError("No signature was made with this secret over this body.", "no_signature_fits")


def _key(secret: str) -> bytes | None:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True) or None
    except (binascii.Error, ValueError, AttributeError):
        return None


@dataclass(frozen=True)
class Webhooks:
    """Receives the deliveries of an endpoint.

    ``secret`` is the ``whsec_…`` of the endpoint; while it is rotated, the old one and the new one. ``decryption_keys`` are the private
    keys, in PEM or as JWKs, of an endpoint with an ``encryption_key``. ``tolerance`` is how old a delivery may be, and how far ahead its
    clock: seconds.
    """

    secret: str | Sequence[str] = field(repr=False)
    decryption_keys: Sequence[PrivateKey] = field(default=(), repr=False)
    tolerance: float = TOLERANCE
    now: Callable[[], float] = field(default=time.time, repr=False)

    def __post_init__(self) -> None:
        secrets = [self.secret] if isinstance(self.secret, str) else list(self.secret)
        if not secrets or any(_key(secret) is None for secret in secrets):
            raise InputError("secret must be the whsec_… that the endpoint was created with: see its variable.")

    def verify(self, body: bytes | str, headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> Event:
        """The event of a genuine delivery. ``body`` is what came, byte for byte: not what a parser made of it.

        Raises ``VerificationError``; answer with 401 then. An event of a type that this version does not know comes through as an
        ``UnknownEvent``.
        """
        if isinstance(body, str):
            body = body.encode()
        if not isinstance(body, (bytes, bytearray)):
            raise InputError("The body must be the bytes that came: a parsed body cannot be verified.")
        named = {name.lower(): value for name, value in (headers.items() if isinstance(headers, Mapping) else headers)}
        secrets = [self.secret] if isinstance(self.secret, str) else self.secret
        verify_signature(bytes(body), named, secrets, now=self.now(), tolerance=self.tolerance)
        return self._event(bytes(body), named.get("content-type", ""))

    def _event(self, body: bytes, media_type: str) -> Event:
        if media_type.split(";")[0].strip().lower() == "application/jose":
            if not self.decryption_keys:
                raise InputError("The delivery is encrypted: hand in the private key as decryption_keys.")
            try:
                body = decrypt(body.decode("ascii", "replace"), self.decryption_keys)
            except JweError as error:
                raise VerificationError("The delivery cannot be decrypted with these keys.", error.reason) from error
        try:
            value: Any = json.loads(body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise VerificationError("The delivery is genuine, but is no event.", "no_event")
        return cast(Event, shaped("Event", value, SHAPES))

    def fastapi(self, handle: Callable[[Event], Any]) -> Callable[..., Any]:
        """A handler for FastAPI: ``app.post("/webhooks")(webhooks.fastapi(handle))``. ``handle`` may be async."""
        from ._handlers import fastapi_handler

        return fastapi_handler(self, handle)

    def flask(self, handle: Callable[[Event], Any]) -> Callable[[], Any]:
        """A view for Flask: ``app.post("/webhooks")(webhooks.flask(handle))``."""
        from ._handlers import flask_view

        return flask_view(self, handle)

    def django(self, handle: Callable[[Event], Any]) -> Callable[..., Any]:
        """A view for Django: ``path("webhooks", webhooks.django(handle))``. It needs no token against CSRF."""
        from ._handlers import django_view

        return django_view(self, handle)
