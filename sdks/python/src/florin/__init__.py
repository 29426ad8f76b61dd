"""The Python SDK of Florin. Begin with ``Florin`` or ``AsyncFlorin``."""

from ._async_client import AsyncFlorin
from ._body import OMIT, Omit
from ._client import Florin
from ._errors import (
    AnswerError,
    ApiError,
    AuthenticationError,
    ConflictError,
    ConnectionError,
    FlorinError,
    InputError,
    InvalidRequestError,
    NotFoundError,
    OAuthError,
    PaymentDeclinedError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    TimeoutError,
    VerificationError,
)
from ._generated import models
from ._ids import IdError, ParsedId, parse_id
from ._log import LogEntry
from ._money import MoneyError, from_minor_units, to_minor_units
from ._pages import AsyncList, AsyncPage, Page
from ._record import Record, UnknownEvent

__version__ = "0.1.0"

__all__ = [
    "OMIT",
    "AnswerError",
    "ApiError",
    "AsyncFlorin",
    "AsyncList",
    "AsyncPage",
    "AuthenticationError",
    "ConflictError",
    "ConnectionError",
    "Florin",
    "FlorinError",
    "IdError",
    "InputError",
    "InvalidRequestError",
    "LogEntry",
    "MoneyError",
    "NotFoundError",
    "OAuthError",
    "Omit",
    "Page",
    "ParsedId",
    "PaymentDeclinedError",
    "PermissionDeniedError",
    "RateLimitError",
    "Record",
    "ServerError",
    "TimeoutError",
    "UnknownEvent",
    "VerificationError",
    "from_minor_units",
    "models",
    "parse_id",
    "to_minor_units",
]
