"""Bodies and queries, from what Python has to what the API takes."""

from __future__ import annotations

import enum
import json
import math
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from ._errors import InputError

_EXACT_MAX = 2**53 - 1


class Omit(enum.Enum):
    """What is not sent. ``None`` is sent as ``null`` where the API takes that."""

    OMIT = "omit"


OMIT: Final = Omit.OMIT


def serialized(body: Mapping[str, Any]) -> bytes:
    """The body as JSON. A whole ``Decimal`` becomes a number, a ``datetime`` RFC 3339. Raises ``InputError`` for what would be
    changed without a word."""
    return json.dumps(plain(body, "The body"), ensure_ascii=False, separators=(",", ":")).encode()


def plain(value: object, name: str) -> Any:
    """The value as JSON has it. ``name`` is what an ``InputError`` calls it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return plain(value.value, name)
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise InputError(f"{name} has half of a surrogate pair, which is no text.") from None
        return value
    if isinstance(value, (int, float, Decimal)):
        return _number(value, name)
    if isinstance(value, datetime):
        return _time(value, name)
    if isinstance(value, date):
        raise InputError(f"{name} is a date without a time: hand in a datetime with a time zone.")
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return _object(value, name)
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{name}[{index}]") for index, item in enumerate(value)]
    raise InputError(f"{name} is a {type(value).__name__}, which cannot be sent as JSON.")


def query_of(values: Mapping[str, Any]) -> str:
    """The query with its question mark, or nothing."""
    pairs = [(name, _query_value(value, name)) for name, value in values.items() if value is not None]
    return f"?{urlencode(pairs)}" if pairs else ""


def _query_value(value: object, name: str) -> str:
    if isinstance(value, (list, tuple)):
        return ",".join(_query_value(item, name) for item in value)
    sent = plain(value, name)
    if isinstance(sent, (dict, list)):
        raise InputError(f"{name} cannot be sent in a query.")
    return str(sent).lower() if isinstance(sent, bool) else str(sent)


def _object(value: Mapping[Any, Any], name: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, member in value.items():
        if not isinstance(key, str):
            raise InputError(f"{name} has the name {key!r}, and names are texts.")
        if member is not OMIT:
            made[key] = plain(member, key if name == "The body" else f"{name}.{key}")
    return made


def _number(value: int | float | Decimal, name: str) -> int | float:
    if not math.isfinite(value):
        raise InputError(f"{name} is {value}, which JSON does not have.")
    if isinstance(value, Decimal):
        if value != value.to_integral_value():
            raise InputError(
                f"{name} is the decimal {value}, and amounts are whole minor units: see florin.to_minor_units."
            )
        value = int(value)
    if isinstance(value, int) and abs(value) > _EXACT_MAX:
        raise InputError(f"{name} is {value}, which is beyond what a JSON number holds exactly.")
    return value


def _time(value: datetime, name: str) -> str:
    if value.tzinfo is None:
        raise InputError(f"{name} is a datetime without a time zone: hand in datetime.now(timezone.utc) or the like.")
    return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
