"""Clients whose server is a script, and whose waits are only written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from florin import AsyncFlorin, Florin

URL = "https://pay.example"
Step = Callable[[httpx.Request], httpx.Response] | httpx.Response | Exception


class Script:
    """Gives one answer after another, the last one again and again, and keeps what it was sent."""

    def __init__(self, *steps: Step) -> None:
        self.steps: Sequence[Step] = steps
        self.seen: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        step = self.steps[min(len(self.seen), len(self.steps)) - 1]
        if isinstance(step, Exception):
            raise step
        if isinstance(step, httpx.Response):
            # An answer can be read once.
            return httpx.Response(step.status_code, headers=step.headers, stream=httpx.ByteStream(step.content))
        return step(request)

    def client(self, **options: Any) -> Florin:
        http = httpx.Client(transport=httpx.MockTransport(self))
        florin = Florin(**{"base_url": URL, "secret_key": "sk_test_scripted", "http_client": http, **options})
        florin._transport.sleep = self.waits.append
        return florin

    def async_client(self, **options: Any) -> AsyncFlorin:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self))
        florin = AsyncFlorin(**{"base_url": URL, "secret_key": "sk_test_scripted", "http_client": http, **options})

        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        florin._transport.sleep = sleep
        return florin

    def run(self, call: Callable[[Any], Any], is_async: bool, **options: Any) -> Any:
        """Does the same with the sync or the async client."""
        if not is_async:
            return call(self.client(**options))

        async def main() -> Any:
            return await call(self.async_client(**options))

        return asyncio.run(main())


def json_answer(status: int, body: Any, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


PAYMENT = {"id": "pay_01h455vb4pex5vsknk084sn02q", "object": "payment", "status": "succeeded", "amount": 2599}
