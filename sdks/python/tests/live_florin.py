"""A walk through a running Florin. contract/python-sdk.test.ts starts it, and says in the environment where it is."""

import asyncio
import json
import os
import threading
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from florin import (
    AsyncFlorin,
    CardEncryption,
    ConflictError,
    DpopKey,
    Florin,
    FlorinKeys,
    InvalidRequestError,
    OAuthApp,
    OAuthError,
    PaymentDeclinedError,
    RequestSigning,
    Webhooks,
    models,
)
from florin.signatures import verify_webhook

URL, KEY = os.environ["FLORIN_URL"], os.environ["FLORIN_KEY"]


@pytest.fixture
def florin():
    with Florin(base_url=URL, secret_key=KEY) as client:
        yield client


def order():
    return f"py-{uuid.uuid4()}"


def paid(florin, amount=2599):
    return florin.pay(order_id=order(), amount=amount, currency="USD", payment_method="tok_visa")


def test_a_payment_is_made_and_refunded(florin):
    payment = florin.payments.create(order_id=order(), amount=3_000_000_000, currency="USD")
    assert payment.status == "created"
    payment = florin.payments.confirm(payment.id, payment_method={"type": "card", "token": "tok_visa"})
    assert isinstance(payment.payment_method, models.CardPaymentMethod) and payment.payment_method.last4 == "4242"
    refund = florin.refunds.create(payment=payment.id, amount=1_000_000_000)
    assert refund.status == "succeeded"
    with pytest.raises(ConflictError) as refused:
        florin.refunds.create(payment=payment.id, amount=2_500_000_000)
    assert refused.value.code == "refund_exceeds_captured"
    assert refused.value.problem["amount_refundable"] == 2_000_000_000
    assert refused.value.request_id.startswith("req_")
    with pytest.raises(ConflictError) as refused:
        florin.pay(order_id=payment.order_id, amount=1, currency="USD")
    assert refused.value.problem["payment"]["id"] == payment.id
    with pytest.raises(PaymentDeclinedError) as declined:
        florin.pay(order_id=order(), amount=100, currency="USD", payment_method="tok_declined")
    assert declined.value.decline_code is not None
    with pytest.raises(InvalidRequestError) as wrong:
        florin.pay(order_id=order(), amount=100, currency="usd")
    assert wrong.value.field == "currency"


def test_a_key_makes_a_payment_once(florin):
    sent = {"order_id": order(), "amount": 100, "currency": "USD", "idempotency_key": str(uuid.uuid4())}
    assert florin.pay(**sent) == florin.pay(**sent)


def test_lists_are_gone_through(florin):
    last = paid(florin)
    made = [paid(florin).id for _ in range(5)]
    page = florin.payments.list(limit=2, before=last.id)
    assert [payment.id for payment in page] == made
    down = []
    for payment in florin.payments.list(limit=2):
        if payment.id == last.id:
            break
        down.append(payment.id)
    assert down == made[::-1]

    async def main():
        async with AsyncFlorin(base_url=URL, secret_key=KEY) as client:
            return [payment.id async for payment in client.payments.list(limit=2, before=last.id)]

    assert asyncio.run(main()) == made
    assert all(isinstance(each, models.Balance) for each in florin.balances.list())
    assert any("key" in line for line in florin.audit.export()) or list(florin.audit.list()) == []


def test_the_stream_has_each_event_once(florin):
    before = florin.events.head().event
    first = paid(florin)
    stream = florin.events.stream(types=["payment.succeeded"], last_event_id=before)
    event = next(stream)
    assert isinstance(event, models.PaymentEvent) and event.data.id == first.id
    second = paid(florin)
    assert next(stream).data.id == second.id
    stream.close()
    again = florin.events.stream(types=["payment.succeeded"], last_event_id=event.id)
    assert next(again).data.id == second.id
    again.close()

    async def main():
        async with AsyncFlorin(base_url=URL, secret_key=KEY) as client:
            return await anext(aiter(client.events.stream(types=["payment.succeeded"], last_event_id=event.id)))

    assert asyncio.run(main()).data.id == second.id


