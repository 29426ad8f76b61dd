import asyncio
import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone
from urllib.parse import parse_qs

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from scripted import PAYMENT, URL, Script, json_answer
from vectors import vectors

from florin import (
    AsyncOAuthApp,
    CardEncryption,
    DpopKey,
    InputError,
    OAuthApp,
    OAuthError,
    VerificationError,
)
from florin._algorithms import is_signed
from florin._jwe import decrypt
from florin._keys import from_base64url, public_key
from florin._wire import Surroundings

BOTH = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.at = 1_900_000_000.0

    def around(self):
        return Surroundings(now=lambda: self.at, monotonic=lambda: self.at)


class Server:
    """Gives tokens, and takes the last one that it gave."""

    def __init__(self, kind="Bearer", loses=0):
        self.given, self.forms, self.kind, self.loses, self.proofs = 0, [], kind, loses, []

    def __call__(self, request):
        if request.url.path == "/oauth/token":
            self.forms.append({name: values[0] for name, values in parse_qs(request.content.decode()).items()})
            self.forms[-1]["authorization"] = request.headers.get("authorization")
            if self.loses:
                self.loses -= 1
                raise httpx.ReadError("cut")
            self.given += 1
            token = {"access_token": f"t{self.given}", "token_type": self.kind, "expires_in": 3600}
            return json_answer(200, {**token, "refresh_token": f"r{self.given}"})
        if request.url.path == "/oauth/par":
            return json_answer(201, {"request_uri": "urn:1", "expires_in": 60})
        self.proofs.append(request.headers.get("dpop"))
        if request.headers["authorization"] != f"{self.kind} t{self.given}":
            return json_answer(401, {"code": "unauthorized"})
        return json_answer(200, PAYMENT)


def app(kind=OAuthApp, **options):
    return kind(**{"base_url": URL, "client_id": "app_1", "client_secret": "s:1", **options})


def retrieve(florin):
    return florin.payments.retrieve("pay_1")


@BOTH
def test_a_token_is_kept_as_long_as_it_lasts(is_async):
    clock, server = Clock(), Server()
    source = app(around=clock.around()).client_credentials(scope="payments:read")
    for moved, given in ((0, 1), (3539, 1), (2, 2)):
        clock.at += moved
        Script(server).run(retrieve, is_async, secret_key=None, access_token=source)
        assert server.given == given
    assert server.forms[0] == {
        "grant_type": "client_credentials",
        "scope": "payments:read",
        "authorization": "Basic " + base64.b64encode(b"app_1:s%3A1").decode(),
    }


@BOTH
def test_a_token_that_ended_early_is_fetched_anew(is_async):
    server = Server()
    source = app().client_credentials(scope="payments:read")
    Script(server).run(retrieve, is_async, secret_key=None, access_token=source)
    server.given = 5
    Script(server).run(retrieve, is_async, secret_key=None, access_token=source)
    assert server.given == 6


def test_many_calls_at_once_fetch_one_token():
    server = Server()
    florin = Script(server).client(secret_key=None, access_token=app().client_credentials(scope="a"))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: retrieve(florin), range(40)))
    assert server.given == 1

    server = Server()

    async def main():
        florin = Script(server).async_client(secret_key=None, access_token=app().client_credentials(scope="a"))
        await asyncio.gather(*(retrieve(florin) for _ in range(40)))

    asyncio.run(main())
    assert server.given == 1


@BOTH
def test_a_proof_is_of_this_key_this_request_and_this_token(is_async):
    server, key = Server("DPoP"), DpopKey()
    source = app(dpop=key).client_credentials(scope="a")
    Script(server).run(retrieve, is_async, secret_key=None, access_token=source)
    header, told, signature = server.proofs[0].split(".")
    jwk = json.loads(from_base64url(header))["jwk"]
    assert is_signed(public_key(jwk), "ecdsa-p256-sha256", f"{header}.{told}".encode(), from_base64url(signature))
    told = json.loads(from_base64url(told))
    ath = base64.urlsafe_b64encode(hashlib.sha256(b"t1").digest()).rstrip(b"=").decode()
    assert (told["htm"], told["htu"], told["ath"]) == ("GET", f"{URL}/v1/payments/pay_1", ath)


def test_a_clock_that_is_wrong_is_corrected():
    key = DpopKey(now=lambda: 0.0)
    key.learn({"date": "Mon, 24 Nov 2025 23:00:00 GMT", "dpop-nonce": "n"})
    told = json.loads(from_base64url(key.prove("GET", "https://a.example/b?c#d", None).split(".")[1]))
    assert (told["iat"], told["nonce"], told["htu"]) == (1764025200, "n", "https://a.example/b")
    with pytest.raises(InputError):
        DpopKey(ec.generate_private_key(ec.SECP384R1()))


