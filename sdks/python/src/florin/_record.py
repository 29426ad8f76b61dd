"""What answers are made of: dicts whose members can be read as attributes, and that keep what this version does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast


class Record(dict[str, Any]):
    """A JSON object as it came. ``payment.status`` is ``payment["status"]``; members that are new are kept."""

    if not TYPE_CHECKING:
        # A type checker sees the members that a class names, and no others.
        def __getattr__(self, name: str) -> Any:
            try:
                return self[name]
            except KeyError:
                raise AttributeError(f"{type(self).__name__} has no member {name!r}") from None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={shown(name, value)}' for name, value in self.items())})"

    __str__ = __repr__


# What is shown once must not reach a log by the way of a repr.
_SECRET = frozenset({"secret", "client_secret", "secret_key", "accept_url"})


def shown(name: str, value: object) -> str:
    """The value as a repr shows it, unless its name says that it is a secret."""
    return "'[hidden]'" if name in _SECRET and value is not None else repr(value)


class UnknownEvent(Record):
    """An event of a type that this version does not know."""

    id: str
    object: str
    type: str
    timestamp: str
    data: dict[str, Any]


@dataclass(frozen=True)
class ListOf:
    """A list whose items have a shape."""

    items: Shape


@dataclass(frozen=True)
class OneOf:
    """What differs by one of its members."""

    member: str
    shapes: Mapping[str, str]
    otherwise: type[Record] = Record


@dataclass(frozen=True)
class Of:
    """An object, and the shapes of those members that are no plain values."""

    record: type[Record]
    members: Mapping[str, Shape]


Shape: TypeAlias = "str | ListOf | OneOf | Of"
R = TypeVar("R")


def shaped(shape: Shape, value: object, shapes: Mapping[str, Shape]) -> Any:
    """Gives a value of JSON the classes of its shape. What does not fit stays as it is, and is not refused."""
    if isinstance(shape, str):
        return shaped(shapes[shape], value, shapes)
    if isinstance(shape, ListOf):
        return [shaped(shape.items, item, shapes) for item in value] if isinstance(value, list) else value
    if not isinstance(value, dict):
        return value
    if isinstance(shape, OneOf):
        kind = value.get(shape.member)
        named = shape.shapes.get(kind) if isinstance(kind, str) else None
        return shape.otherwise(value) if named is None else shaped(named, value, shapes)
    record = shape.record(value)
    for name, member in shape.members.items():
        if name in record:
            record[name] = shaped(member, record[name], shapes)
    return cast(Any, record)
