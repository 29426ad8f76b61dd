from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import pytest
from scripted import PAYMENT, URL, Script, json_answer

from florin import AnswerError, AsyncFlorin, ConnectionError, Florin, InputError, NotFoundError, PaymentDeclinedError

BOTH = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


@pytest.mark.parametrize("client", [Florin, AsyncFlorin])
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"base_url": "https://pay.example/"}, "slash at its end: write https://pay.example."),
        ({"base_url": "https://pay.example/v1"}, "has a path: write https://pay.example,"),
        ({"base_url": "pay.example"}, "no scheme: write https://pay.example,"),
        ({"base_url": "127.0.0.1:4242"}, "no scheme: write https://127.0.0.1:4242,"),
        ({"base_url": "ftp://pay.example"}, "no scheme: write https://pay.example,"),
        ({"base_url": " https://pay.example"}, "white space"),
        ({"base_url": "https://pay.example?a=1"}, "a query or a fragment"),
        ({"base_url": "https://sk:x@pay.example"}, "a user or a password"),
        ({"base_url": "https://"}, "no URL"),
        ({"base_url": "https://pay.example:port"}, "no URL"),
        ({"base_url": ""}, "missing"),
        ({"base_url": None}, "missing"),
        ({"secret_key": "sk_test_a\n"}, "white space around it"),
        ({"secret_key": " sk_test_a"}, "white space around it"),
        ({"secret_key": ""}, "empty"),
        ({"secret_key": "pk_test_a"}, "secret_key is a publishable key"),
        ({"secret_key": "whsec_a"}, "no key of Florin"),
        ({"secret_key": None}, "There is no key"),
        ({"secret_key": None, "publishable_key": "sk_test_a"}, "publishable_key is a secret key"),
        ({"publishable_key": "pk_test_a"}, "secret_key and publishable_key were both handed in"),
        ({"secret_key": "sk_live_a", "environment": "sandbox"}, "wrong environment"),
        ({"secret_key": "sk_test_a", "environment": "live"}, "wrong environment"),
        ({"environment": "production"}, "environment must be"),
        ({"secret_key": None, "access_token": "a b"}, "access_token is no token"),
        ({"timeout": 0}, "timeout must be"),
        ({"max_tries": -1}, "max_tries must be"),
        ({"http_client": object()}, "http_client must be"),
    ],
)
def test_what_a_client_is_made_from_is_refused_in_a_sentence(client, options, says):
    with pytest.raises(InputError) as refused:
        client(**{"base_url": URL, "secret_key": "sk_test_secret", **options})
    assert says in str(refused.value) and str(refused.value).endswith(".")
    assert "sk_test_a" not in str(refused.value)


@BOTH
def test_a_publishable_key_is_refused_before_the_network_is_asked(is_async):
    script = Script(json_answer(200, {"object": "token", "token": "tok_1", "brand": "visa", "last4": "4242"}))
    options = {"secret_key": None, "publishable_key": "pk_test_a"}
    with pytest.raises(InputError, match="createPayment needs a secret key"):
        script.run(lambda florin: florin.payments.create(order_id="1", amount=1, currency="USD"), is_async, **options)
    assert script.seen == []
    token = script.run(lambda florin: florin.tokens.create(card_jwe="a.b.c.d.e"), is_async, **options)
    assert token.token == "tok_1"


@BOTH
def test_a_body_may_have_decimals_and_times(is_async):
    script = Script(json_answer(200, {"id": "key_1", "object": "api_key"}))
    at = datetime(2030, 1, 31, 10, tzinfo=timezone(timedelta(hours=1)))
    script.run(lambda florin: florin.keys.create(name="书", expires_at=at, kind="secret"), is_async)
    assert script.seen[0].content == '{"name":"书","kind":"secret","expires_at":"2030-01-31T09:00:00Z"}'.encode()
    script.run(lambda florin: florin.payments.create(order_id="1", amount=Decimal("100"), currency="USD"), is_async)
    assert script.seen[1].content == b'{"order_id":"1","amount":100,"currency":"USD"}'


def create(**change):
    return lambda florin: florin.payments.create(**{"order_id": "1", "amount": 1, "currency": "USD", **change})