@BOTH
def test_a_person_lets_an_app_act(is_async):
    server, script = Server(), None
    script = Script(server)
    transport = httpx.MockTransport(script)
    clock = Clock()

    async def asynchronously():
        async with app(AsyncOAuthApp, http_client=httpx.AsyncClient(transport=transport)) as one:
            pending = await one.begin_authorization(redirect_uri="https://shop.example/back", scope="payments:read")
            callback = f"https://shop.example/back?code=c&state={pending.state}&iss={URL}"
            return pending, await one.finish_authorization(callback, pending)

    if is_async:
        pending, tokens = asyncio.run(asynchronously())
    else:
        with app(http_client=httpx.Client(transport=transport), around=clock.around()) as one:
            pending = one.begin_authorization(redirect_uri="https://shop.example/back", scope="payments:read")
            for wrong in (
                f"code=c&state=x&iss={URL}",
                f"code=c&state={pending.state}",
                f"state={pending.state}&iss={URL}",
            ):
                with pytest.raises(VerificationError):
                    one.finish_authorization(f"/back?{wrong}", pending)
            with pytest.raises(OAuthError, match="access_denied"):
                one.finish_authorization(f"/back?error=access_denied&state={pending.state}&iss={URL}", pending)
            tokens = one.finish_authorization(f"/back?code=c&state={pending.state}&iss={URL}", pending)
        assert tokens.expires_at == datetime.fromtimestamp(clock.at + 3600, timezone.utc)
    assert pending.url == f"{URL}/oauth/authorize?client_id=app_1&request_uri=urn%3A1"
    challenge = parse_qs(script.seen[0].content.decode())["code_challenge"][0]
    digest = hashlib.sha256(pending.code_verifier.encode()).digest()
    assert from_base64url(challenge) == digest
    assert server.forms[0]["code_verifier"] == pending.code_verifier
    assert (tokens.access_token, tokens.refresh_token) == ("t1", "r1")
    assert "t1" not in repr(tokens) and "r1" not in repr(tokens) and pending.code_verifier not in repr(pending)


@BOTH
def test_tokens_are_stored_before_they_are_used(is_async):
    server, clock, stored = Server(loses=1), Clock(), []
    one = app(around=clock.around())
    tokens = one._tokens_of({"access_token": "t0", "expires_in": 3600}, "r0")
    clock.at += 3600

    async def store(new):
        await asyncio.sleep(0)
        assert server.proofs == []
        stored.append(new.refresh_token)

    def store_now(new):
        assert server.proofs == []
        stored.append(new.refresh_token)

    source = one.resume(tokens, on_tokens=store if is_async else store_now)
    script = Script(server)
    script.run(retrieve, is_async, secret_key=None, access_token=source)
    assert stored == ["r1"]
    # The answer to the first was lost, and the server takes the same token again only after a while.
    assert [form["refresh_token"] for form in server.forms] == ["r0", "r0"] and script.waits == [2.5]
    clock.at += 3600
    server.proofs.clear()
    script.run(retrieve, is_async, secret_key=None, access_token=source)
    assert server.forms[-1]["refresh_token"] == "r1"


def test_without_a_refresh_token_the_person_has_to_be_asked():
    one = app()
    tokens = one._tokens_of({"access_token": "t0", "expires_in": 0}, None)
    source = one.resume(replace(tokens, refresh_token=None), on_tokens=lambda new: None)
    with pytest.raises(OAuthError, match="ask the person again"):
        retrieve(Script(Server()).client(secret_key=None, access_token=source))


def test_what_an_app_is_made_from_is_refused_in_a_sentence():
    for wrong in ({"client_id": ""}, {"client_id": None}, {"client_secret": "a b"}, {"base_url": "pay.example"}):
        with pytest.raises(InputError):
            app(**wrong)


JWE = vectors("jwe")
CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"}


@BOTH
def test_a_card_is_encrypted_for_one_account_and_swapped_for_a_token(is_async):
    public = {name: JWE["key"]["private_jwk"][name] for name in ("kty", "n", "e")}
    sent, lists = [], []

    def answer(request):
        if request.url.path == "/.well-known/florin-encryption.json":
            lists.append(request)
            return json_answer(200, {"keys": [{**public, "kid": f"enckey_{len(lists)}"}]})
        sent.append(json.loads(request.content)["card_jwe"])
        if len(sent) == 1:
            return json_answer(400, {"code": "encryption_key_unknown"})
        return json_answer(200, {"object": "token", "token": "tok_1", "brand": "visa", "last4": "4242"})

    cards = CardEncryption(base_url=URL, account="acct_1")
    script = Script(answer)
    for _ in range(2):
        assert script.run(lambda florin: cards.token(florin, CARD), is_async).token == "tok_1"
    opened = [json.loads(decrypt(jwe, [JWE["key"]["private_pem"]])) for jwe in sent]
    assert opened == [{"account": "acct_1", **CARD}] * 3
    kids = [json.loads(from_base64url(jwe.split(".")[0]))["kid"] for jwe in sent]
    assert kids == ["enckey_1", "enckey_2", "enckey_2"]
    with pytest.raises(InputError):
        CardEncryption(base_url=URL, account="pay_1")
