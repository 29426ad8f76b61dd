import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from scripted import PAYMENT, Script, json_answer

from florin import OMIT, FlorinError, Page, UnknownEvent, models
from florin._generated.models import SHAPES
from florin._record import shaped

HERE = Path(__file__).resolve().parent
BOTH = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


def test_what_is_generated_is_what_the_script_writes(tmp_path):
    script = HERE.parent / "scripts/generate.py"
    if not script.exists():
        pytest.skip("the package is tested without its scripts")
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    kept = HERE.parent / "src/florin/_generated"
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(path.name for path in kept.glob("*.py"))
    for name in written:
        assert (kept / name).read_text() == (tmp_path / name).read_text(), f"run scripts/generate.py: {name}"


def test_a_payment_keeps_what_this_version_does_not_know():
    method = {"type": "card", "token": "tok_visa", "brand": "visa", "last4": "4242", "new": {"a": 1}}
    came = {**PAYMENT, "payment_method": method, "of_next_year": [1]}
    payment = Script(json_answer(200, came)).client().payments.retrieve("pay_1")
    assert isinstance(payment, models.Payment) and isinstance(payment.payment_method, models.CardPaymentMethod)
    assert (payment.amount, payment["amount"], payment["of_next_year"]) == (2599, 2599, [1])
    assert payment.payment_method["new"] == {"a": 1}
    assert json.loads(json.dumps(payment)) == came
    with pytest.raises(AttributeError, match="no member 'amont'"):
        payment.amont  # noqa: B018


def test_an_event_of_an_unknown_type_comes_through():
    event = shaped("Event", {"id": "evt_1", "type": "of.next_year", "data": {"a": 1}}, SHAPES)
    assert isinstance(event, UnknownEvent) and event.data == {"a": 1}
    known = shaped("Event", {"id": "evt_1", "type": "payment.succeeded", "data": PAYMENT}, SHAPES)
    assert isinstance(known, models.PaymentEvent) and isinstance(known.data, models.Payment)


def test_answers_of_another_shape_are_not_refused():
    payment = shaped("Payment", {"payment_method": "new", "next_action": None}, SHAPES)
    assert payment == {"payment_method": "new", "next_action": None}
    assert shaped("Payment", "text", SHAPES) == "text"


def test_a_repr_shows_no_secret():
    endpoint = models.WebhookEndpoint({"id": "we_1", "secret": "whsec_1"})
    assert repr(endpoint) == "WebhookEndpoint(id='we_1', secret='[hidden]')" == str(endpoint)


def test_null_is_sent_where_the_api_takes_it():
    script = Script(json_answer(200, {"id": "we_1"}))
    florin = script.client()
    florin.webhook_endpoints.update("we_1", encryption_key=None, status="enabled")
    florin.webhook_endpoints.update("we_1", encryption_key=OMIT, url=None)
    florin.payments.cancel("pay_1")
    assert [request.content for request in script.seen] == [b'{"encryption_key":null,"status":"enabled"}', b"", b""]


class Numbers:
    """A list that grows at its new end while it is read."""

    def __init__(self, count, newer=0):
        self.numbers = list(range(count, 0, -1))
        self.newer = newer

    def __call__(self, request):
        query = request.url.params
        limit, after, before = int(query.get("limit", 10)), query.get("after"), query.get("before")
        rest = self.numbers
        if after is not None:
            rest = [n for n in rest if n < int(after[4:])]
        page = rest[:limit]
        if before is not None:
            rest = [n for n in rest if n > int(before[4:])]
            page = rest[-limit:]
        if self.newer:
            self.newer -= 1
            self.numbers.insert(0, self.numbers[0] + 1)
        data = [{"id": f"pay_{n}", "object": "payment", "new": n} for n in page]
        return json_answer(200, {"object": "list", "data": data, "has_more": len(rest) > len(page)})


def all_of(script, is_async, **query):
    async def collect(florin):
        return [payment["new"] async for payment in florin.payments.list(**query)]

    if is_async:
        return asyncio.run(collect(script.async_client()))
    return [payment["new"] for payment in script.client().payments.list(**query)]


@BOTH
def test_a_list_is_gone_through_page_by_page(is_async):
    script = Script(Numbers(25))
    assert all_of(script, is_async, limit=10) == list(range(25, 0, -1))
    assert [request.url.params.get("after") for request in script.seen] == [None, "pay_16", "pay_6"]
    assert all(request.url.params["limit"] == "10" for request in script.seen)


@BOTH
def test_what_is_created_meanwhile_moves_nothing(is_async):
    assert all_of(Script(Numbers(25, newer=3)), is_async, limit=10) == list(range(25, 0, -1))


@BOTH
def test_what_is_newer_is_read_from_old_to_new(is_async):
    assert all_of(Script(Numbers(25)), is_async, limit=4, before="pay_15") == list(range(16, 26))


@BOTH
def test_a_page_that_is_empty_ends_the_list(is_async):
    assert all_of(Script(json_answer(200, {"object": "list", "data": [], "has_more": True})), is_async) == []


@BOTH
def test_a_list_that_does_not_go_on_is_an_error(is_async):
    with pytest.raises(FlorinError, match="does not go on"):
        all_of(
            Script(json_answer(200, {"object": "list", "data": [{"id": "x", "new": 1}], "has_more": True})), is_async
        )
    with pytest.raises(FlorinError, match="no list"):
        all_of(Script(json_answer(200, {"object": "payment"})), is_async)


def test_a_page_can_be_held():
    page = Script(Numbers(12)).client().payments.list(status="succeeded")
    assert isinstance(page, Page) and len(page.data) == 10 and page.has_more
    second = page.next_page()
    assert second is not None and len(second.data) == 2 and second.next_page() is None
    assert [len(each.data) for each in page.pages()] == [10, 2]


def test_a_log_is_read_line_by_line():
    import httpx

    answer = httpx.Response(200, content="一\n二\r\n三".encode(), headers={"content-type": "text/plain"})
    assert list(Script(answer).client().audit.export()) == ["一", "二", "三"]

    async def lines(florin):
        return [line async for line in florin.audit.export()]

    assert Script(answer).run(lines, True) == ["一", "二", "三"]
