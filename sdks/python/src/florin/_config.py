"""What a client is made from, checked before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from ._errors import InputError
from ._log import LogEntry, quietly
from ._wire import Signing, Surroundings, TokenSource

Environment = Literal["sandbox", "live"]


@dataclass(frozen=True)
class StaticCredential:
    """A key, or an access token that somebody else renews."""

    kind: Literal["secret", "publishable"]
    authorization: str = field(repr=False)


@dataclass(frozen=True)
class Config:
    """Times are seconds."""

    base_url: str
    credential: StaticCredential | TokenSource
    timeout: float
    total_timeout: float
    max_tries: int
    signing: Signing | None
    log: Callable[[LogEntry], None] = field(repr=False)
    around: Surroundings = field(default_factory=Surroundings, repr=False)


def config_of(
    *,
    base_url: str,
    secret_key: str | None,
    publishable_key: str | None,
    access_token: str | TokenSource | None,
    environment: Environment | None,
    timeout: float,
    total_timeout: float,
    max_tries: int,
    signing: Signing | None,
    on_log: Callable[[LogEntry], None] | None,
) -> Config:
    """Raises ``InputError`` with one sentence."""
    if environment not in (None, "sandbox", "live"):
        raise InputError('environment must be "sandbox" or "live".')
    for name, value in (("timeout", timeout), ("total_timeout", total_timeout), ("max_tries", max_tries)):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise InputError(f"{name} must be a number above 0.")
    return Config(
        base_url=checked_base_url(base_url),
        credential=_credential(secret_key, publishable_key, access_token, environment),
        timeout=timeout,
        total_timeout=total_timeout,
        max_tries=max_tries,
        signing=signing,
        log=quietly(on_log),
    )


def checked_base_url(base_url: object) -> str:
    """The base URL, if it is one. Raises ``InputError``."""
    if not isinstance(base_url, str) or base_url == "":
        raise InputError("base_url is missing: say where Florin is, as in https://pay.example.")
    if base_url != base_url.strip():
        raise InputError("base_url has white space around it: remove it.")
    if not re.match(r"https?://", base_url, re.I):
        rest = re.sub(r"^.*?:/+", "", base_url)
        raise InputError(f"base_url has no scheme: write https://{rest}, or http:// on your own machine.")
    try:
        url = urlsplit(base_url)
        host, _ = url.hostname, url.port
    except ValueError:
        host = None
    if not host or not re.fullmatch(r"[\w.\-:]+", host):
        raise InputError("base_url is no URL: write it as in https://pay.example.")
    if "@" in url.netloc:
        raise InputError("base_url has a user or a password: hand in the key as secret_key instead.")
    origin = f"{url.scheme.lower()}://{url.netloc.lower()}"
    if "?" in base_url or "#" in base_url:
        raise InputError(f"base_url has a query or a fragment: write {origin}.")
    if url.path not in ("", "/"):
        raise InputError(f"base_url has a path: write {origin}, as each call adds its own.")
    if url.path == "/":
        raise InputError(f"base_url has a slash at its end: write {origin}.")
    return origin


def _credential(
    secret_key: str | None,
    publishable_key: str | None,
    access_token: str | TokenSource | None,
    environment: Environment | None,
) -> StaticCredential | TokenSource:
    named = {"secret_key": secret_key, "publishable_key": publishable_key, "access_token": access_token}
    given = [name for name, value in named.items() if value is not None]
    if not given:
        raise InputError("There is no key: hand in secret_key, access_token, or publishable_key for a payer's page.")
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} were both handed in: choose one.")
    if secret_key is not None:
        return _key("secret_key", secret_key, environment)
    if publishable_key is not None:
        return _key("publishable_key", publishable_key, environment)
    if isinstance(access_token, str):
        if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", access_token):
            raise InputError("access_token is no token: it is empty, or has white space or other signs in it.")
        return StaticCredential("secret", f"Bearer {access_token}")
    if not hasattr(access_token, "authorize"):
        raise InputError("access_token must be a text, or what an OAuthApp gives.")
    assert access_token is not None
    return access_token


def _key(
    name: Literal["secret_key", "publishable_key"], key: object, environment: Environment | None
) -> StaticCredential:
    if not isinstance(key, str) or key == "":
        raise InputError(f"{name} is empty: see whether its variable is set.")
    if key != key.strip():
        raise InputError(f"{name} has white space around it, perhaps a line break from a file: remove it.")
    parts = re.fullmatch(r"(sk|pk)_(test|live)_[A-Za-z0-9_-]+", key)
    wanted = "sk" if name == "secret_key" else "pk"
    if parts is None:
        raise InputError(f"{name} is no key of Florin: one begins with {wanted}_test_ or {wanted}_live_.")
    kind, mode = parts.groups()
    if kind != wanted and kind == "pk":
        raise InputError("secret_key is a publishable key (pk_…): hand in the secret one (sk_…), on your server alone.")
    if kind != wanted:
        raise InputError(
            "publishable_key is a secret key (sk_…): it must never reach a payer's page; hand in the pk_… one."
        )
    if environment is not None and (environment == "live") != (mode == "live"):
        raise InputError(f"{name} is of the wrong environment: {kind}_{mode}_… is not for {environment}.")
    return StaticCredential("secret" if kind == "sk" else "publishable", f"Bearer {key}")
