"""The Python SDK of Florin. Begin with ``Florin`` or ``AsyncFlorin``."""

from ._async_client import AsyncFlorin
from ._body import OMIT, Omit
from ._client import Florin
from ._dpop import DpopKey
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
from .cards import CardEncryption
from .oauth import AsyncOAuthApp, OAuthApp, PendingAuthorization, Tokens
from .signatures import FlorinKeys, RequestSigning
from .webhooks import Webhooks

__version__ = "0.1.0"

__all__ = [
    "OMIT",
    "AnswerError",
    "ApiError",
    "AsyncFlorin",
    "AsyncList",
    "AsyncOAuthApp",
    "AsyncPage",
    "AuthenticationError",
    "CardEncryption",
    "ConflictError",
    "ConnectionError",
    "DpopKey",
    "Florin",
    "FlorinError",
    "FlorinKeys",
    "IdError",
    "InputError",
    "InvalidRequestError",
    "LogEntry",
    "MoneyError",
    "NotFoundError",
    "OAuthApp",
    "OAuthError",
    "Omit",
    "Page",
    "ParsedId",
    "PaymentDeclinedError",
    "PendingAuthorization",
    "PermissionDeniedError",
    "RateLimitError",
    "Record",
    "RequestSigning",
    "ServerError",
    "TimeoutError",
    "Tokens",
    "UnknownEvent",
    "VerificationError",
    "Webhooks",
    "from_minor_units",
    "models",
    "parse_id",
    "to_minor_units",
]
