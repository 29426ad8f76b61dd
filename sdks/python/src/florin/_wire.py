"""Requests and answers as they travel, and what the core asks of whoever has a network, a clock and locks."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

import httpx


@dataclass(frozen=True)
class Request:
    """A request as it is sent. Names of fields are in lower case."""

    method: str
    url: str
    #: A repr shows no fields, because they have the key.
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """A whole answer. Names of fields are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Lost:
    """No whole answer came."""

    error: Exception
    in_time: bool = True


@dataclass(frozen=True)
class Send:
    """Asks for the answer to a request. It is told an ``Answer`` or a ``Lost``."""

    request: Request
    timeout: float


@dataclass(frozen=True)
class Wait:
    """Asks to wait for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Acquire:
    """Asks for a lock. The core releases it."""

    lock: threading.Lock


@dataclass(frozen=True)
class Tell:
    """Asks to call a function of the caller's own. The async client waits for what it gives back."""

    function: Callable[[], object]


Action: TypeAlias = "Send | Wait | Acquire | Tell"
T = TypeVar("T")
#: What the core does, step by step: it decides, and whoever runs it acts. So the sync and the async client are one.
Steps: TypeAlias = Generator[Action, Any, T]


@dataclass(frozen=True)
class Surroundings:
    """Clock and chance, so that tests can have their own."""

    #: Seconds since 1970.
    now: Callable[[], float] = time.time
    #: Seconds since any time.
    monotonic: Callable[[], float] = time.monotonic
    #: From 0 to 1.
    random: Callable[[], float] = random.random


class TokenSource(Protocol):
    """Where access tokens come from: see ``florin.OAuthApp``."""

    def authorize(self, method: str, url: str) -> Steps[Mapping[str, str]]:
        """The fields by which a request is authorized."""
        ...

    def refused(self, request: Request, headers: Mapping[str, str]) -> None:
        """Hears that a request was answered with 401, and with which fields, so that the next one has another token."""
        ...


class Signing(Protocol):
    """Signs requests, and verifies answers: see ``florin.RequestSigning``."""

    def sign(self, request: Request) -> Request:
        """The request with what is added to it. Each try is signed anew."""
        ...

    def verify(self, request: Request, answer: Answer) -> Steps[None]:
        """Raises ``VerificationError`` where the answer is not what it should be."""
        ...


def url_of(base_url: str, path: str) -> str:
    """The address as httpx sends it, because it is also signed."""
    return str(httpx.URL(base_url + path))
