"""What an operation of the API is, and a call of it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote

from ._body import OMIT, query_of, serialized
from ._errors import InputError

T = TypeVar("T")


@dataclass(frozen=True)
class Operation(Generic[T]):
    """An operation, as the API's document has it. ``T`` is what its answer is, or each item of its list."""

    name: str
    method: Literal["GET", "POST", "DELETE"]
    path: str
    #: Of the answer, or of each item of its list.
    shape: str | None = None
    #: Members of the body in which ``None`` is sent as ``null``.
    nullable: frozenset[str] = frozenset()
    #: Whether a publishable key may do it.
    publishable: bool = False
    #: Whether the body may be left out.
    body_optional: bool = False
    accept: str = "application/json"


@dataclass(frozen=True)
class Call:
    """An operation with all that is sent, but for the credential."""

    operation: Operation[Any]
    #: With ids and query.
    path: str
    #: A repr shows no body, because it may have a card.
    body: bytes | None = field(repr=False)
    idempotency_key: str | None


def call_of(
    operation: Operation[Any],
    *,
    id: str | None = None,
    query: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> Call:
    """Raises ``InputError`` where the arguments cannot be right."""
    path = operation.path
    if "{id}" in path:
        path = path.replace("{id}", _checked_id(operation, id))
    sent = None
    if body is not None:
        members = {
            name: value
            for name, value in body.items()
            if value is not OMIT and (value is not None or name in operation.nullable)
        }
        sent = serialized(members) if members or not operation.body_optional else None
    return Call(operation, path + query_of(query or {}), sent, _key(operation, idempotency_key))


def _checked_id(operation: Operation[Any], id: object) -> str:
    if not isinstance(id, str) or id.strip() != id or id in ("", ".", ".."):
        raise InputError(f"{operation.name} needs an id as its first argument, and got {id!r}.")
    return quote(id, safe="")


def _key(operation: Operation[Any], key: object) -> str | None:
    """The key of a POST: it is the same for all tries, and a POST is never sent without one."""
    if operation.method != "POST":
        return None
    if key is None:
        return str(uuid.uuid4())
    if isinstance(key, uuid.UUID):
        return str(key)
    if not isinstance(key, str) or not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        raise InputError("idempotency_key must be 1 to 255 printable characters without spaces: a UUID is best.")
    return key
