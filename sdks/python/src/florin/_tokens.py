"""The authorization server as one app asks it, and access tokens that are kept while they last."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from ._answers import parsed
from ._config import checked_base_url
from ._core import said
from ._dpop import DpopKey
from ._errors import ConnectionError, InputError, OAuthError
from ._wire import Acquire, Answer, Lost, Request, Send, Steps, Surroundings, url_of

_TIMEOUT = 30.0
#: A token is not used in the last seconds of its life, which a request might outlast; nor in the last tenth of a short one.
_MARGIN = 60.0
#: Of a token whose life nobody has told.
_LIFE = 3600.0


class Endpoint:
    """The endpoints of the authorization server."""

    def __init__(self, base_url: str, client_id: str, client_secret: str | None, dpop: DpopKey | None) -> None:
        for name, value in (("client_id", client_id), ("client_secret", client_secret)):
            if value is None and name == "client_secret":
                continue
            if not isinstance(value, str) or not re.fullmatch(r"\S+", value):
                raise InputError(f"{name} is missing or empty, or has white space in it.")
        self.base_url = checked_base_url(base_url)
        self.client_id = client_id
        self._secret = client_secret
        self.dpop = dpop

    def token(self, fields: Mapping[str, str]) -> Steps[dict[str, Any]]:
        """An answer with an access token."""
        answer = yield from self.post("/oauth/token", fields)
        if not isinstance(answer.get("access_token"), str):
            raise ConnectionError("The authorization server answered without an access token.")
        return answer

    def post(self, path: str, fields: Mapping[str, str]) -> Steps[dict[str, Any]]:
        """Sends a form. Raises ``OAuthError`` where it is refused, and ``ConnectionError`` where asking again may help."""
        answer, value = yield from self._send(path, fields)
        if (
            answer.status >= 400
            and self.dpop is not None
            and value.get("error") in ("invalid_dpop_proof", "use_dpop_nonce")
        ):
            # A wrong clock is the usual reason why a proof is refused. The answer has the right one.
            self.dpop.learn(answer.headers)
            answer, value = yield from self._send(path, fields)
        if answer.status < 300:
            return value
        told = value.get("error_description") or value.get("detail") or "The authorization server refused"
        error = str(value.get("error") or value.get("code") or "unknown")
        raise OAuthError(str(told), error=error, status=answer.status)

    def _send(self, path: str, fields: Mapping[str, str]) -> Steps[tuple[Answer, dict[str, Any]]]:
        url = url_of(self.base_url, path)
        headers = {
            "accept": "application/json",
            "accept-encoding": "identity",
            "content-type": "application/x-www-form-urlencoded",
        }
        form = dict(fields)
        if self._secret is None:
            form["client_id"] = self.client_id
        else:
            # RFC 6749 section 2.3.1 has both written as in a form.
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self._secret)}"
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        if self.dpop is not None:
            headers["dpop"] = self.dpop.prove("POST", url, None)
        came: Answer | Lost = yield Send(Request("POST", url, headers, urlencode(form).encode()), _TIMEOUT)
        if isinstance(came, Lost):
            raise ConnectionError(f"The authorization server did not answer: {said(came.error)}.") from came.error
        value = parsed(came.body)
        if came.status == 429 or came.status >= 500 or not isinstance(value, dict):
            raise ConnectionError(f"The authorization server answered {came.status} without a reason.")
        return came, value


@dataclass(frozen=True)
class _Kept:
    token: str = field(repr=False)
    kind: str
    #: By the monotonic clock.
    until: float


class CachedTokens:
    """Keeps a token as long as it lasts. Many calls at once ask for one new token together."""

    def __init__(
        self,
        endpoint: Endpoint,
        ask: Callable[[], Steps[Mapping[str, Any]]],
        first: Mapping[str, Any] | None = None,
        around: Surroundings | None = None,
    ) -> None:
        self._endpoint, self._ask = endpoint, ask
        self._around = around or Surroundings()
        self._lock = threading.Lock()
        self._kept = None if first is None else self._kept_of(first)

    def authorize(self, method: str, url: str) -> Steps[Mapping[str, str]]:
        """The fields by which a request is authorized."""
        yield Acquire(self._lock)
        try:
            kept = self._kept
            if kept is None or self._around.monotonic() >= kept.until:
                kept = self._kept_of((yield from self._ask()))
                self._kept = kept
        finally:
            self._lock.release()
        dpop = self._endpoint.dpop
        if dpop is None or kept.kind != "dpop":
            return {"authorization": f"Bearer {kept.token}"}
        return {"authorization": f"DPoP {kept.token}", "dpop": dpop.prove(method, url, kept.token)}

    def refused(self, request: Request, headers: Mapping[str, str]) -> None:
        """Hears that a request was answered with 401. Another call may have a new token already."""
        if self._endpoint.dpop is not None:
            self._endpoint.dpop.learn(headers)
        kept = self._kept
        if kept is not None and request.headers.get("authorization", "").endswith(f" {kept.token}"):
            self._kept = None

    def _kept_of(self, answer: Mapping[str, Any]) -> _Kept:
        life = answer.get("expires_in")
        seconds = float(life) if isinstance(life, (int, float)) else _LIFE
        until = self._around.monotonic() + seconds - min(_MARGIN, seconds / 10)
        return _Kept(answer["access_token"], str(answer.get("token_type", "Bearer")).lower(), until)
