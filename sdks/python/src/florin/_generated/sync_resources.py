"""The methods of the sync client. Written by scripts/generate.py from the API's document: do not change it here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from .._body import OMIT, Omit
from .._operations import Operation
from .._pages import Page
from . import models, operations, params

T = TypeVar("T")


class Client:
    """What the client does for its resources."""

    def _call(
        self,
        operation: Operation[T],
        *,
        id: str | None = None,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> T:
        raise NotImplementedError

    def _list(
        self, operation: Operation[T], query: Mapping[str, Any], *, id: str | None = None, timeout: float | None = None
    ) -> Page[T]:
        raise NotImplementedError

    def _text_lines(self, operation: Operation[str]) -> Iterator[str]:
        raise NotImplementedError

    def _event_stream(self, types: Sequence[str] | None, last_event_id: str | None) -> Iterator[models.Event]:
        raise NotImplementedError


class Payments:
    """``florin.payments``: create, list, retrieve, confirm, capture, cancel."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        order_id: str,
        amount: int | Decimal,
        currency: str,
        payment_method: params.PaymentMethodChoice | None = None,
        confirm: bool | None = None,
        return_url: str | None = None,
        capture_method: params.CaptureMethod | None = None,
        description: str | None = None,
        metadata: params.Metadata | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Payment:
        """Create a payment. Creates a payment. With a `payment_method` and `confirm: true`, Florin also confirms it at
        once. The answer is then 200 even if the payment was declined, so look at `status` and `decline_code`.
        """
        return self._client._call(
            operations.CREATE_PAYMENT,
            body={"order_id": order_id, "amount": amount, "currency": currency, "payment_method": payment_method, "confirm": confirm, "return_url": return_url, "capture_method": capture_method, "description": description, "metadata": metadata},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        status: params.PaymentStatus | None = None,
        order_id: str | None = None,
        currency: str | None = None,
        created_from: str | datetime | None = None,
        created_before: str | datetime | None = None,
        timeout: float | None = None,
    ) -> Page[models.Payment]:
        """List payments. Lists the payments, the newest first. Filters can be combined."""
        return self._client._list(
            operations.LIST_PAYMENTS,
            {"limit": limit, "after": after, "before": before, "status": status, "order_id": order_id, "currency": currency, "created_from": created_from, "created_before": created_before},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.Payment:
        """Retrieve a payment. Returns the payment."""
        return self._client._call(
            operations.RETRIEVE_PAYMENT,
            id=id,
            timeout=timeout,
        )

    def confirm(
        self,
        id: str,
        *,
        payment_method: params.PaymentMethodChoice,
        return_url: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Payment:
        """Confirm a payment. Tries to pay a payment whose status is `created`. Look at `status` for the result."""
        return self._client._call(
            operations.CONFIRM_PAYMENT,
            id=id,
            body={"payment_method": payment_method, "return_url": return_url},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def capture(
        self,
        id: str,
        *,
        amount: int | Decimal | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Payment:
        """Capture a payment. Captures the authorized amount or a part of it; the rest is voided. A payment can be
        captured only once.
        """
        return self._client._call(
            operations.CAPTURE_PAYMENT,
            id=id,
            body={"amount": amount},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def cancel(self, id: str, *, idempotency_key: str | None = None, timeout: float | None = None) -> models.Payment:
        """Cancel a payment. Cancels a payment that has not been paid. A payment that is in progress at the channel is
        `canceling` until the channel has closed it. If the payer pays before that, the payment succeeds.
        """
        return self._client._call(
            operations.CANCEL_PAYMENT,
            id=id,
            body={},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class Refunds:
    """``florin.refunds``: create, list, retrieve."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        payment: str,
        amount: int | Decimal | None = None,
        reason: str | None = None,
        metadata: params.Metadata | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Refund:
        """Refund a payment. Refunds a part of a payment or, without an `amount`, everything that can still be refunded.
        """
        return self._client._call(
            operations.CREATE_REFUND,
            body={"payment": payment, "amount": amount, "reason": reason, "metadata": metadata},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        payment: str | None = None,
        status: params.RefundStatus | None = None,
        timeout: float | None = None,
    ) -> Page[models.Refund]:
        """List refunds. Lists the refunds, the newest first. Filters can be combined."""
        return self._client._list(
            operations.LIST_REFUNDS,
            {"limit": limit, "after": after, "before": before, "payment": payment, "status": status},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.Refund:
        """Retrieve a refund. Returns the refund."""
        return self._client._call(
            operations.RETRIEVE_REFUND,
            id=id,
            timeout=timeout,
        )


class Reversals:
    """``florin.reversals``: list, retrieve."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        payment: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.Reversal]:
        """List reversals. Lists the reversals, the newest first. Send `payment` to list those of one payment."""
        return self._client._list(
            operations.LIST_REVERSALS,
            {"limit": limit, "after": after, "before": before, "payment": payment},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.Reversal:
        """Retrieve a reversal. Returns a reversal: money that the payer’s bank took back after the payment had
        succeeded. The event `reversal.created` reports it.
        """
        return self._client._call(
            operations.RETRIEVE_REVERSAL,
            id=id,
            timeout=timeout,
        )


class Balances:
    """``florin.balances``: list."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, *, timeout: float | None = None) -> Page[models.Balance]:
        """List balances. Returns your balances in each currency. Money from a payment is in `pending_balance` for two
        days, then in `available_balance`. Refunds and reversals reduce both, and `available_balance` may become
        negative. Amounts are in minor units, as strings of digits.
        """
        return self._client._list(
            operations.LIST_BALANCES,
            {},
            timeout=timeout,
        )


class CheckoutSessions:
    """``florin.checkout_sessions``: create, list, retrieve, expire."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        order_id: str,
        amount: int | Decimal,
        currency: str,
        success_url: str,
        cancel_url: str,
        capture_method: params.CaptureMethod | None = None,
        description: str | None = None,
        metadata: params.Metadata | None = None,
        line_items: Sequence[params.LineItem] | None = None,
        expires_in: int | Decimal | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.CheckoutSession:
        """Create a checkout session. Creates a page where a payer can pay for an order. Send the payer to its `url`.
        """
        return self._client._call(
            operations.CREATE_CHECKOUT_SESSION,
            body={"order_id": order_id, "amount": amount, "currency": currency, "success_url": success_url, "cancel_url": cancel_url, "capture_method": capture_method, "description": description, "metadata": metadata, "line_items": line_items, "expires_in": expires_in},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        order_id: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.CheckoutSession]:
        """List checkout sessions. Lists the checkout sessions, the newest first."""
        return self._client._list(
            operations.LIST_CHECKOUT_SESSIONS,
            {"limit": limit, "after": after, "before": before, "order_id": order_id},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.CheckoutSession:
        """Retrieve a checkout session. Returns the session."""
        return self._client._call(
            operations.RETRIEVE_CHECKOUT_SESSION,
            id=id,
            timeout=timeout,
        )

    def expire(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.CheckoutSession:
        """Expire a checkout session. Closes an open session. This is refused while a payment is in progress. The page
        then accepts no more payments.
        """
        return self._client._call(
            operations.EXPIRE_CHECKOUT_SESSION,
            id=id,
            body={},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class Tokens:
    """``florin.tokens``: create, delete."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        card: params.Card | None = None,
        card_jwe: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Token:
        """Exchange a card for a token. For a payment form of your own. Your page sends the card number here with the
        publishable key, so that your server receives only the token. The card is encrypted (`card_jwe`), or as it is
        (`card`). No Idempotency-Key is needed: A test card gets the same token again. A live card gets another one,
        and a token that no payment uses is deleted after a day.
        """
        return self._client._call(
            operations.CREATE_TOKEN,
            body={"card": card, "card_jwe": card_jwe},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def delete(self, id: str, *, timeout: float | None = None) -> None:
        """Delete a card. Deletes the card behind a token of a live account. Payments that were made with it stay as they
        are, and can be captured and refunded.
        """
        return self._client._call(
            operations.DELETE_TOKEN,
            id=id,
            timeout=timeout,
        )


class Events:
    """``florin.events``: list, retrieve, head, stream."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        type: str | None = None,
        object: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.Event]:
        """List events. Lists the events of the account, the newest first."""
        return self._client._list(
            operations.LIST_EVENTS,
            {"limit": limit, "after": after, "before": before, "type": type, "object": object},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.Event:
        """Retrieve an event. Returns an event, with the object as it was at that time."""
        return self._client._call(
            operations.RETRIEVE_EVENT,
            id=id,
            timeout=timeout,
        )

    def head(self, *, timeout: float | None = None) -> models.EventHead:
        """Retrieve the head of the event chain. Returns the last event of the chain. The hash of each event covers its
        content and the previous hash. So if you keep yesterday's head, you can prove that no event up to it has been
        changed since.
        """
        return self._client._call(
            operations.RETRIEVE_EVENT_HEAD,
            timeout=timeout,
        )

    def stream(self, *, types: Sequence[str] | None = None, last_event_id: str | None = None) -> Iterator[models.Event]:
        """Follow events live. Sends each event as it happens, as a server-sent event. When you connect again, send
        `Last-Event-ID` (browsers do this by themselves), and you miss none.
        """
        return self._client._event_stream(types, last_event_id)


class WebhookEndpoints:
    """``florin.webhook_endpoints``: create, list, retrieve, update, delete, rotate_secret, list_deliveries, replay."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        url: str,
        events: Sequence[str],
        description: str | None = None,
        metadata: params.Metadata | None = None,
        http_signatures: bool | None = None,
        encryption_key: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.WebhookEndpoint:
        """Create a webhook endpoint. From now on, Florin sends events of these types to the URL. Keep the `secret`,
        because it is shown only once.
        """
        return self._client._call(
            operations.CREATE_WEBHOOK_ENDPOINT,
            body={"url": url, "events": events, "description": description, "metadata": metadata, "http_signatures": http_signatures, "encryption_key": encryption_key},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(self, *, timeout: float | None = None) -> Page[models.WebhookEndpoint]:
        """List webhook endpoints. Lists all webhook endpoints of the account. There can be at most fifty."""
        return self._client._list(
            operations.LIST_WEBHOOK_ENDPOINTS,
            {},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.WebhookEndpoint:
        """Retrieve a webhook endpoint. Returns the endpoint, without its secret."""
        return self._client._call(
            operations.RETRIEVE_WEBHOOK_ENDPOINT,
            id=id,
            timeout=timeout,
        )

    def update(
        self,
        id: str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        description: str | None | Omit = OMIT,
        metadata: params.Metadata | None = None,
        http_signatures: bool | None = None,
        encryption_key: Mapping[str, Any] | None | Omit = OMIT,
        status: params.WebhookEndpointStatus | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.WebhookEndpoint:
        """Change a webhook endpoint. Changes the fields that you send. To enable a disabled endpoint again, send
        `status: enabled`.
        """
        return self._client._call(
            operations.UPDATE_WEBHOOK_ENDPOINT,
            id=id,
            body={"url": url, "events": events, "description": description, "metadata": metadata, "http_signatures": http_signatures, "encryption_key": encryption_key, "status": status},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def delete(self, id: str, *, timeout: float | None = None) -> None:
        """Delete a webhook endpoint. Deletes the endpoint. Florin sends nothing more to it."""
        return self._client._call(
            operations.DELETE_WEBHOOK_ENDPOINT,
            id=id,
            timeout=timeout,
        )

    def rotate_secret(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.WebhookEndpoint:
        """Rotate the secret of a webhook endpoint. Creates a new secret. For a day, deliveries are also signed with the
        old one.
        """
        return self._client._call(
            operations.ROTATE_WEBHOOK_SECRET,
            id=id,
            body={},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list_deliveries(
        self,
        id: str,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        status: params.WebhookDeliveryStatus | None = None,
        event: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.WebhookDelivery]:
        """List deliveries. Lists every attempt to deliver an event to the endpoint, with its answer, the newest first.
        """
        return self._client._list(
            operations.LIST_WEBHOOK_DELIVERIES,
            {"limit": limit, "after": after, "before": before, "status": status, "event": event},
            id=id,
            timeout=timeout,
        )

    def replay(
        self,
        id: str,
        *,
        event: str | None = None,
        since: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.WebhookReplay:
        """Deliver events again. Delivers one `event` again, or all events `since` an event or a time."""
        return self._client._call(
            operations.REPLAY_WEBHOOK_EVENTS,
            id=id,
            body={"event": event, "since": since},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class Keys:
    """``florin.keys``: create, list, retrieve, update, roll, revoke."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        name: str,
        kind: params.ApiKeyKind,
        scopes: Sequence[params.Scope] | None = None,
        expires_at: str | datetime | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ApiKey:
        """Create a key. Makes a key of your account. Keep the `secret`, because it is shown only once. A key can give
        only scopes that it has itself; one that expires makes none that works longer.
        """
        return self._client._call(
            operations.CREATE_KEY,
            body={"name": name, "kind": kind, "scopes": scopes, "expires_at": expires_at},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.ApiKey]:
        """List keys. Lists the keys of the account, the newest first, with those that were revoked."""
        return self._client._list(
            operations.LIST_KEYS,
            {"limit": limit, "after": after, "before": before},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.ApiKey:
        """Retrieve a key. Returns the key, without its secret. `last_used_at` may be a minute or two late."""
        return self._client._call(
            operations.RETRIEVE_KEY,
            id=id,
            timeout=timeout,
        )

    def update(
        self,
        id: str,
        *,
        name: str,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ApiKey:
        """Name a key. Gives the key another name. Its scopes stay as they are: to change them, create another key.
        """
        return self._client._call(
            operations.UPDATE_KEY,
            id=id,
            body={"name": name},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def roll(
        self,
        id: str,
        *,
        overlap_seconds: int | Decimal | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ApiKey:
        """Roll a key. Makes a new key with the same name and scopes. The old one works on for `overlap_seconds`, and
        then ends everywhere within a second. You need every scope that the key has.
        """
        return self._client._call(
            operations.ROLL_KEY,
            id=id,
            body={"overlap_seconds": overlap_seconds},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def revoke(
        self,
        id: str,
        *,
        force: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ApiKey:
        """Revoke a key. Ends the key. Within a second it is refused everywhere. The last key that can make others is
        revoked only with `force`.
        """
        return self._client._call(
            operations.REVOKE_KEY,
            id=id,
            body={"force": force},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class Apps:
    """``florin.apps``: create, list, retrieve, update, close, roll_secret."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        name: str,
        redirect_uris: Sequence[str] | None = None,
        post_logout_redirect_uris: Sequence[str] | None = None,
        backchannel_logout_uri: str | None | Omit = OMIT,
        scopes: Sequence[params.Scope] | None = None,
        grant_types: Sequence[params.AppGrantType] | None = None,
        token_endpoint_auth_method: params.AppAuthMethod | None = None,
        jwks: params.AppJwks | None | Omit = OMIT,
        jwks_uri: str | None | Omit = OMIT,
        fapi: bool | None = None,
        tls_client_auth_subject_dn: str | None | Omit = OMIT,
        tls_client_auth_san_dns: str | None | Omit = OMIT,
        tls_client_auth_san_uri: str | None | Omit = OMIT,
        tls_client_auth_san_ip: str | None | Omit = OMIT,
        tls_client_auth_san_email: str | None | Omit = OMIT,
        tls_client_certificate_bound_access_tokens: bool | None = None,
        dpop_bound: bool | None = None,
        require_pkce: bool | None = None,
        require_signed_request_object: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.App:
        """Create an app. Registers an OAuth client of your account. Keep the `client_secret`, because it is shown only
        once. An app can have only scopes that you have yourself, and none that reach beyond one account.
        """
        return self._client._call(
            operations.CREATE_APP,
            body={"name": name, "redirect_uris": redirect_uris, "post_logout_redirect_uris": post_logout_redirect_uris, "backchannel_logout_uri": backchannel_logout_uri, "scopes": scopes, "grant_types": grant_types, "token_endpoint_auth_method": token_endpoint_auth_method, "jwks": jwks, "jwks_uri": jwks_uri, "fapi": fapi, "tls_client_auth_subject_dn": tls_client_auth_subject_dn, "tls_client_auth_san_dns": tls_client_auth_san_dns, "tls_client_auth_san_uri": tls_client_auth_san_uri, "tls_client_auth_san_ip": tls_client_auth_san_ip, "tls_client_auth_san_email": tls_client_auth_san_email, "tls_client_certificate_bound_access_tokens": tls_client_certificate_bound_access_tokens, "dpop_bound": dpop_bound, "require_pkce": require_pkce, "require_signed_request_object": require_signed_request_object},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.App]:
        """List apps. Lists the apps of the account, the newest first. There can be at most a hundred."""
        return self._client._list(
            operations.LIST_APPS,
            {"limit": limit, "after": after, "before": before},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.App:
        """Retrieve an app. Returns the app, without its secret."""
        return self._client._call(
            operations.RETRIEVE_APP,
            id=id,
            timeout=timeout,
        )

    def update(
        self,
        id: str,
        *,
        name: str | None = None,
        redirect_uris: Sequence[str] | None = None,
        post_logout_redirect_uris: Sequence[str] | None = None,
        backchannel_logout_uri: str | None | Omit = OMIT,
        scopes: Sequence[params.Scope] | None = None,
        grant_types: Sequence[params.AppGrantType] | None = None,
        token_endpoint_auth_method: params.AppAuthMethod | None = None,
        jwks: params.AppJwks | None | Omit = OMIT,
        jwks_uri: str | None | Omit = OMIT,
        fapi: bool | None = None,
        tls_client_auth_subject_dn: str | None | Omit = OMIT,
        tls_client_auth_san_dns: str | None | Omit = OMIT,
        tls_client_auth_san_uri: str | None | Omit = OMIT,
        tls_client_auth_san_ip: str | None | Omit = OMIT,
        tls_client_auth_san_email: str | None | Omit = OMIT,
        tls_client_certificate_bound_access_tokens: bool | None = None,
        dpop_bound: bool | None = None,
        require_pkce: bool | None = None,
        require_signed_request_object: bool | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.App:
        """Change an app. Changes the fields that are sent. What people have granted stays as they granted it, but no
        token does more than `scopes` says.
        """
        return self._client._call(
            operations.UPDATE_APP,
            id=id,
            body={"name": name, "redirect_uris": redirect_uris, "post_logout_redirect_uris": post_logout_redirect_uris, "backchannel_logout_uri": backchannel_logout_uri, "scopes": scopes, "grant_types": grant_types, "token_endpoint_auth_method": token_endpoint_auth_method, "jwks": jwks, "jwks_uri": jwks_uri, "fapi": fapi, "tls_client_auth_subject_dn": tls_client_auth_subject_dn, "tls_client_auth_san_dns": tls_client_auth_san_dns, "tls_client_auth_san_uri": tls_client_auth_san_uri, "tls_client_auth_san_ip": tls_client_auth_san_ip, "tls_client_auth_san_email": tls_client_auth_san_email, "tls_client_certificate_bound_access_tokens": tls_client_certificate_bound_access_tokens, "dpop_bound": dpop_bound, "require_pkce": require_pkce, "require_signed_request_object": require_signed_request_object},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def close(self, id: str, *, timeout: float | None = None) -> None:
        """Close an app. Closes the app for good. Its tokens are refused everywhere within a second."""
        return self._client._call(
            operations.CLOSE_APP,
            id=id,
            timeout=timeout,
        )

    def roll_secret(
        self,
        id: str,
        *,
        overlap_seconds: int | Decimal | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.App:
        """Roll an app’s secret. Gives the app another secret. The old one works on for `overlap_seconds`."""
        return self._client._call(
            operations.ROLL_APP_SECRET,
            id=id,
            body={"overlap_seconds": overlap_seconds},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class Organization:
    """``florin.organization``: retrieve, update, list_members, update_member, remove_member, create_invitation, list_invitations, revoke_invitation."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def retrieve(self, *, timeout: float | None = None) -> models.Organization:
        """Retrieve the organization. Returns the organization that your account belongs to."""
        return self._client._call(
            operations.RETRIEVE_ORGANIZATION,
            timeout=timeout,
        )

    def update(
        self,
        *,
        name: str,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Organization:
        """Name the organization. Gives the organization another name."""
        return self._client._call(
            operations.UPDATE_ORGANIZATION,
            body={"name": name},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list_members(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.Member]:
        """List members. Lists the people of the organization, those who joined last before the others."""
        return self._client._list(
            operations.LIST_MEMBERS,
            {"limit": limit, "after": after, "before": before},
            timeout=timeout,
        )

    def update_member(
        self,
        id: str,
        *,
        role: params.Role,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Member:
        """Change a member’s role. Gives a member another role: none above your own, and none to a member whose role is
        above your own. The last owner stays one. A key has the role `admin` here.
        """
        return self._client._call(
            operations.UPDATE_MEMBER,
            id=id,
            body={"role": role},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def remove_member(self, id: str, *, timeout: float | None = None) -> None:
        """Remove a member. Removes the person from the organization. The last owner cannot be removed."""
        return self._client._call(
            operations.REMOVE_MEMBER,
            id=id,
            timeout=timeout,
        )

    def create_invitation(
        self,
        *,
        email: str,
        role: params.Role,
        language: params.MailLanguage | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Invitation:
        """Invite somebody. Invites whoever has the address, by mail. The link works once, for seven days, and for that
        address only. A second invitation to the same address ends the first. One address gets five mails an hour at
        most; the link in the answer works without one.
        """
        return self._client._call(
            operations.CREATE_INVITATION,
            body={"email": email, "role": role, "language": language},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list_invitations(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.Invitation]:
        """List invitations. Lists the invitations, the newest first. They are kept until 30 days after they expired.
        """
        return self._client._list(
            operations.LIST_INVITATIONS,
            {"limit": limit, "after": after, "before": before},
            timeout=timeout,
        )

    def revoke_invitation(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Invitation:
        """Revoke an invitation. Ends an open invitation: its link no longer works."""
        return self._client._call(
            operations.REVOKE_INVITATION,
            id=id,
            body={},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class Sandboxes:
    """``florin.sandboxes``: create, list, retrieve, reset, close."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(self, *, name: str, idempotency_key: str | None = None, timeout: float | None = None) -> models.Sandbox:
        """Create a sandbox. Makes a sandbox account of your organization, with empty books and the terms of the account
        that asks. Keep its keys, because they are shown only once. They may do everything in the sandbox, and nothing
        beyond it.
        """
        return self._client._call(
            operations.CREATE_SANDBOX,
            body={"name": name},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.Sandbox]:
        """List sandboxes. Lists the open sandboxes of the organization, the newest first. There can be at most a
        hundred.
        """
        return self._client._list(
            operations.LIST_SANDBOXES,
            {"limit": limit, "after": after, "before": before},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.Sandbox:
        """Retrieve a sandbox. Returns an open sandbox."""
        return self._client._call(
            operations.RETRIEVE_SANDBOX,
            id=id,
            timeout=timeout,
        )

    def reset(self, id: str, *, idempotency_key: str | None = None, timeout: float | None = None) -> models.Sandbox:
        """Reset a sandbox. Begins the sandbox anew, under a new id: an account with empty books takes over its name and
        all its keys, within a second. The old account is closed. Webhook endpoints do not move: create them again.
        """
        return self._client._call(
            operations.RESET_SANDBOX,
            id=id,
            body={},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def close(self, id: str, *, timeout: float | None = None) -> None:
        """Close a sandbox. Closes the sandbox for good. Its keys are refused everywhere within a second."""
        return self._client._call(
            operations.CLOSE_SANDBOX,
            id=id,
            timeout=timeout,
        )


class Sandbox:
    """``florin.sandbox``: advance_clock, retrieve_charge, simulate."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def advance_clock(
        self,
        *,
        advance_seconds: int | Decimal,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.SandboxClock:
        """Move time forward. Moves the account’s business time forward and does everything that became due, in order:
        for example, payments expire and money is released. Moves add up, also those that come at once, to ten years
        ahead of real time at most.
        """
        return self._client._call(
            operations.ADVANCE_CLOCK,
            body={"advance_seconds": advance_seconds},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def retrieve_charge(self, id: str, *, timeout: float | None = None) -> models.SandboxCharge:
        """See what a payment is waiting for. Shows what the sandbox is waiting for on this payment, and which actions
        can be simulated now.
        """
        return self._client._call(
            operations.RETRIEVE_SANDBOX_CHARGE,
            id=id,
            timeout=timeout,
        )

    def simulate(
        self,
        id: str,
        *,
        action: params.SandboxAction,
        amount: int | Decimal | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Payment:
        """Simulate a payer or a bank. Completes or fails a challenge, pays or refuses in the wallet, makes a bank
        transfer arrive, or has the bank recall one.
        """
        return self._client._call(
            operations.SIMULATE_PAYER,
            id=id,
            body={"action": action, "amount": amount},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class SignatureKeys:
    """``florin.signature_keys``: create, list, retrieve, revoke."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        name: str,
        pem: str | None = None,
        jwk: Mapping[str, Any] | None = None,
        algorithm: params.SignatureAlgorithm | None = None,
        app: str | None = None,
        expires_at: str | datetime | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.SignatureKey:
        """Register a public key. From then on your requests may be signed by it, with its id as `keyid`. Several keys
        can be active at once, so that one follows another without a gap. Your first key turns signatures from `off`
        to `optional`.
        """
        return self._client._call(
            operations.CREATE_SIGNATURE_KEY,
            body={"name": name, "pem": pem, "jwk": jwk, "algorithm": algorithm, "app": app, "expires_at": expires_at},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.SignatureKey]:
        """List signature keys. Lists the signature keys of the account and its apps, the newest first, with those that
        were revoked.
        """
        return self._client._list(
            operations.LIST_SIGNATURE_KEYS,
            {"limit": limit, "after": after, "before": before},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.SignatureKey:
        """Retrieve a signature key. Returns the key."""
        return self._client._call(
            operations.RETRIEVE_SIGNATURE_KEY,
            id=id,
            timeout=timeout,
        )

    def revoke(
        self,
        id: str,
        *,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.SignatureKey:
        """Revoke a signature key. Ends the key. Within a second, signatures by it are refused everywhere."""
        return self._client._call(
            operations.REVOKE_SIGNATURE_KEY,
            id=id,
            body={},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class SignatureSettings:
    """``florin.signature_settings``: retrieve, update."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def retrieve(self, *, app: str | None = None, timeout: float | None = None) -> models.SignatureSettings:
        """Retrieve the settings of signatures. Tells whether requests of the account are signed, or those of one of its
        apps.
        """
        return self._client._call(
            operations.RETRIEVE_SIGNATURE_SETTINGS,
            query={"app": app},
            timeout=timeout,
        )

    def update(
        self,
        *,
        mode: params.SignatureMode,
        app: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.SignatureSettings:
        """Change the settings of signatures. Sets `mode` of the account, or of one of its apps. To set `required` for
        the account, this very request must be signed by an active key that has no `expires_at`: so nobody locks
        themselves out.
        """
        return self._client._call(
            operations.UPDATE_SIGNATURE_SETTINGS,
            body={"mode": mode, "app": app},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class RequestLog:
    """``florin.request_log``: list, retrieve."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        outcome: params.RequestOutcome | None = None,
        status: int | Decimal | None = None,
        code: str | None = None,
        operation: str | None = None,
        request: str | None = None,
        object: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.LoggedRequestSummary]:
        """List requests. Lists what your programs asked of the API, the newest first, for seven days. An entry is there
        within a second of the answer. Requests whose key or token is not valid, streams, and requests to this log are
        not in it.
        """
        return self._client._list(
            operations.LIST_REQUESTS,
            {"limit": limit, "after": after, "before": before, "outcome": outcome, "status": status, "code": code, "operation": operation, "request": request, "object": object},
            timeout=timeout,
        )

    def retrieve(self, id: str, *, timeout: float | None = None) -> models.LoggedRequest:
        """Retrieve a request. Returns a request with its answer, by its id (`req_…`) or that of its place in the log.
        """
        return self._client._call(
            operations.RETRIEVE_REQUEST,
            id=id,
            timeout=timeout,
        )


class Audit:
    """``florin.audit``: list, export."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
        *,
        limit: int | Decimal | None = None,
        after: str | None = None,
        before: str | None = None,
        timeout: float | None = None,
    ) -> Page[models.AuditEntry]:
        """List what was done. Lists the acts of people, keys and apps on the settings, keys and people of your
        organization, the newest first. Acts on money are in the events of their account.
        """
        return self._client._list(
            operations.LIST_AUDIT_ENTRIES,
            {"limit": limit, "after": after, "before": before},
            timeout=timeout,
        )

    def export(self) -> Iterator[str]:
        """Export the whole log. Sends every entry, the oldest first, one JSON object in each line. From it anybody can
        recompute the hashes.
        """
        return self._client._text_lines(operations.EXPORT_AUDIT_LOG)


class SyncResources(Client):
    """Every operation of the API."""

    def __init__(self) -> None:
        self.payments = Payments(self)
        self.refunds = Refunds(self)
        self.reversals = Reversals(self)
        self.balances = Balances(self)
        self.checkout_sessions = CheckoutSessions(self)
        self.tokens = Tokens(self)
        self.events = Events(self)
        self.webhook_endpoints = WebhookEndpoints(self)
        self.keys = Keys(self)
        self.apps = Apps(self)
        self.organization = Organization(self)
        self.sandboxes = Sandboxes(self)
        self.sandbox = Sandbox(self)
        self.signature_keys = SignatureKeys(self)
        self.signature_settings = SignatureSettings(self)
        self.request_log = RequestLog(self)
        self.audit = Audit(self)

    def pay(
        self,
        *,
        order_id: str,
        amount: int | Decimal,
        currency: str,
        payment_method: params.PaymentMethodChoice | None = None,
        description: str | None = None,
        metadata: params.Metadata | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Payment:
        """Pay an order. Creates a payment and confirms it at once. Without a `payment_method`, Florin uses the account’s
        default. In the sandbox the default is a card that is always approved.
        """
        return self._call(
            operations.PAY,
            body={"order_id": order_id, "amount": amount, "currency": currency, "payment_method": payment_method, "description": description, "metadata": metadata},
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
