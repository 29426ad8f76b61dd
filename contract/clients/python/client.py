"""The walk of scenario.ts with a client that openapi-python-client has made, and the live stream with httpx-sse."""

import json
import os

import httpx
from httpx_sse import connect_sse

from florin import AuthenticatedClient
from florin.api.events import list_events
from florin.api.payments import create_payment, list_payments
from florin.api.refunds import create_refund
from florin.models import PaymentRequest, RefundRequest, Payment, PaymentList, Problem, Refund, RefundEvent

url = os.environ["FLORIN_URL"]
key = os.environ["FLORIN_KEY"]
client = AuthenticatedClient(base_url=url, token=key)
order = PaymentRequest(
    order_id="contract", amount=3_000_000_000, currency="USD", payment_method="tok_visa", confirm=True
)

with httpx.Client(timeout=30) as http, connect_sse(
    http, "GET", f"{url}/v1/events/stream", headers={"authorization": f"Bearer {key}"}
) as stream:
    paid = create_payment.sync(client=client, body=order)
    assert isinstance(paid, Payment), paid
    refunded = create_refund.sync(client=client, body=RefundRequest(payment=paid.id, amount=1_000_000_000))
    assert isinstance(refunded, Refund), refunded
    # Every event that comes has data, whatever stands between them.
    for event in stream.iter_sse():
        told = json.loads(event.data)
        assert event.id == told["id"] and event.event == told["type"], event
        if event.event == "refund.succeeded":
            break

again = create_payment.sync_detailed(client=client, body=order)
assert isinstance(again.parsed, Problem), again
too_much = create_refund.sync_detailed(client=client, body=RefundRequest(payment=paid.id, amount=2_500_000_000))
assert isinstance(too_much.parsed, Problem), too_much
listed: list[int] = []
after = None
while True:
    page = list_payments.sync(client=client, limit=1, **({} if after is None else {"after": after}))
    assert isinstance(page, PaymentList), page
    listed += [payment.amount for payment in page.data]
    after = page.data[-1].id
    if not page.has_more:
        break
last = list_events.sync(client=client, limit=1).data[0]
assert isinstance(last, RefundEvent), last

print(
    json.dumps(
        {
            "paid": {"status": paid.status, "amount": paid.amount},
            "refunded": {"status": refunded.status, "amount": refunded.amount},
            "order_refused": {
                "status": again.status_code,
                "code": again.parsed.code,
                "field": again.parsed.field,
                "payment": again.parsed.payment.id,
                "amount_refundable": again.parsed.payment.amount_refundable,
            },
            "refund_refused": {
                "status": too_much.status_code,
                "code": too_much.parsed.code,
                "amount_refundable": too_much.parsed.amount_refundable,
            },
            "listed": listed,
            "last_event": {"type": last.type_, "amount": last.data.amount},
        }
    )
)
