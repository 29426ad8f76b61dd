"""Server-sent events (HTML, section 9.2.6), from text that comes in pieces."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """An event as it came."""

    id: str | None
    data: str


class Lines:
    """Cuts bytes into lines, whatever their pieces are. What is not ended by a line break is no line yet."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._begun = ""
        self._after_return = False

    def feed(self, piece: bytes) -> list[str]:
        """The lines that this piece ends."""
        text = self._decoder.decode(piece)
        if not text:
            return []
        # A line feed behind a carriage return belongs to it, also if it comes with the next piece.
        if self._after_return and text.startswith("\n"):
            text = text[1:]
            if not text:
                self._after_return = False
                return []
        self._after_return = text.endswith("\r")
        *lines, self._begun = re.split(r"\r\n|\r|\n", self._begun + text)
        return lines

    def rest(self) -> str:
        """What came last, without a line break."""
        return self._begun


class Messages:
    """Reads the events of one connection. An event that its connection does not end is none."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._data: list[str] = []
        self._id: str | None = None
        #: Seconds that the server asks to wait before connecting again.
        self.retry: float | None = None

    def feed(self, piece: bytes) -> Iterator[Message]:
        """The events that this piece ends."""
        for line in self._lines.feed(piece):
            if line == "":
                if self._data:
                    data, self._data = "\n".join(self._data), []
                    yield Message(self._id, data)
                continue
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                self._data.append(value)
            elif name == "id" and "\0" not in value:
                self._id = value
            elif name == "retry" and re.fullmatch(r"[0-9]{1,7}", value):
                self.retry = int(value) / 1000
