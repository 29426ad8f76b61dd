"""What schemathesis is told of Florin beside its document: a payment to refund, an app, a check of its own, and a tally."""

import atexit
import collections
import itertools
import json
import os

import schemathesis

seen: dict[str, set[int]] = collections.defaultdict(set)


def name_of(case) -> str:
    return case.operation.definition.raw["operationId"]


calls = itertools.count()


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """An address of its own, since too many wrong keys from one are refused for that; the ids in bodies."""
    call = next(calls)
    case.headers["X-Forwarded-For"] = f"10.{call >> 16 & 255}.{call >> 8 & 255}.{call & 255}"
    if name_of(case) == "createRefund" and isinstance(case.body, dict) and isinstance(case.body.get("payment"), str):
        case.body["payment"] = os.environ["FLORIN_PAYMENT"]
    if isinstance(case.body, dict) and isinstance(case.body.get("app"), str):
        case.body["app"] = os.environ["FLORIN_APP"]
    # A payment by wallet waits for a quarter of an hour. The example of another operation needs one that still does.
    if name_of(case) == "advanceClock" and isinstance(case.body, dict):
        seconds = case.body.get("advance_seconds")
        if isinstance(seconds, int) and 60 < seconds <= 86_400:
            case.body["advance_seconds"] = 60


@schemathesis.hook
def after_call(ctx, case, response):
    seen[name_of(case)].add(response.status_code)


@schemathesis.check
def listed_problem(ctx, response, case):
    """A refusal has a code that the operation lists for its status."""
    if response.status_code < 400 or response.status_code == 405:
        return
    listed = case.operation.definition.raw["responses"][str(response.status_code)]["x-problem-codes"]
    code = response.json()["code"]
    assert code in listed, f"{code} is not among {listed}"


@atexit.register
def tell():
    with open("seen.json", "w") as file:
        json.dump({name: sorted(statuses) for name, statuses in seen.items()}, file)