@BOTH
@pytest.mark.parametrize(
    ("call", "says"),
    [
        (create(amount=Decimal("25.99")), "amounts are whole minor units"),
        (create(amount=float("nan")), "JSON does not have"),
        (create(amount=2**53), "beyond what a JSON number holds"),
        (create(metadata={"a": object()}), "metadata.a is a object"),
        (create(metadata={1: "a"}), "names are texts"),
        (create(order_id=b"1"), "order_id is a bytes"),
        (create(order_id="\ud800"), "half of a surrogate pair"),
        (create(idempotency_key="a b"), "idempotency_key must be"),
        (create(idempotency_key=""), "idempotency_key must be"),
        (lambda florin: florin.keys.create(name="a", kind="secret", expires_at=datetime(2030, 1, 1)), "time zone"),
        (
            lambda florin: florin.keys.create(name="a", kind="secret", expires_at=date(2030, 1, 1)),
            "date without a time",
        ),
        (lambda florin: florin.payments.retrieve(""), "needs an id"),
        (lambda florin: florin.payments.retrieve(".."), "needs an id"),
        (lambda florin: florin.payments.retrieve(None), "needs an id"),
        (lambda florin: florin.payments.list(after="a", before="b"), "hand in after or before"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_the_network_is_asked(call, says, is_async):
    script = Script(json_answer(200, PAYMENT))
    with pytest.raises(InputError, match=says):
        script.run(call, is_async)
    assert script.seen == []


def test_an_id_stays_one_part_of_the_path():
    script = Script(json_answer(200, PAYMENT))
    script.client().payments.retrieve("pay_1/../../keys?x=1#")
    assert script.seen[0].url.raw_path == b"/v1/payments/pay_1%2F..%2F..%2Fkeys%3Fx%3D1%23"


@BOTH
@pytest.mark.parametrize(
    ("answer", "says", "tries"),
    [
        (httpx.Response(200, html="<h1>Welcome</h1>"), "is base_url Florin's own address", 1),
        (httpx.Response(200, content=b""), "The answer 200 is empty", 4),
        (httpx.Response(200, content=b'{"id":', headers={"content-type": "application/json"}), "no whole JSON", 4),
        (httpx.Response(302, headers={"location": "https://evil.example/x"}), "redirects to https://evil.example", 1),
        (httpx.Response(307, headers={"location": "/v2"}), "redirects and was not followed", 1),
        (httpx.Response(404, html="<h1>404</h1>"), "something before it has answered", 1),
        (httpx.Response(502, html="<h1>502</h1>"), "something before it has answered", 4),
    ],
)
def test_a_server_that_is_no_florin(answer, says, tries, is_async):
    script = Script(answer)
    with pytest.raises(AnswerError, match=says):
        script.run(create(), is_async)
    assert len(script.seen) == tries
    assert {request.url.host for request in script.seen} == {"pay.example"}
    assert len({request.headers["idempotency-key"] for request in script.seen}) == 1


def test_a_refusal_has_its_class_its_code_and_all_that_it_brought():
    problem = {"code": "payment_declined", "detail": "No.", "decline_code": "insufficient_funds", "request_id": "req_1"}
    script = Script(json_answer(402, problem))
    with pytest.raises(PaymentDeclinedError) as declined:
        script.client().pay(order_id="1", amount=1, currency="USD", idempotency_key="mine")
    error = declined.value
    assert (error.code, error.decline_code, error.request_id) == ("payment_declined", "insufficient_funds", "req_1")
    assert (error.problem, error.idempotency_key) == (problem, "mine")
    assert str(error) == "No. (payment_declined, req_1)"
    with pytest.raises(NotFoundError):
        Script(json_answer(404, {"code": "not_found"})).client().payments.retrieve("pay_1")


def test_a_server_without_tls_is_told_in_words():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.serve_forever).start()
        florin = Florin(base_url=f"https://127.0.0.1:{server.server_port}", secret_key="sk_test_1", max_tries=1)
        try:
            with pytest.raises(ConnectionError, match=r"does not speak TLS, .* where http:// is right\.$"):
                florin.balances.list()
        finally:
            server.shutdown()


def test_a_call_ends_when_its_time_is_over():
    script = Script(httpx.ConnectError("no"))
    florin = script.client(total_timeout=0.6, max_tries=50)
    with pytest.raises(ConnectionError):
        florin.payments.retrieve("pay_1")
    assert len(script.seen) < 50


def test_what_a_lost_try_has_deleted_is_deleted():
    script = Script(httpx.ReadError("cut"), json_answer(404, {"code": "not_found"}))
    assert script.client().tokens.delete("tok_1") is None
    with pytest.raises(NotFoundError):
        Script(json_answer(404, {"code": "not_found"})).client().tokens.delete("tok_1")


def test_logs_show_no_secret(caplog):
    caplog.set_level("DEBUG", "florin")
    heard = []
    script = Script(httpx.ReadError("cut"), json_answer(200, PAYMENT, **{"request-id": "req_1"}))
    florin = script.client(on_log=heard.append)
    florin.payments.create(order_id="order-7", amount=1, currency="USD", payment_method="4242424242424242")
    florin.payments.retrieve("pay_secret")
    assert [entry.event for entry in heard] == [
        "request",
        "no_answer",
        "retry",
        "request",
        "answer",
        "request",
        "answer",
    ]
    assert (heard[4].status, heard[4].request_id, heard[4].attempt) == (200, "req_1", 2)
    told = f"{heard} {caplog.text} {florin!r} {florin._config!r}"
    for secret in ("sk_test_scripted", "order-7", "4242", "pay_secret"):
        assert secret not in told


def test_a_log_that_fails_fails_no_payment():
    def fail(entry):
        raise RuntimeError

    assert Script(json_answer(200, PAYMENT)).client(on_log=fail).payments.retrieve("pay_1").amount == 2599


def test_a_client_of_ones_own_is_used_and_not_closed():
    http = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, json=PAYMENT)))
    with Florin(base_url=URL, secret_key="sk_test_a", http_client=http) as florin:
        assert florin._http is http
    assert not http.is_closed
    with Florin(base_url=URL, secret_key="sk_test_a") as florin:
        own = florin._http
    assert own.is_closed
