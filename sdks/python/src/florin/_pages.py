"""Lists, page by page and object by object."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ._body import OMIT
from ._errors import AnswerError, FlorinError, InputError
from ._generated.models import SHAPES
from ._operations import Operation
from ._record import shaped

T = TypeVar("T")
Query = Mapping[str, Any]


def checked_query(query: Query) -> Query:
    """The query of a list. Raises ``InputError`` where it goes both ways."""
    if query.get("after") is not None and query.get("before") is not None:
        raise InputError("A list goes on after an id or before one: hand in after or before.")
    return {name: value for name, value in query.items() if value is not None and value is not OMIT}


def page_of(operation: Operation[T], value: Any) -> tuple[list[T], bool]:
    """The objects of a page, and whether there is more."""
    data = value.get("data") if isinstance(value, dict) else None
    if not isinstance(data, list):
        raise AnswerError("The answer is JSON and no list: is base_url Florin's own address?", status=200)
    shape = operation.shape
    items = data if shape is None else [shaped(shape, item, SHAPES) for item in data]
    return items, value.get("has_more") is True


def next_query(query: Query, data: list[Any], has_more: bool) -> Query | None:
    """What to ask for next, in the direction that was asked for. None where this was the last page.

    A page is followed from its own edge, so what is created meanwhile moves nothing. An empty page ends the list, also where it says
    that there is more, because there is nothing to go on from.
    """
    if not has_more or not data:
        return None
    way, edge = ("before", data[0]) if "before" in query else ("after", data[-1])
    id = edge.get("id") if isinstance(edge, dict) else None
    if not isinstance(id, str) or id == query.get(way):
        raise FlorinError("The list does not go on: its last object has no id of its own to go on from.")
    return {**query, way: id}


def in_order(query: Query, data: list[T]) -> list[T]:
    """The newest comes first in a page, also in one of what is newer."""
    return data[::-1] if "before" in query else data


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. To iterate over it goes through every object from here on, page by page.

    With ``before`` that is from old to new, as one reads on; otherwise from new to old.
    """

    data: list[T]
    has_more: bool
    _query: Query = field(repr=False)
    _ask: Callable[[Query], Page[T]] = field(repr=False)

    def next_page(self) -> Page[T] | None:
        """The next page in the direction that was asked for, or None where this was the last one."""
        query = next_query(self._query, self.data, self.has_more)
        return None if query is None else self._ask(query)

    def pages(self) -> Iterator[Page[T]]:
        """This page and those behind it."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from in_order(page._query, page.data)


@dataclass(frozen=True)
class AsyncPage(Generic[T]):
    """A page of a list. ``async for`` goes through every object from here on, page by page."""

    data: list[T]
    has_more: bool
    _query: Query = field(repr=False)
    _ask: Callable[[Query], Awaitable[AsyncPage[T]]] = field(repr=False)

    async def next_page(self) -> AsyncPage[T] | None:
        """The next page in the direction that was asked for, or None where this was the last one."""
        query = next_query(self._query, self.data, self.has_more)
        return None if query is None else await self._ask(query)

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """This page and those behind it."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in in_order(page._query, page.data):
                yield item


@dataclass(frozen=True)
class AsyncList(Generic[T]):
    """A list that was asked for: ``await`` gives its first page, and ``async for`` goes through every object."""

    _query: Query = field(repr=False)
    _ask: Callable[[Query], Awaitable[AsyncPage[T]]] = field(repr=False)

    def __await__(self) -> Generator[Any, None, AsyncPage[T]]:
        return self._ask(self._query).__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self:
            yield item
