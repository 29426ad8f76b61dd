"""Does what the core decides: with httpx, a real clock, and threads or asyncio."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx

from ._wire import Answer, Lost, Request, Send, Steps, Tell, Wait

T = TypeVar("T")


class SyncTransport:
    """Takes the steps of a call, one after another."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        #: A test has its own.
        self.sleep: Callable[[float], None] = time.sleep

    def run(self, steps: Steps[T]) -> T:
        """What the steps come to. Whatever happens, they are ended."""
        told: Any = None
        try:
            while True:
                action = steps.send(told)
                told = None
                if isinstance(action, Send):
                    told = self._send(action)
                elif isinstance(action, Wait):
                    self.sleep(action.seconds)
                elif isinstance(action, Tell):
                    action.function()
                else:
                    action.lock.acquire()
        except StopIteration as ended:
            result: T = ended.value
            return result
        finally:
            steps.close()

    def _send(self, action: Send) -> Answer | Lost:
        deadline = time.monotonic() + action.timeout
        body = bytearray()
        try:
            made = _made(self._http, action.request, action.timeout)
            response = self._http.send(made, stream=True, auth=None, follow_redirects=False)
            try:
                for piece in response.iter_bytes():
                    body += piece
                    if time.monotonic() > deadline:
                        return Lost(httpx.ReadTimeout("the answer did not end"), in_time=False)
            finally:
                response.close()
        except httpx.HTTPError as error:
            return Lost(error, in_time=not isinstance(error, httpx.TimeoutException))
        return Answer(response.status_code, fields_of(response), bytes(body))


class AsyncTransport:
    """Takes the steps of a call, one after another."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        #: A test has its own.
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self, steps: Steps[T]) -> T:
        """What the steps come to. Whatever happens, they are ended."""
        told: Any = None
        try:
            while True:
                action = steps.send(told)
                told = None
                if isinstance(action, Send):
                    told = await self._send(action)
                elif isinstance(action, Wait):
                    await self.sleep(action.seconds)
                elif isinstance(action, Tell):
                    given = action.function()
                    if inspect.isawaitable(given):
                        await given
                else:
                    # Whoever holds it waits for the network: another task, or another thread.
                    while not action.lock.acquire(blocking=False):
                        await asyncio.sleep(0.005)
        except StopIteration as ended:
            result: T = ended.value
            return result
        finally:
            steps.close()

    async def _send(self, action: Send) -> Answer | Lost:
        try:
            return await asyncio.wait_for(self._exchange(action), action.timeout)
        except asyncio.TimeoutError as error:
            return Lost(error, in_time=False)
        except httpx.HTTPError as error:
            return Lost(error, in_time=not isinstance(error, httpx.TimeoutException))

    async def _exchange(self, action: Send) -> Answer:
        made = _made(self._http, action.request, action.timeout)
        response = await self._http.send(made, stream=True, auth=None, follow_redirects=False)
        try:
            body = b"".join([piece async for piece in response.aiter_bytes()])
        finally:
            await response.aclose()
        return Answer(response.status_code, fields_of(response), body)


def _made(http: httpx.Client | httpx.AsyncClient, request: Request, timeout: float) -> httpx.Request:
    headers = dict(request.headers)
    return http.build_request(request.method, request.url, headers=headers, content=request.body, timeout=timeout)


def fields_of(response: httpx.Response) -> dict[str, str]:
    """The fields, with their names in lower case."""
    return {name.lower(): value for name, value in response.headers.items()}
