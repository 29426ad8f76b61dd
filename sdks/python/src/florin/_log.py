"""What can be heard of requests. No entry has a secret, a body, an id or a value of a query."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_logger = logging.getLogger("florin")


@dataclass(frozen=True)
class LogEntry:
    """One thing that happened. Times are seconds."""

    event: Literal["request", "answer", "no_answer", "retry"]
    #: As the API's document calls it, ``createPayment``.
    operation: str
    method: str
    #: As the API's document writes it, with ``{id}`` in place of ids.
    path: str
    #: The first try is 1.
    attempt: int
    status: int | None = None
    request_id: str | None = None
    duration: float | None = None
    #: The class of what went wrong.
    error: str | None = None
    #: How long until the next try.
    wait: float | None = None


def quietly(on_log: Callable[[LogEntry], None] | None) -> Callable[[LogEntry], None]:
    """Tells the hook and the logger ``florin``. A hook that fails must not fail a payment."""

    def tell(entry: LogEntry) -> None:
        _logger.debug("%s", entry)
        if on_log is None:
            return
        try:
            on_log(entry)
        except Exception:
            _logger.exception("on_log failed")

    return tell
