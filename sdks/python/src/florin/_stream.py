"""What the sync and the async stream of events decide alike."""

from __future__ import annotations

import json
from typing import Any, cast

from ._errors import AnswerError, ConnectionError, FlorinError
from ._generated.models import SHAPES, Event
from ._record import shaped
from ._retries import backoff
from ._sse import Message

#: Florin sends a comment every 15 seconds. After three times as long the connection is dead.
SILENCE = 45.0
#: How long to wait before connecting again, until the server says otherwise.
_RECONNECT = 1.0


def event_of(message: Message) -> Event:
    """The event. One of a type that this version does not know comes through as an ``UnknownEvent``."""
    try:
        value: Any = json.loads(message.data)
    except ValueError:
        value = None
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise FlorinError("The stream sent something that is no event: is base_url Florin's own address?")
    return cast(Event, shaped("Event", value, SHAPES))


class StreamState:
    """How far a stream has come."""

    def __init__(self, last: str | None) -> None:
        #: The id of the last event that was handled.
        self.last = last
        self.failures = 0
        self._reconnect = _RECONNECT

    def failed(self, error: ConnectionError | AnswerError) -> None:
        """Raises the error where asking again does not change it. A server that is busy or restarts comes back."""
        if isinstance(error, AnswerError) and error.status not in (408, 429) and error.status < 500:
            raise error
        self.failures += 1

    def learn(self, retry: float | None) -> None:
        """Takes over how long the server asks to wait."""
        if retry is not None:
            self._reconnect = retry

    def pause(self, random: float) -> float:
        """How long to wait before connecting again."""
        return max(self._reconnect, backoff(self.failures, random) if self.failures else 0.0)
