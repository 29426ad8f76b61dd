import httpx
import pytest
from scripted import Script
from vectors import cases, named, vectors

from florin import AnswerError, ConnectionError, _retries
from florin._answers import judge
from florin._core import conversation
from florin._operations import Call, Operation
from florin._wire import Answer

POLICY = vectors("retries")["policy"]
BOTH = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


def test_the_policy_is_that_of_the_vectors():
    assert POLICY == {
        "max_tries": 4,
        "first_wait": _retries.FIRST_WAIT,
        "longest_wait": _retries.LONGEST_WAIT,
        "longest_retry_after": _retries.LONGEST_RETRY_AFTER,
        "jitter_after": _retries.JITTER_AFTER,
    }
    assert Script(httpx.Response(200)).client()._config.max_tries == POLICY["max_tries"]


def step(exchange):
    if exchange["does"] == "answers":
        return httpx.Response(exchange["status"], headers=exchange["headers"], content=exchange["body"].encode())
    return httpx.ReadTimeout("late") if exchange["does"] == "never_answers" else httpx.RemoteProtocolError("cut")


@BOTH
@pytest.mark.parametrize("case", cases("retries"), ids=named)
def test_a_call_is_tried_again(case, is_async):
    script = Script(*[step(each) for each in case["exchanges"]])
    call = Call(
        Operation("test", case["method"], "/v1/test"),
        "/v1/test",
        b'{"amount":1}' if case["method"] == "POST" else None,
        case["idempotency_key"],
    )

    def ask(florin):
        return florin._run(conversation(call, florin._config))

    if "result" in case:
        assert script.run(ask, is_async, max_tries=case["max_tries"]) == case["result"]
    else:
        with pytest.raises((AnswerError, ConnectionError)) as raised:
            script.run(ask, is_async, max_tries=case["max_tries"])
        error = raised.value
        if case["error"]["kind"] == "connection":
            assert isinstance(error, ConnectionError)
        else:
            assert isinstance(error, AnswerError)
            assert (error.status, error.code) == (case["error"]["status"], case["error"]["code"])
        assert error.idempotency_key == case["idempotency_key"]
    assert len(script.seen) == case["requests"]
    assert len(script.waits) == len(case["waits"])
    for waited, wanted in zip(script.waits, case["waits"], strict=True):
        assert wanted["at_least"] <= waited <= wanted["at_most"]
    keys = {request.headers.get("idempotency-key") for request in script.seen}
    assert keys == {case["idempotency_key"]}
    assert len({request.content for request in script.seen}) == 1


@pytest.mark.parametrize("case", cases("problems"), ids=named)
def test_an_answer_that_is_no_success_is_an_error(case):
    answer = case["answer"]
    error = judge(Answer(answer["status"], answer["headers"], answer["body"].encode()), vectors("problems")["now"])
    assert isinstance(error, AnswerError)
    assert {name: getattr(error, name) for name in case["error"]} == case["error"]


@pytest.mark.parametrize("code", cases("problems", "codes"), ids=lambda each: each["code"])
def test_each_code_is_judged(code):
    body = f'{{"code":"{code["code"]}"}}'.encode()
    error = judge(Answer(code["status"], {"content-type": "application/problem+json"}, body), 0)
    assert isinstance(error, AnswerError)
    assert (error.code, error.may_be_repeated) == (code["code"], code["may_be_repeated"])
