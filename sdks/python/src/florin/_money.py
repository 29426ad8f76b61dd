"""Amounts as people write them, and as the API takes them: whole minor units. Nothing is rounded."""

from __future__ import annotations

import re
from decimal import Decimal

from ._currencies import DECIMALS, WITHDRAWN
from ._errors import InputError


class MoneyError(InputError):
    """An amount that cannot be right. ``reason`` is ``currency_unknown``, ``not_a_decimal`` or ``too_many_decimals``."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def to_minor_units(amount: str | Decimal | int, currency: str) -> int:
    """The amount in minor units, exactly: ``to_minor_units("25.99", "USD")`` is 2599.

    Takes a text, a ``Decimal`` or a whole number of the currency. A decimal that the currency does not have is refused, also if it is zero.
    Raises ``MoneyError``.
    """
    decimals = DECIMALS.get(currency) if isinstance(currency, str) else None
    if decimals is None:
        raise MoneyError(
            f"{currency!r} is no currency of ISO 4217 that can be paid in: USD is one.", "currency_unknown"
        )
    if isinstance(amount, Decimal) and amount.is_finite():
        amount = format(amount, "f")
    if isinstance(amount, int) and not isinstance(amount, bool):
        amount = str(amount)
    if not isinstance(amount, str):
        raise MoneyError('The amount must be a text such as "25.99": a float is not exact.', "not_a_decimal")
    parts = re.fullmatch(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?", amount)
    if parts is None:
        raise MoneyError(
            f"The amount {amount!r} must be digits with a point before its decimals, and nothing else.", "not_a_decimal"
        )
    sign, whole, fraction = parts[1], parts[2], parts[3] or ""
    if len(fraction) > decimals:
        raise MoneyError(f"{currency} has {decimals} decimals, and {amount} has more.", "too_many_decimals")
    minor = _int(whole + fraction.ljust(decimals, "0"))
    return -minor if sign else minor


def from_minor_units(amount: int, currency: str) -> str:
    """The amount as a decimal text: ``from_minor_units(2599, "USD")`` is ``25.99``. Raises ``MoneyError``."""
    decimals = DECIMALS.get(currency, WITHDRAWN.get(currency)) if isinstance(currency, str) else None
    if decimals is None:
        raise MoneyError(f"{currency!r} is no currency of ISO 4217.", "currency_unknown")
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise MoneyError(f"The amount {amount!r} must be a whole number of minor units.", "not_a_decimal")
    digits = str(abs(amount)).rjust(decimals + 1, "0")
    at = len(digits) - decimals
    return f"{'-' if amount < 0 else ''}{digits[:at]}{f'.{digits[at:]}' if decimals else ''}"


def _int(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        # Python reads no numbers of thousands of digits.
        raise MoneyError("The amount is far more than there is money.", "not_a_decimal") from None
