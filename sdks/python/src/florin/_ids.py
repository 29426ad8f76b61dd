"""Ids are TypeIDs: a prefix, an underscore, and the 128 bits of a UUID in base 32."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from ._errors import InputError

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class IdError(InputError):
    """A text that is no id of this kind. ``reason`` is ``prefix``, ``length``, ``characters`` or ``too_large``."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class ParsedId(NamedTuple):
    """What an id tells."""

    prefix: str
    uuid: uuid.UUID
    #: Milliseconds since 1970, or None if the number is no UUIDv7.
    time_ms: int | None

    @property
    def time(self) -> datetime | None:
        """When the object was made, in UTC; None also where that is beyond what a ``datetime`` holds."""
        if self.time_ms is None:
            return None
        try:
            return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=self.time_ms)
        except OverflowError:
            return None


def parse_id(id: str, prefix: str) -> ParsedId:
    """Reads an id of a kind: ``parse_id("pay_…", "pay")``. Raises ``IdError``."""
    if not isinstance(id, str) or not id.startswith(f"{prefix}_"):
        raise IdError(f"{id!r} does not begin with {prefix}_.", "prefix")
    rest = id[len(prefix) + 1 :]
    if len(rest) != 26:
        raise IdError(f"{id!r} has not 26 characters behind {prefix}_.", "length")
    if not re.fullmatch(f"[{_ALPHABET}]+", rest):
        raise IdError(f"{id!r} has characters that no id has.", "characters")
    if rest[0] > "7":
        raise IdError(f"{id!r} is more than 128 bits hold.", "too_large")
    number = 0
    for character in rest:
        number = number << 5 | _ALPHABET.index(character)
    made = uuid.UUID(int=number)
    is_v7 = made.version == 7 and made.variant == uuid.RFC_4122
    return ParsedId(prefix, made, number >> 80 if is_v7 else None)
