"""The whole flow, and what the samples leave out: the platform tells the shop, and the shop completes the order, once.

1. The payer orders. 2. The shop calls Florin. 3. Florin handles the payment. 4. Florin notifies the shop. 5. The shop completes the order.
"""

import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests
from florin import Florin, VerificationError, Webhooks
from sandbox import SECRET_KEY, URL, new_order

orders = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
orders.executescript(
    """
    create table orders (id text primary key, amount integer, currency text, status text);
    create table handled (event text primary key);
    """
)
delivered = threading.Semaphore(0)


def complete(event) -> None:
    """Marks an order as paid. Its id is stored in the same transaction, because a delivery may come more than once."""
    orders.execute("begin immediate")
    new = orders.execute("insert into handled values (?) on conflict do nothing", (event.id,)).rowcount == 1
    if new and event.type == "payment.succeeded":
        payment = event.data
        paid = orders.execute(
            "update orders set status = 'paid' where id = ? and amount = ? and currency = ? and status = 'open'",
            (payment.order_id, payment.amount_captured, payment.currency),
        ).rowcount
        print(f"5. order {payment.order_id}: {'已付款' if paid == 1 else 'not an open order of this amount'}")
    elif not new:
        print("   delivered again: nothing to do")
    orders.execute("commit")


class Receiver(BaseHTTPRequestHandler):
    webhooks: Webhooks

    def do_POST(self) -> None:
        # The bytes as they came: what a parser made of them cannot be verified.
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            event = self.webhooks.verify(body, self.headers.items())
        except VerificationError:
            self.answer(401)
            return
        print(f"4. notified: {event.type}")
        complete(event)
        self.answer(204)
        delivered.release()

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_) -> None:
        """The lines above say enough."""


server = HTTPServer(("127.0.0.1", 0), Receiver)
address = f"http://127.0.0.1:{server.server_port}/webhooks"
with Florin(base_url=URL, secret_key=SECRET_KEY) as florin:
    endpoint = florin.webhook_endpoints.create(url=address, events=["payment.succeeded"])
    Receiver.webhooks = Webhooks(endpoint.secret)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        order = new_order()
        orders.execute("insert into orders values (?, 2599, 'USD', 'open')", (order,))
        print(f"1. order {order}: 25.99 USD")
        payment = florin.pay(order_id=order, amount=2599, currency="USD")
        print(f"2. called, 3. handled: {payment.status}")
        if not delivered.acquire(timeout=60):
            raise SystemExit("No delivery came. Does Florin listen on this machine? See FLORIN_WEBHOOK_PRIVATE.")

        # The same event once more, as after a connection that broke before the answer.
        events = florin.events.list(object=payment.id, type="payment.succeeded")
        florin.webhook_endpoints.replay(endpoint.id, event=events.data[0].id)
        delivered.acquire(timeout=60)

        # Somebody else, who knows the address but not the secret.
        forged = requests.post(address, json={"type": "payment.succeeded", "data": {"order_id": order}}, timeout=10)
        print("   forged:", forged.status_code)
    finally:
        florin.webhook_endpoints.delete(endpoint.id)
        server.shutdown()
