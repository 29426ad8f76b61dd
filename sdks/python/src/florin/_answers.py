"""What an answer means."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ._errors import AnswerError, refusal_class
from ._retries import REPEATABLE, retry_after_of
from ._wire import Answer


@dataclass(frozen=True)
class Success:
    """A value of JSON, or None where the answer has no body."""

    value: Any


_NOTHING = object()


def judge(answer: Answer, now: float) -> Success | AnswerError:
    """A success, or the error that the caller gets if this was the last try. ``now`` is for waits that are dates."""
    status, headers, body = answer.status, answer.headers, answer.body
    if status == 204:
        return Success(None)
    in_json = re.match(r"application/([\w.-]+\+)?json\b", headers.get("content-type", ""), re.I) is not None
    value = parsed(body) if in_json else _NOTHING
    success = 200 <= status < 300
    if success and value is not _NOTHING:
        return Success(value)
    problem = value if isinstance(value, dict) and not success else {}
    code = _text(problem.get("code"))
    request_id = _text(problem.get("request_id")) or headers.get("request-id")
    cut_off = (in_json and value is _NOTHING) or (success and body == b"")
    known: dict[str, Any] = {
        "status": status,
        "code": code,
        "request_id": request_id,
        "retry_after": retry_after_of(headers, now),
        "field": _text(problem.get("field")),
        "may_be_repeated": cut_off or status in REPEATABLE or code == "idempotency_in_progress",
    }
    if code is None:
        return AnswerError(_what_came(answer, cut_off), **known)
    said = _text(problem.get("detail")) or _text(problem.get("title")) or "Florin refused"
    message = f"{said} ({code}, {request_id or 'no request_id'})"
    return refusal_class(status)(message, problem=problem, **known)


def parsed(body: bytes) -> Any:
    """The JSON of a body, or a mark that it is none."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return _NOTHING


def _what_came(answer: Answer, cut_off: bool) -> str:
    status, headers = answer.status, answer.headers
    if 300 <= status < 400:
        to = urlsplit(headers.get("location", ""))
        where = f" to {to.scheme}://{to.hostname}" if to.hostname else ""
        return f"The server redirects{where} and was not followed: set base_url to Florin's own address."
    if status < 300 and cut_off:
        came = "empty" if answer.body == b"" else "no whole JSON"
        return f"The answer {status} is {came}: it was cut off on its way."
    if status < 300:
        kind = headers.get("content-type", "of no type")
        return f"The answer {status} is {kind} and not JSON: is base_url Florin's own address?"
    return f"The answer is {status} without a reason of Florin's: something before it has answered."


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
