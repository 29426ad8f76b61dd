"""Apps of Florin (OAuth 2.0, docs/oauth.md): tokens for the app's own account, and on behalf of people."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx

from ._dpop import DpopKey
from ._errors import ConnectionError, InputError, OAuthError, VerificationError
from ._keys import base64url
from ._tokens import CachedTokens, Endpoint
from ._transport import AsyncTransport, SyncTransport
from ._wire import Steps, Surroundings, Tell, TokenSource, Wait

__all__ = ["AsyncOAuthApp", "DpopKey", "OAuthApp", "OAuthError", "PendingAuthorization", "TokenSource", "Tokens"]

#: A refresh token whose answer was lost is taken once more, but not sooner (docs/oauth.md): seconds.
_TAKEN_AGAIN = 2.5


@dataclass(frozen=True)
class Tokens:
    """What you keep, and hand in again after a restart. Whoever has it can act for the person: store it as you store secrets."""

    access_token: str = field(repr=False)
    token_type: str
    refresh_token: str | None = field(repr=False)
    #: By this machine's clock.
    expires_at: datetime | None
    scope: str | None
    id_token: str | None = field(repr=False)


@dataclass(frozen=True)
class PendingAuthorization:
    """Where to send the person (``url``), and what to keep in their session until they come back."""

    url: str
    state: str
    code_verifier: str = field(repr=False)
    redirect_uri: str


class _App:
    """What the sync and the async app have in common."""

    def __init__(self, endpoint: Endpoint, around: Surroundings) -> None:
        self._endpoint = endpoint
        self._around = around

    def client_credentials(self, *, scope: str) -> TokenSource:
        """Tokens for the app's own account, as a client's ``access_token``. They are fetched when needed, and kept while they last."""

        def ask() -> Steps[Mapping[str, Any]]:
            return self._endpoint.token({"grant_type": "client_credentials", "scope": scope})

        return CachedTokens(self._endpoint, ask, around=self._around)

    def resume(self, tokens: Tokens, *, on_tokens: Callable[[Tokens], None | Awaitable[None]]) -> TokenSource:
        """Goes on with tokens that were kept, as a client's ``access_token``.

        Each refresh token works once, so ``on_tokens`` has to store the new ones before it returns; only then are they used. For an
        ``AsyncFlorin`` it may be async.
        """
        if not isinstance(tokens, Tokens):
            raise InputError("tokens must be what finish_authorization gave.")
        refresh_token = tokens.refresh_token

        def ask() -> Steps[Mapping[str, Any]]:
            nonlocal refresh_token
            if refresh_token is None:
                raise OAuthError(
                    "The access token has ended, and there is no refresh token: ask the person again",
                    error="invalid_grant",
                    status=400,
                )
            fields = {"grant_type": "refresh_token", "refresh_token": refresh_token}
            try:
                answer = yield from self._endpoint.token(fields)
            except ConnectionError:
                yield Wait(_TAKEN_AGAIN)
                answer = yield from self._endpoint.token(fields)
            next_tokens = self._tokens_of(answer, refresh_token)
            refresh_token = next_tokens.refresh_token
            yield Tell(lambda: on_tokens(next_tokens))
            return answer

        first: dict[str, Any] = {"access_token": tokens.access_token, "token_type": tokens.token_type}
        if tokens.expires_at is not None:
            first["expires_in"] = max(0.0, tokens.expires_at.timestamp() - self._around.now())
        return CachedTokens(self._endpoint, ask, first, self._around)

    def _begin(
        self, redirect_uri: str, scope: str, details: Sequence[Mapping[str, Any]] | None
    ) -> Steps[PendingAuthorization]:
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        endpoint = self._endpoint
        fields = {
            "response_type": "code",
            "client_id": endpoint.client_id,
            "redirect_uri": redirect_uri,
            "scope": scope,
            "state": state,
            "code_challenge": base64url(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        if details is not None:
            fields["authorization_details"] = json.dumps(list(details))
        pushed = yield from endpoint.post("/oauth/par", fields)
        query = urlencode({"client_id": endpoint.client_id, "request_uri": str(pushed.get("request_uri"))})
        return PendingAuthorization(f"{endpoint.base_url}/oauth/authorize?{query}", state, verifier, redirect_uri)

    def _finish(self, callback_url: str, pending: PendingAuthorization) -> Steps[Tokens]:
        query = parse_qs(urlsplit(urljoin(pending.redirect_uri, callback_url)).query)
        given = {name: values[0] for name, values in query.items() if len(values) == 1}
        if not secrets.compare_digest(given.get("state", "").encode(), pending.state.encode()):
            raise VerificationError("The state is not the one of this person: begin anew.", "state")
        if given.get("iss") != self._endpoint.base_url:
            raise VerificationError("The answer comes from another authorization server: begin anew.", "iss")
        if "error" in given:
            told = given.get("error_description", "The person did not agree")
            raise OAuthError(told, error=given["error"], status=302)
        if "code" not in given:
            raise VerificationError("The answer has no code: begin anew.", "code")
        answer = yield from self._endpoint.token(
            {
                "grant_type": "authorization_code",
                "code": given["code"],
                "code_verifier": pending.code_verifier,
                "redirect_uri": pending.redirect_uri,
            }
        )
        return self._tokens_of(answer, None)

    def _tokens_of(self, answer: Mapping[str, Any], refresh_token: str | None) -> Tokens:
        life = answer.get("expires_in")
        ends = None
        if isinstance(life, (int, float)):
            ends = datetime.fromtimestamp(self._around.now(), timezone.utc) + timedelta(seconds=life)
        return Tokens(
            access_token=answer["access_token"],
            token_type=str(answer.get("token_type", "Bearer")),
            refresh_token=answer.get("refresh_token") or refresh_token,
            expires_at=ends,
            scope=answer.get("scope"),
            id_token=answer.get("id_token"),
        )


class OAuthApp(_App):
    """An app. ``client_secret`` is left out where the program cannot keep one; ``dpop`` binds all tokens to that key.

    What ``client_credentials`` and ``resume`` give works with ``Florin`` and ``AsyncFlorin``; the rest asks by itself: use it in a ``with``.
    """

    def __init__(
        self,
        *,
        base_url: str,
        client_id: str,
        client_secret: str | None = None,
        dpop: DpopKey | None = None,
        http_client: httpx.Client | None = None,
        around: Surroundings | None = None,
    ) -> None:
        super().__init__(Endpoint(base_url, client_id, client_secret, dpop), around or Surroundings())
        http = httpx.Client() if http_client is None else http_client
        self._owned = http if http_client is None else None
        self._transport = SyncTransport(http)

    def __enter__(self) -> OAuthApp:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, unless the httpx client is your own."""
        if self._owned is not None:
            self._owned.close()

    def begin_authorization(
        self, *, redirect_uri: str, scope: str, authorization_details: Sequence[Mapping[str, Any]] | None = None
    ) -> PendingAuthorization:
        """Begins to act for a person: pushes the request (RFC 9126), with PKCE."""
        return self._transport.run(self._begin(redirect_uri, scope, authorization_details))

    def finish_authorization(self, callback_url: str, pending: PendingAuthorization) -> Tokens:
        """The person has come back to ``callback_url``.

        Raises ``VerificationError`` where they come from somewhere else, and ``OAuthError`` where they have refused.
        """
        return self._transport.run(self._finish(callback_url, pending))


class AsyncOAuthApp(_App):
    """The same, to be awaited."""

    def __init__(
        self,
        *,
        base_url: str,
        client_id: str,
        client_secret: str | None = None,
        dpop: DpopKey | None = None,
        http_client: httpx.AsyncClient | None = None,
        around: Surroundings | None = None,
    ) -> None:
        super().__init__(Endpoint(base_url, client_id, client_secret, dpop), around or Surroundings())
        http = httpx.AsyncClient() if http_client is None else http_client
        self._owned = http if http_client is None else None
        self._transport = AsyncTransport(http)

    async def __aenter__(self) -> AsyncOAuthApp:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, unless the httpx client is your own."""
        if self._owned is not None:
            await self._owned.aclose()

    async def begin_authorization(
        self, *, redirect_uri: str, scope: str, authorization_details: Sequence[Mapping[str, Any]] | None = None
    ) -> PendingAuthorization:
        """Begins to act for a person: pushes the request (RFC 9126), with PKCE."""
        return await self._transport.run(self._begin(redirect_uri, scope, authorization_details))

    async def finish_authorization(self, callback_url: str, pending: PendingAuthorization) -> Tokens:
        """The person has come back to ``callback_url``."""
        return await self._transport.run(self._finish(callback_url, pending))
