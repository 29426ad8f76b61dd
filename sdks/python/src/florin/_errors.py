"""What this package raises. Decide by the class, and by ``code`` of a refusal."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any


class FlorinError(Exception):
    """Whatever this package raises."""

    #: The key that the request was sent with, where it had one. Whoever sends the same request again later sends it with
    #: this key: then it happens once, also where nobody knows whether it has happened.
    idempotency_key: str | None = None


class InputError(FlorinError, ValueError):
    """What was handed in cannot be right. Nothing was sent."""


class AnswerError(FlorinError):
    """An answer came that is no success.

    It is an ``ApiError`` where Florin gave a reason, and this class itself where the answer is none of Florin's: HTML, nothing,
    half a JSON, a redirect.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        field: str | None = None,
        may_be_repeated: bool = False,
    ) -> None:
        super().__init__(message)
        #: That of HTTP.
        self.status = status
        #: What to decide by. A code that this version does not know comes through as it is.
        self.code = code
        #: Include it when you ask about the request.
        self.request_id = request_id
        #: Seconds that Florin asks to wait.
        self.retry_after = retry_after
        #: The field or parameter at fault.
        self.field = field
        #: Whether the same request may be sent again, with the same idempotency key.
        self.may_be_repeated = may_be_repeated


class ApiError(AnswerError):
    """Florin refused the request (RFC 9457). Its subclasses go by the status of HTTP; decide by ``code``."""

    def __init__(self, message: str, *, problem: Mapping[str, Any], **rest: Any) -> None:
        super().__init__(message, **rest)
        #: The refusal with all that it brought: ``payment``, ``decline_code``, ``amount_refundable`` and so on.
        self.problem = problem


class InvalidRequestError(ApiError):
    """400, 413, 415, 422 and the like: the request itself is wrong."""


class AuthenticationError(ApiError):
    """401: the key, the token or the signature is not right."""


class PaymentDeclinedError(ApiError):
    """402: the payment was declined."""

    @property
    def decline_code(self) -> str | None:
        """Why, by the payer's bank or wallet."""
        code = self.problem.get("decline_code")
        return code if isinstance(code, str) else None


class PermissionDeniedError(ApiError):
    """403: this key may not do that."""


class NotFoundError(ApiError):
    """404: the account has no such object."""


class ConflictError(ApiError):
    """409: what is there does not allow it now."""


class RateLimitError(ApiError):
    """429: too many requests."""


class ServerError(ApiError):
    """5xx: Florin cannot do it now, or does not know yet what became of it."""


class ConnectionError(FlorinError, builtins.ConnectionError):
    """No answer came. Nobody knows whether the request was done. Send it again with the same ``idempotency_key``."""


class TimeoutError(ConnectionError, builtins.TimeoutError):
    """No answer came in time. Nobody knows whether the request was done."""


class VerificationError(FlorinError):
    """A delivery or an answer is not signed as it must be. Nothing of it may be trusted. ``reason`` says which check failed."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class OAuthError(FlorinError):
    """The authorization server refused (RFC 6749 section 5.2)."""

    def __init__(self, message: str, *, error: str, status: int) -> None:
        super().__init__(f"{message} ({error})")
        #: ``invalid_grant``, ``invalid_client`` and so on.
        self.error = error
        self.status = status


_BY_STATUS: dict[int, type[ApiError]] = {
    401: AuthenticationError,
    402: PaymentDeclinedError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}


def refusal_class(status: int) -> type[ApiError]:
    """The class of a refusal with this status."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else InvalidRequestError)
