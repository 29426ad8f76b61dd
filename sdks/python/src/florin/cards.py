"""Cards that are encrypted before they leave this program, so that nothing between it and Florin's vault can read them (docs/cards.md)."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any, overload

from ._async_client import AsyncFlorin
from ._client import Florin
from ._config import Config
from ._core import conversation
from ._errors import AnswerError, InputError
from ._generated import operations
from ._generated.models import SHAPES, Token
from ._generated.params import Card
from ._jwe import encrypt
from ._operations import call_of
from ._published import PublishedKeys
from ._record import shaped
from ._wire import Steps

__all__ = ["Card", "CardEncryption"]

#: A key is used for a day, and the next one is shown ten minutes before.
_KEPT_FOR = 300.0


class CardEncryption:
    """Encrypts cards for one account, ``acct_…``: no other can use what was encrypted for it.

    Whoever handles card numbers on a server has to answer for that (PCI DSS); a page with the hosted checkout does not.
    """

    def __init__(self, *, base_url: str, account: str) -> None:
        if not isinstance(account, str) or not account.startswith("acct_"):
            raise InputError("account must be your own account, acct_….")
        self._account = account
        self._keys = PublishedKeys(base_url, "/.well-known/florin-encryption.json", _KEPT_FOR)

    @overload
    def encrypt(self, florin: Florin, card: Card) -> str: ...
    @overload
    def encrypt(self, florin: AsyncFlorin, card: Card) -> Awaitable[str]: ...
    def encrypt(self, florin: Florin | AsyncFlorin, card: Card) -> Any:
        """The card as a ``card_jwe``. The client fetches the key; with an ``AsyncFlorin`` the result is to be awaited."""
        return florin._run(self._encrypt(card, None))

    @overload
    def token(self, florin: Florin, card: Card) -> Token: ...
    @overload
    def token(self, florin: AsyncFlorin, card: Card) -> Awaitable[Token]: ...
    def token(self, florin: Florin | AsyncFlorin, card: Card) -> Any:
        """Swaps the card for a token. The card is never sent in the clear. With an ``AsyncFlorin`` the result is to be awaited."""
        return florin._run(self._token(florin._config, card))

    def _token(self, config: Config, card: Card) -> Steps[Token]:
        try:
            return (yield from self._swap(config, card, None))
        except AnswerError as error:
            if error.code != "encryption_key_unknown":
                raise
        # The key has changed since the list was read.
        return (yield from self._swap(config, card, 0.0))

    def _swap(self, config: Config, card: Card, max_age: float | None) -> Steps[Token]:
        jwe = yield from self._encrypt(card, max_age)
        value = yield from conversation(call_of(operations.CREATE_TOKEN, body={"card_jwe": jwe}), config)
        token: Token = shaped("Token", value, SHAPES)
        return token

    def _encrypt(self, card: Card, max_age: float | None) -> Steps[str]:
        keys = yield from self._keys.keys(max_age)
        if not keys:
            raise InputError("Florin publishes no key to encrypt cards to.")
        return encrypt(json.dumps({"account": self._account, **card}).encode(), keys[0])
