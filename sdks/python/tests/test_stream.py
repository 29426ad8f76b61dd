import asyncio
import itertools
import json

import httpx
import pytest
from scripted import Script, json_answer

from florin import AuthenticationError, FlorinError, UnknownEvent
from florin._sse import Lines, Messages

BOTH = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_messages_come_in_any_pieces(size, end):
    lines = [
        ": hello",
        "",
        "retry: 2500",
        "id: 1",
        'data: {"a":',
        "data:1}",
        "",
        "event: x",
        "data: 一",
        "",
        "",
        "data: cut",
    ]
    whole = end.join(lines).encode()
    messages = Messages()
    read = [each for at in range(0, len(whole), size) for each in messages.feed(whole[at : at + size])]
    assert [(each.id, each.data) for each in read] == [("1", '{"a":\n1}'), ("1", "一")]
    assert messages.retry == 2.5


def test_lines_are_cut_once():
    lines = Lines()
    assert lines.feed(b"a\r") == ["a"]
    assert lines.feed(b"\n") == []
    assert lines.feed(b"\nb") == [""]
    assert lines.rest() == "b"


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Pieces, and then an end or a broken connection."""

    def __init__(self, pieces, breaks):
        self.pieces, self.breaks = pieces, breaks

    def __iter__(self):
        yield from self.pieces
        if self.breaks:
            raise httpx.ReadError("cut")

    async def __aiter__(self):
        for piece in self:
            yield piece


def opened(*numbers, breaks=False, half=b""):
    def answer(request):
        pieces = [b": hello\n\n"]
        pieces += [
            f"id: evt_{n}\ndata: {json.dumps({'id': f'evt_{n}', 'type': 'of.next_year'})}\n\n".encode() for n in numbers
        ]
        stream = Stream([*pieces, half], breaks)
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=stream)

    return answer


def read(script, is_async, count, **options):
    if not is_async:
        return list(itertools.islice(script.client().events.stream(**options), count))

    async def main():
        events = []
        stream = script.async_client().events.stream(**options)
        async for event in stream:
            events.append(event)
            if len(events) == count:
                break
        await stream.aclose()
        return events

    return asyncio.run(main())


def asked(script):
    return [request.headers.get("last-event-id") for request in script.seen]


@BOTH
def test_a_stream_goes_on_behind_the_last_event(is_async):
    half = b'id: evt_9\ndata: {"id":'
    busy = json_answer(503, {"code": "overloaded"})
    script = Script(opened(1, 2, half=half), opened(3, breaks=True), httpx.ConnectError("no"), busy, opened(4, 5))
    events = read(script, is_async, 5, last_event_id="evt_0", types=["a", "b"])
    assert [event["id"] for event in events] == [f"evt_{n}" for n in range(1, 6)]
    assert all(isinstance(event, UnknownEvent) for event in events)
    assert asked(script) == ["evt_0", "evt_2", "evt_3", "evt_3", "evt_3"]
    assert script.seen[0].url.params["types"] == "a,b"
    assert script.waits[0] == 1.0


@BOTH
def test_a_stream_begins_with_the_next_event(is_async):
    head = json_answer(200, {"object": "event_head", "event": "evt_7"})
    script = Script(head, opened(8))
    assert read(script, is_async, 1)[0]["id"] == "evt_8"
    assert asked(script) == [None, "evt_7"]


@BOTH
def test_the_first_events_of_an_account_are_not_missed(is_async):
    head = json_answer(200, {"object": "event_head", "event": None})
    empty = json_answer(200, {"object": "list", "data": [], "has_more": False})
    events = [{"id": f"evt_{n}", "type": "a" if n % 2 else "b"} for n in (3, 2, 1)]
    first = json_answer(200, {"object": "list", "data": events, "has_more": False})
    script = Script(head, empty, first, opened(5))
    assert [event["id"] for event in read(script, is_async, 3, types=["a"])] == ["evt_1", "evt_3", "evt_5"]
    assert asked(script)[-1] == "evt_3"


@BOTH
def test_a_refusal_ends_a_stream(is_async):
    with pytest.raises(AuthenticationError):
        read(Script(json_answer(401, {"code": "unauthorized"})), is_async, 1, last_event_id="evt_0")
    with pytest.raises(FlorinError, match="no event"):
        page = httpx.Response(200, stream=Stream([b"data: <h1>\n\n"], False))
        read(Script(lambda request: page), is_async, 1, last_event_id="evt_0")


def test_an_event_that_was_not_handled_comes_again():
    script = Script(opened(1, 2))
    stream = script.client().events.stream(last_event_id="evt_0")
    assert next(stream)["id"] == "evt_1"
    stream.close()
    assert asked(script) == ["evt_0"]
