"""One call from its first request to its result, as steps that somebody else takes. It decides, and does nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._answers import Success, judge
from ._config import Config, StaticCredential
from ._errors import AnswerError, ConnectionError, FlorinError, InputError, TimeoutError
from ._log import LogEntry
from ._operations import Call
from ._retries import Tries, wait_before_next
from ._wire import Answer, Lost, Request, Send, Steps, Wait, url_of


def conversation(call: Call, config: Config, timeout: float | None = None) -> Steps[Any]:
    """Sends the call until it is answered. Returns the JSON of the answer, or None where it has none."""
    check_credential(call, config)
    try:
        return (yield from _tries(call, config, config.timeout if timeout is None else timeout))
    except FlorinError as error:
        error.idempotency_key = call.idempotency_key
        raise


def check_credential(call: Call, config: Config) -> None:
    """Refuses what a publishable key may not do, before the network is asked."""
    credential = config.credential
    if isinstance(credential, StaticCredential) and credential.kind == "publishable" and not call.operation.publishable:
        raise InputError(
            f"{call.operation.name} needs a secret key: a publishable key can only swap a card for a token."
        )


def _tries(call: Call, config: Config, timeout: float) -> Steps[Any]:
    around, operation = config.around, call.operation
    began = around.monotonic()
    repeatable = operation.method != "POST" or call.idempotency_key is not None
    lost = renewed = False
    made = 0
    while True:
        made += 1
        left = config.total_timeout - (around.monotonic() - began)
        came, status = yield from _try(call, config, made, max(0.001, min(timeout, left)))
        if isinstance(came, Success):
            return came.value
        if status == 401 and not renewed and not isinstance(config.credential, StaticCredential):
            # A token may have ended before its time. What was refused has done nothing.
            renewed = True
            continue
        retry_after = None
        if isinstance(came, AnswerError):
            # What was deleted by a try whose answer was lost is not there any more.
            if operation.method == "DELETE" and lost and came.status == 404 and came.code == "not_found":
                return None
            if not came.may_be_repeated:
                raise came
            retry_after = came.retry_after
        lost = lost or not isinstance(came, AnswerError) or came.status < 300 or came.status >= 500
        tries = Tries(made, config.max_tries, around.monotonic() - began, config.total_timeout)
        wait = wait_before_next(tries, retry_after, around.random()) if repeatable else None
        if wait is None:
            raise came
        config.log(LogEntry("retry", operation.name, operation.method, operation.path, made, wait=wait))
        yield Wait(wait)


def _try(
    call: Call, config: Config, attempt: int, timeout: float
) -> Steps[tuple[Success | AnswerError | ConnectionError, int | None]]:
    """One try, and the status of its answer. Raises what ends the call at once."""
    around, operation = config.around, call.operation
    told = (operation.name, operation.method, operation.path, attempt)
    try:
        request = yield from prepared(call, config)
    except ConnectionError as failed:
        # No token came. The whole try is made again.
        return failed, None
    config.log(LogEntry("request", *told))
    began = around.monotonic()
    came: Answer | Lost = yield Send(request, timeout)
    duration = around.monotonic() - began
    if isinstance(came, Lost):
        error = (
            ConnectionError(f"No answer came: {said(came.error)}.")
            if came.in_time
            else TimeoutError(f"No answer came within {timeout:g} seconds.")
        )
        error.__cause__ = came.error
        config.log(LogEntry("no_answer", *told, duration=duration, error=type(error).__name__))
        return error, None
    request_id = came.headers.get("request-id")
    config.log(LogEntry("answer", *told, status=came.status, request_id=request_id, duration=duration))
    if came.status == 401 and not isinstance(config.credential, StaticCredential):
        config.credential.refused(request, came.headers)
    judged = judge(came, around.now())
    # An answer that is asked for again need not be verified: proxies do not sign.
    if config.signing is not None and (isinstance(judged, Success) or not judged.may_be_repeated):
        yield from config.signing.verify(request, came)
    return judged, came.status


def prepared(call: Call, config: Config, more: Mapping[str, str] | None = None) -> Steps[Request]:
    """The request of one try, authorized and signed."""
    operation = call.operation
    url = url_of(config.base_url, call.path)
    headers = {"accept": operation.accept, "accept-encoding": "identity", **(more or {})}
    if call.body is not None:
        headers["content-type"] = "application/json"
    if call.idempotency_key is not None:
        headers["idempotency-key"] = call.idempotency_key
    if isinstance(config.credential, StaticCredential):
        headers["authorization"] = config.credential.authorization
    else:
        headers.update((yield from config.credential.authorize(operation.method, url)))
    request = Request(operation.method, url, headers, call.body)
    return request if config.signing is None else config.signing.sign(request)


def said(error: BaseException) -> str:
    """Why a connection failed, without a stop at its end."""
    if "WRONG_VERSION_NUMBER" in str(error):
        return (
            "what listens there does not speak TLS, so see whether base_url begins with https:// where http:// is right"
        )
    return (str(error) or type(error).__name__).rstrip(".")
