import asyncio
import base64
import hashlib
import hmac
import json
import time

import pytest
from vectors import cases, named, vectors

from florin import InputError, UnknownEvent, VerificationError, models
from florin._jwe import JweError, decrypt, encrypt
from florin.webhooks import Webhooks, verify_signature

SECRET = "whsec_dGhlIHNlY3JldCBvZiBhbiBlbmRwb2ludC4uLi4uLi4="
JWE = vectors("jwe")


@pytest.mark.parametrize("case", cases("webhooks"), ids=named)
def test_a_delivery_is_verified(case):
    def verify():
        body = case["body"].encode()
        verify_signature(body, case["headers"], [case["secret"]], now=case["now"], tolerance=case["tolerance"])

    if case["accepted"]:
        verify()
    else:
        with pytest.raises(VerificationError) as refused:
            verify()
        assert refused.value.reason == case["reason"]


def delivery(event, secret=SECRET, media_type="application/json", **change):
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    at = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"evt_1.{at}.".encode() + body, hashlib.sha256)).decode()
    headers = {"Webhook-Id": "evt_1", "Webhook-Timestamp": at, "Webhook-Signature": f"v1,{signature}"}
    return body, {**headers, "Content-Type": media_type, **change}


PAID = {"id": "evt_1", "type": "payment.succeeded", "data": {"id": "pay_1", "object": "payment", "new": 1}}


def test_a_genuine_delivery_is_an_event():
    event = Webhooks(SECRET).verify(*delivery(PAID))
    assert isinstance(event, models.PaymentEvent) and event.data.id == "pay_1" and event.data["new"] == 1
    assert isinstance(Webhooks(SECRET).verify(*delivery({"id": "evt_1", "type": "of.next_year"})), UnknownEvent)
    body, headers = delivery(PAID)
    assert Webhooks([SECRET, "whsec_b3RoZXI="]).verify(body.decode(), list(headers.items())).id == "evt_1"


def test_a_wrong_secret_or_a_parsed_body_is_said_at_once():
    for secret in ("", "whsec_", "whsec_%%", []):
        with pytest.raises(InputError):
            Webhooks(secret)
    with pytest.raises(InputError, match="parsed body"):
        Webhooks(SECRET).verify({"id": "evt_1"}, {})
    assert SECRET not in repr(Webhooks(SECRET))


def test_an_encrypted_delivery_is_opened():
    key = JWE["key"]
    jwe = encrypt(json.dumps(PAID).encode(), {**key["private_jwk"], "kid": "mine"})
    body, headers = delivery(jwe.encode(), media_type="application/jose")
    for form in ("private_pem", "private_jwk"):
        assert Webhooks(SECRET, [key[form]]).verify(body, headers).id == "evt_1"
    with pytest.raises(InputError, match="decryption_keys"):
        Webhooks(SECRET).verify(body, headers)


@pytest.mark.parametrize("case", cases("jwe"), ids=named)
def test_a_jwe_is_opened(case):
    def opened():
        return decrypt(case["jwe"], [JWE["key"]["private_pem"]], JWE["kid"])

    if "refused" in case:
        with pytest.raises(JweError) as refused:
            opened()
        assert refused.value.reason == case["refused"]
    else:
        assert opened().decode() == case["plaintext"]


def test_what_is_encrypted_can_be_opened():
    jwe = encrypt("一".encode(), {**JWE["key"]["private_jwk"], "kid": JWE["kid"]})
    assert decrypt(jwe, [JWE["key"]["private_jwk"]], JWE["kid"]).decode() == "一"


class Handled(list):
    """What a handler was given."""

    def __call__(self, event):
        if event.id == "evt_fails":
            raise RuntimeError("mine")
        self.append(event.id)


def ask(post):
    """What a server answers to a genuine delivery, to one that was changed, and to one whose handler fails."""
    body, headers = delivery(PAID)
    return [post(body, headers), post(body + b" ", headers), post(*delivery({**PAID, "id": "evt_fails"}))]


def test_fastapi():
    fastapi = pytest.importorskip("fastapi")
    from fastapi.testclient import TestClient

    handled, waited = Handled(), Handled()
    app = fastapi.FastAPI()
    app.post("/webhooks")(Webhooks(SECRET).fastapi(handled))

    async def handle(event):
        await asyncio.sleep(0)
        waited(event)

    app.post("/async")(Webhooks(SECRET).fastapi(handle))
    client = TestClient(app, raise_server_exceptions=False)
    for path in ("/webhooks", "/async"):
        assert ask(lambda body, headers, path=path: client.post(path, content=body, headers=headers).status_code) == [
            204,
            401,
            500,
        ]
    assert handled == waited == ["evt_1"]


def test_flask():
    flask = pytest.importorskip("flask")
    handled, app = Handled(), flask.Flask("shop")
    app.post("/webhooks")(Webhooks(SECRET).flask(handled))
    client = app.test_client()
    assert ask(lambda body, headers: client.post("/webhooks", data=body, headers=headers).status_code) == [
        204,
        401,
        500,
    ]
    assert handled == ["evt_1"]


def test_django():
    django = pytest.importorskip("django")
    from django.conf import settings
    from django.urls import path

    handled = Handled()
    urls = type("Urls", (), {"urlpatterns": [path("webhooks", Webhooks(SECRET).django(handled))]})
    csrf = "django.middleware.csrf.CsrfViewMiddleware"
    settings.configure(ROOT_URLCONF=urls, SECRET_KEY="test", ALLOWED_HOSTS=["*"], MIDDLEWARE=[csrf])
    django.setup()
    from django.test import Client

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def post(body, headers):
        media_type = headers["Content-Type"]
        return client.post("/webhooks", body, content_type=media_type, headers=headers).status_code

    assert ask(post) == [204, 401, 500]
    assert handled == ["evt_1"]
    assert client.get("/webhooks").status_code == 405
