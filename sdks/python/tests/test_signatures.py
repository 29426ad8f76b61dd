import base64
import json

import httpx
import pytest
from scripted import PAYMENT, Script
from vectors import cases, named, vectors

from florin import InputError, VerificationError
from florin._algorithms import is_signed, sign
from florin._keys import private_key, public_key
from florin._messages import base_of, check, component_of, input_of, members_of, read
from florin._wire import Answer, Request
from florin.signatures import FlorinKeys, RequestSigning, verify_answer, verify_webhook

VECTORS = vectors("signatures")
KEYS, REQUIRED, TOLERANCE = VECTORS["keys"], VECTORS["required"], VECTORS["tolerance"]
CASES = cases("signatures")
FLORIN = "florinkey_01h455vb4pex5vsknk084sn007"
OWN = "sigkey_01h455vb4pex5vsknk084sn001"
JWKS = [{**key["private_jwk"], "kid": id} for id, key in KEYS.items() if id.startswith("florinkey_")]


def private(id):
    key = KEYS[id]
    return base64.b64decode(key["secret_base64"]) if "secret_base64" in key else private_key(key["private_pem"])


def public(id):
    if id not in KEYS:
        return None
    key = KEYS[id]
    return (private(id) if "secret_base64" in key else public_key(key["public_pem"])), key["algorithm"]


def request_of(message):
    body = message.get("body")
    return Request(message["method"], message["url"], message["headers"], None if body is None else body.encode())


def answer_of(message):
    return Answer(message["status"], message["headers"], (message.get("body") or "").encode())


@pytest.mark.parametrize("case", [case for case in CASES if case["accepted"]], ids=named)
def test_what_is_signed_has_the_same_base(case):
    signed, algorithm = case["signed"], case["algorithm"]
    request = request_of(signed["request"])
    answer = answer_of(signed["answer"]) if "answer" in signed else None
    input = input_of(signed["covered"], signed["parameters"])
    assert f"{case['label']}={input}" == case["signature_input"]
    base = base_of([component_of(name) for name in signed["covered"]], input, request, answer)
    assert base.decode() == case["signature_base"]
    made = sign(private(case["key"]), algorithm, base)
    if algorithm in ("ed25519", "rsa-v1_5-sha256", "hmac-sha256"):
        assert base64.b64encode(made).decode() == case["signature"]
    for signature in (made, base64.b64decode(case["signature"])):
        assert is_signed(public(case["key"])[0], algorithm, base, signature)


def arrived(case):
    """The message with its signature, as it came."""
    whole = case["arrived"]
    fields = {"signature-input": case["signature_input"], "signature": f"{case['label']}=:{case['signature']}:"}
    signs = "answer" if case["kind"] == "answer" else "request"
    return {**whole, signs: {**whole[signs], "headers": {**whole[signs]["headers"], **fields}}}


def verify(case):
    came = arrived(case)
    request = request_of(came["request"])
    if case["kind"] == "answer":
        return verify_answer(request, answer_of(came["answer"]), JWKS, now=case["now"], label=case["label"])
    if case["kind"] == "webhook":
        return verify_webhook(
            url=request.url, headers=request.headers, body=request.body, keys=JWKS, now=case["now"], tolerance=TOLERANCE
        )
    signed = read(request.headers, case["label"])
    required = [*REQUIRED["request"]["always"]]
    if '"@target-uri"' not in signed.components:
        required = ["@method", "@authority", "@path", "@query"]
    required += [name for name in REQUIRED["request"]["if_sent"] if name in request.headers]
    if "nonce" not in signed.parameters:
        raise VerificationError("no nonce", "signature_invalid")
    return check(signed, request, None, required=required, find=public, now=case["now"], tolerance=TOLERANCE)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_arrives_is_verified(case):
    if case["accepted"]:
        verify(case)
    else:
        with pytest.raises(VerificationError) as refused:
            verify(case)
        assert refused.value.reason == case["reason"]


def signing(**options):
    return RequestSigning(key_id=OWN, private_key=KEYS[OWN]["private_pem"], **options)


