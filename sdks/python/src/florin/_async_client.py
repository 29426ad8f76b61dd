"""The async client: it does what the core decides, with httpx and asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, TypeVar

import httpx

from ._answers import Success, judge
from ._config import Config, Environment, StaticCredential, config_of
from ._core import check_credential, conversation, prepared, said
from ._errors import AnswerError, ConnectionError, FlorinError, InputError
from ._generated import operations
from ._generated.async_resources import AsyncResources
from ._generated.models import SHAPES, Event
from ._log import LogEntry
from ._operations import Call, Operation, call_of
from ._pages import AsyncList, AsyncPage, Query, checked_query, page_of
from ._record import shaped
from ._sse import Lines, Messages
from ._stream import SILENCE, StreamState, event_of
from ._transport import AsyncTransport, fields_of
from ._wire import Answer, Signing, Steps, TokenSource

T = TypeVar("T")


class AsyncFlorin(AsyncResources):
    """A client of one Florin, with one credential. Use it in an ``async with``, or call ``close`` when it is no longer needed.

    ``timeout`` is how long the server may take to connect, and between two pieces of an answer, and one try as a whole ends soon after it;
    ``total_timeout`` is how long a call may take with all its tries: seconds. ``http_client`` is a client of your own, with its proxies and
    certificates; it is not closed here. ``on_log`` hears of every request, answer and repetition. Raises ``InputError`` where the
    arguments cannot be right. It may be used by many tasks of one loop of asyncio.
    """

    def __init__(
        self,
        *,
        base_url: str,
        secret_key: str | None = None,
        publishable_key: str | None = None,
        access_token: str | TokenSource | None = None,
        environment: Environment | None = None,
        timeout: float = 30.0,
        total_timeout: float = 90.0,
        max_tries: int = 4,
        signing: Signing | None = None,
        http_client: httpx.AsyncClient | None = None,
        on_log: Callable[[LogEntry], None] | None = None,
    ) -> None:
        self._config: Config = config_of(
            base_url=base_url,
            secret_key=secret_key,
            publishable_key=publishable_key,
            access_token=access_token,
            environment=environment,
            timeout=timeout,
            total_timeout=total_timeout,
            max_tries=max_tries,
            signing=signing,
            on_log=on_log,
        )
        if http_client is not None and not isinstance(http_client, httpx.AsyncClient):
            raise InputError("http_client must be an httpx.AsyncClient; Florin takes an httpx.Client.")
        self._owns_http = http_client is None
        self._http = httpx.AsyncClient() if http_client is None else http_client
        self._transport = AsyncTransport(self._http)
        super().__init__()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._config.base_url!r})"

    async def __aenter__(self) -> AsyncFlorin:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, unless the httpx client is your own."""
        if self._owns_http:
            await self._http.aclose()

    async def _call(
        self,
        operation: Operation[T],
        *,
        id: str | None = None,
        body: Mapping[str, Any] | None = None,
        query: Query | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> T:
        call = call_of(operation, id=id, query=query, body=body, idempotency_key=idempotency_key)
        value = await self._run(conversation(call, self._config, timeout))
        result: T = value if operation.shape is None else shaped(operation.shape, value, SHAPES)
        return result

    def _list(
        self, operation: Operation[T], query: Query, *, id: str | None = None, timeout: float | None = None
    ) -> AsyncList[T]:
        async def ask(query: Query) -> AsyncPage[T]:
            value = await self._run(conversation(call_of(operation, id=id, query=query), self._config, timeout))
            return AsyncPage(*page_of(operation, value), query, ask)

        return AsyncList(checked_query(query), ask)

    async def _run(self, steps: Steps[T]) -> T:
        return await self._transport.run(steps)

    @asynccontextmanager
    async def _open(
        self, call: Call, more: Mapping[str, str], read_timeout: float
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """The pieces of an answer that goes on. Raises what the answer is where it is no success."""
        check_credential(call, self._config)
        credential = self._config.credential
        for last_try in (isinstance(credential, StaticCredential), True):
            request = await self._run(prepared(call, self._config, more))
            timeout = httpx.Timeout(self._config.timeout, read=read_timeout)
            try:
                made = self._http.build_request(
                    request.method, request.url, headers=dict(request.headers), timeout=timeout
                )
                response = await self._http.send(made, stream=True, auth=None, follow_redirects=False)
                try:
                    if response.status_code == 200:
                        yield response.aiter_bytes()
                        return
                    body = await response.aread()
                finally:
                    await response.aclose()
            except httpx.HTTPError as error:
                raise ConnectionError(f"The connection failed: {said(error)}.") from error
            if response.status_code == 401 and not last_try and not isinstance(credential, StaticCredential):
                credential.refused(request, fields_of(response))
                continue
            answer = Answer(response.status_code, fields_of(response), body)
            judged = judge(answer, self._config.around.now())
            if isinstance(judged, Success):
                raise FlorinError(f"The stream did not open: the answer was {answer.status}.")
            raise judged

    async def _text_lines(self, operation: Operation[str]) -> AsyncIterator[str]:
        lines = Lines()
        async with self._open(call_of(operation), {}, self._config.timeout) as pieces:
            async for piece in pieces:
                for line in lines.feed(piece):
                    yield line
            if lines.rest():
                yield lines.rest()

    async def _event_stream(self, types: Sequence[str] | None, last_event_id: str | None) -> AsyncIterator[Event]:
        state = StreamState(last_event_id)
        call = call_of(operations.STREAM_EVENTS, query={"types": list(types) if types else None})
        if state.last is None:
            state.last = (await self.events.head()).event
        # An account without any event has no id to go on from. So its first events are looked for.
        while state.last is None:
            events = [event async for event in self.events.list(limit=100)][::-1]
            for event in events:
                if not types or event["type"] in types:
                    yield event
                state.last = event["id"]
            if state.last is None:
                await self._transport.sleep(state.pause(self._config.around.random()))
        while True:
            messages = Messages()
            try:
                async with self._open(call, {"last-event-id": state.last}, SILENCE) as pieces:
                    state.failures = 0
                    async for piece in pieces:
                        for message in messages.feed(piece):
                            event = event_of(message)
                            yield event
                            # Only now: whoever was handed an event and failed has not handled it.
                            state.last = message.id or event["id"]
            except (ConnectionError, AnswerError) as error:
                state.failed(error)
            state.learn(messages.retry)
            await self._transport.sleep(state.pause(self._config.around.random()))
