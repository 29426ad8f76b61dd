"""Whether to send a request again, and when. Nothing here waits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0
#: Whoever is told to wait longer is better told now.
LONGEST_RETRY_AFTER = 60.0
#: After a wait that was asked for, many clients would come back at once.
JITTER_AFTER = 1.0
REPEATABLE = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Tries:
    """How far a call has come. Times are seconds."""

    made: int
    max_tries: int
    elapsed: float
    total: float


def wait_before_next(tries: Tries, retry_after: float | None, random: float) -> float | None:
    """How long to wait before the next try, or None if there is none. Only what may be repeated comes here.

    It never waits less than ``Retry-After`` asks, and not at all where that is more than a minute or than what is left.
    """
    if tries.made >= tries.max_tries:
        return None
    if retry_after is not None and retry_after > LONGEST_RETRY_AFTER:
        return None
    wait = backoff(tries.made, random) if retry_after is None else retry_after + random * JITTER_AFTER
    return None if tries.elapsed + wait >= tries.total else wait


def backoff(failures: int, random: float) -> float:
    """Twice as long each time, between half of it and all of it, so that many clients do not come back at once."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 10))
    return float(longest * (1 - random / 2))


def retry_after_of(headers: Mapping[str, str], now: float) -> float | None:
    """Reads ``Retry-After`` (RFC 9110 section 10.2.3): seconds, or a date. None where it says nothing that can be read.

    A date is compared with the answer's own ``Date``, because our clock may be wrong.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    at = _time_of(value)
    if at is None:
        return None
    theirs = _time_of(headers.get("date", ""))
    return max(0.0, at - (now if theirs is None else theirs))


def _time_of(text: str) -> float | None:
    if not text.endswith(" GMT"):
        return None
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