def test_each_try_is_signed_anew():
    script = Script(httpx.ReadError("cut"), httpx.Response(200, json=PAYMENT))
    script.client(signing=signing()).payments.create(order_id="1", amount=1, currency="USD")
    nonces = set()
    for request in script.seen:
        headers = dict(request.headers)
        sent = Request(request.method, str(request.url), headers, request.content)
        signed = read(headers, "florin")
        required = ["@method", "@target-uri", "authorization", "content-type", "content-digest", "idempotency-key"]
        now = signed.parameters["created"]
        check(signed, sent, None, required=required, find=public, now=now, tolerance=TOLERANCE)
        nonces.add(signed.parameters["nonce"])
    assert len(nonces) == 2


def answering(change=lambda answer, headers: None, key=FLORIN, status=200):
    """A Florin that signs as it is asked to, and whose answer is then changed."""

    def answer(request):
        if request.url.path == "/.well-known/florin-signatures.json":
            return httpx.Response(200, json={"keys": JWKS})
        headers = {"content-type": "application/json"}
        body = json.dumps(PAYMENT).encode()
        from florin._messages import digest_of

        headers["content-digest"] = digest_of(body)
        asked = members_of(request.headers["accept-signature"])["florin"]
        covered, _, told = asked[1:].partition(")")
        nonce = told.split('nonce="')[1].split('"')[0]
        input = f'({covered});created={int(__import__("time").time())};nonce="{nonce}";keyid="{key}"'
        sent = Request(request.method, str(request.url), dict(request.headers), request.content)
        base = base_of(covered.split(" "), input, sent, Answer(status, headers, body))
        signature = base64.b64encode(sign(private(key), "ed25519", base)).decode()
        headers |= {"signature-input": f"florin={input}", "signature": f"florin=:{signature}:"}
        made = {"status_code": status, "content": body, "headers": headers}
        change(made, headers)
        return httpx.Response(**made)

    return answer


def create(florin):
    return florin.payments.create(order_id="1", amount=1, currency="USD")


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_an_answer_is_verified(is_async):
    script = Script(answering())
    options = {"signing": signing(answers=FlorinKeys("https://pay.example"))}
    assert script.run(create, is_async, **options).id == PAYMENT["id"]
    assert [request.url.path for request in script.seen] == ["/v1/payments", "/.well-known/florin-signatures.json"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda made, headers: made.update(content=b'{"id":"pay_2"}'), "digest_mismatch"),
        (lambda made, headers: made.update(status_code=201), "signature_invalid"),
        (lambda made, headers: headers.pop("signature"), "signature_invalid"),
        (lambda made, headers: headers.pop("signature-input"), "signature_invalid"),
        (
            lambda made, headers: headers.update(
                {"signature-input": headers["signature-input"].replace('"@status" ', "")}
            ),
            "signature_invalid",
        ),
    ],
)
def test_an_answer_that_was_changed_is_refused(change, reason):
    script = Script(answering(change))
    with pytest.raises(VerificationError) as refused:
        create(script.client(signing=signing(answers=FlorinKeys("https://pay.example"))))
    assert refused.value.reason == reason
    assert refused.value.idempotency_key is not None


def test_an_answer_of_another_key_or_to_another_request_is_refused():
    with pytest.raises(VerificationError):
        create(Script(answering(key=OWN)).client(signing=signing(answers=FlorinKeys("https://pay.example"))))
    kept = []
    first = answering()

    def replay(request):
        if request.url.path != "/v1/payments":
            return first(request)
        kept.append(first(request))
        return httpx.Response(200, headers=kept[0].headers, content=kept[0].content)

    florin = Script(replay).client(signing=signing(answers=FlorinKeys("https://pay.example")))
    create(florin)
    with pytest.raises(VerificationError, match="another request"):
        create(florin)


def test_a_key_that_does_not_fit_is_said_at_once():
    for options in (
        {"key_id": "a b", "private_key": KEYS[OWN]["private_pem"]},
        {"key_id": OWN, "private_key": "no key"},
        {"key_id": OWN, "private_key": KEYS[OWN]["public_pem"]},
        {"key_id": OWN, "private_key": KEYS[OWN]["private_pem"], "algorithm": "rsa-pss-sha512"},
        {"key_id": OWN, "private_key": KEYS[OWN]["private_pem"], "algorithm": "none"},
    ):
        with pytest.raises(InputError):
            RequestSigning(**options)
    for id, key in KEYS.items():
        if "private_jwk" in key:
            RequestSigning(key_id=id, private_key=key["private_jwk"], algorithm=key["algorithm"])