class Deliveries(BaseHTTPRequestHandler):
    came = Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.came.put((body, dict(self.headers.items())))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_delivery_is_verified(florin, encrypted):
    server = HTTPServer(("127.0.0.1", 0), Deliveries)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/hook?a=1"
    own = ec.generate_private_key(ec.SECP256R1())
    numbers = own.public_key().public_numbers()
    from florin._keys import base64url

    jwk = {"kty": "EC", "crv": "P-256", **{n: base64url(getattr(numbers, n).to_bytes(32, "big")) for n in ("x", "y")}}
    endpoint = florin.webhook_endpoints.create(
        url=url, events=["payment.succeeded"], http_signatures=True, **({"encryption_key": jwk} if encrypted else {})
    )
    payment = paid(florin)
    body, headers = Deliveries.came.get(timeout=60)
    event = Webhooks(endpoint.secret, [own]).verify(body, headers)
    assert isinstance(event, models.PaymentEvent) and event.data.id == payment.id
    keys = florin._run(FlorinKeys(URL)._list.keys())
    verify_webhook(url=url, headers=headers, body=body, keys=keys, now=int(headers["webhook-timestamp"]))
    florin.webhook_endpoints.delete(endpoint.id)
    server.shutdown()


def test_an_app_has_tokens_that_are_bound_to_its_key(florin):
    created = florin.apps.create(name="Python", scopes=["payments:write", "payments:read"], dpop_bound=True)
    options = {"base_url": URL, "client_id": created.client_id, "client_secret": created.client_secret}
    with OAuthApp(**options, dpop=DpopKey()) as app:
        tokens = app.client_credentials(scope="payments:write payments:read")
        with Florin(base_url=URL, access_token=tokens) as client:
            payment = paid(client)
            assert client.payments.retrieve(payment.id).status == "succeeded"

        async def main():
            async with AsyncFlorin(base_url=URL, access_token=tokens) as client:
                return await client.payments.retrieve(payment.id)

        assert asyncio.run(main()).id == payment.id
    with OAuthApp(**{**options, "client_secret": "wrong"}) as app, pytest.raises(OAuthError) as refused:
        paid(Florin(base_url=URL, access_token=app.client_credentials(scope="payments:write")))
    assert refused.value.error == "invalid_client"


def test_an_authorization_request_is_pushed(florin):
    created = florin.apps.create(name="Books", scopes=["payments:read"], redirect_uris=["https://books.example/back"])
    secrets = {"client_id": created.client_id, "client_secret": created.client_secret}
    with OAuthApp(base_url=URL, **secrets) as app:
        pending = app.begin_authorization(redirect_uri="https://books.example/back", scope="payments:read")
        assert pending.url.startswith(f"{URL}/oauth/authorize?")
        callback = f"https://books.example/back?code=wrong&state={pending.state}&iss={URL}"
        with pytest.raises(OAuthError) as refused:
            app.finish_authorization(callback, pending)
        assert refused.value.error == "invalid_grant"


def test_signed_requests_are_taken_and_answers_are_verified(florin):
    own = ec.generate_private_key(ec.SECP256R1())
    pem = own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    key = florin.signature_keys.create(name="Python", pem=pem)
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signing = RequestSigning(key_id=key.id, private_key=private, answers=FlorinKeys(URL))
    with Florin(base_url=URL, secret_key=KEY, signing=signing) as client:
        florin_settings = client.signature_settings.update(mode="required")
        assert florin_settings.mode == "required"
        try:
            payment = client.payments.create(
                order_id=order(),
                amount=100,
                currency="USD",
                payment_method="tok_visa",
                confirm=True,
                description="两本",
            )
            assert client.payments.retrieve(payment.id).status == "succeeded"
            assert [each.id for each in client.payments.list(order_id=payment.order_id)] == [payment.id]
            with pytest.raises(Exception, match="signature_required"):
                paid(florin)
        finally:
            client.signature_settings.update(mode="optional")


def test_a_card_is_swapped_for_a_token():
    cards = CardEncryption(base_url=URL, account=os.environ["FLORIN_ACCOUNT"])
    with Florin(base_url=URL, publishable_key=os.environ["FLORIN_PUBLISHABLE"]) as page:
        card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}
        token = cards.token(page, card)
    assert (token.brand, token.last4) == ("visa", "4242")
    with Florin(base_url=URL, secret_key=KEY) as client:
        assert client.pay(order_id=order(), amount=1, currency="USD", payment_method=token.token).status == "succeeded"
    assert json.loads(json.dumps(token)) == token
