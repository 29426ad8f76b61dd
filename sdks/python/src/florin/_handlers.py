"""Handlers of webhooks for three frameworks. Each is imported only when it is used.

They answer 204 when the event was handled, 401 where the delivery is not genuine, and leave it to the framework what becomes of an error
of the caller's own: whatever is no 2xx is delivered again.
"""

# mypy: disable-error-code="import-not-found,import-untyped,unused-ignore,untyped-decorator"
from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._errors import VerificationError
from ._generated.models import Event

if TYPE_CHECKING:
    from .webhooks import Webhooks

Handle = Callable[[Event], Any]


def fastapi_handler(webhooks: Webhooks, handle: Handle) -> Callable[..., Any]:
    from starlette.requests import Request
    from starlette.responses import Response

    async def florin_webhook(request: Any) -> Any:
        try:
            event = webhooks.verify(await request.body(), dict(request.headers))
        except VerificationError as error:
            return Response(error.reason, status_code=401)
        if inspect.iscoroutinefunction(handle):
            await handle(event)
        else:
            # A handler that is not async may take its time, and the loop has others to serve.
            await asyncio.get_running_loop().run_in_executor(None, handle, event)
        return Response(status_code=204)

    # FastAPI looks at what the parameters are, and at what is given back.
    florin_webhook.__annotations__ = {"request": Request, "return": Response}
    return florin_webhook


def flask_view(webhooks: Webhooks, handle: Handle) -> Callable[[], Any]:
    from flask import request

    def florin_webhook() -> Any:
        try:
            event = webhooks.verify(request.get_data(), dict(request.headers))
        except VerificationError as error:
            return error.reason, 401
        handle(event)
        return "", 204

    return florin_webhook


def django_view(webhooks: Webhooks, handle: Handle) -> Callable[..., Any]:
    from django.http import HttpResponse
    from django.views.decorators.csrf import csrf_exempt
    from django.views.decorators.http import require_POST

    def florin_webhook(request: Any) -> Any:
        try:
            event = webhooks.verify(request.body, dict(request.headers))
        except VerificationError as error:
            return HttpResponse(error.reason, status=401)
        handle(event)
        return HttpResponse(status=204)

    view: Callable[..., Any] = csrf_exempt(require_POST(florin_webhook))
    return view
