"""Lists of public keys that Florin publishes (RFC 7517), kept for a while."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from ._answers import parsed
from ._config import checked_base_url
from ._core import said
from ._errors import AnswerError, ConnectionError
from ._wire import Acquire, Answer, Lost, Request, Send, Steps, Surroundings, url_of

_TIMEOUT = 30.0
Jwks = Sequence[Mapping[str, Any]]


class PublishedKeys:
    """Asks for the list when it is needed. Many calls at once ask once."""

    def __init__(self, base_url: str, path: str, kept_for: float, around: Surroundings | None = None) -> None:
        self._url = url_of(checked_base_url(base_url), path)
        self._kept_for = kept_for
        self._around = around or Surroundings()
        self._lock = threading.Lock()
        self._keys: Jwks = ()
        self._read_at: float | None = None

    def keys(self, max_age: float | None = None) -> Steps[Jwks]:
        """The keys. The list is at most so many seconds old."""
        yield Acquire(self._lock)
        try:
            now = self._around.monotonic()
            limit = self._kept_for if max_age is None else max_age
            if self._read_at is None or now - self._read_at >= limit:
                self._keys = yield from self._read()
                self._read_at = now
            return self._keys
        finally:
            self._lock.release()

    def _read(self) -> Steps[Jwks]:
        request = Request("GET", self._url, {"accept": "application/json", "accept-encoding": "identity"})
        came: Answer | Lost = yield Send(request, _TIMEOUT)
        if isinstance(came, Lost):
            raise ConnectionError(f"Florin's public keys did not come: {said(came.error)}.") from came.error
        value = parsed(came.body)
        keys = value.get("keys") if came.status == 200 and isinstance(value, dict) else None
        if not isinstance(keys, list):
            raise AnswerError(
                f"{self._url} has no list of keys: is base_url Florin's own address?",
                status=came.status,
                may_be_repeated=came.status >= 500,
            )
        return [key for key in keys if isinstance(key, dict)]
