"""Pays every order through a bad connection, by both clients, and prints which payment each call ended with."""

import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from florin import AsyncFlorin, Florin

COUNT = int(sys.argv[1])
OPTIONS = {
    "base_url": os.environ["STORM_URL"],
    "secret_key": os.environ["FLORIN_KEY"],
    "max_tries": 20,
    "timeout": 5,
    "total_timeout": 300,
}
ended: dict[str, str] = {}


def keep(order_id, payment):
    assert (payment.order_id, payment.status) == (order_id, "succeeded")
    ended[order_id] = payment.id


def sync():
    with Florin(**OPTIONS) as florin, ThreadPoolExecutor(20) as pool:

        def pay(order_id):
            keep(order_id, florin.pay(order_id=order_id, amount=2599, currency="USD"))

        list(pool.map(pay, [f"sync-{n}" for n in range(COUNT)]))


async def asynchronous():
    async with AsyncFlorin(**OPTIONS) as florin:
        free = asyncio.Semaphore(20)

        async def pay(order_id):
            async with free:
                keep(order_id, await florin.pay(order_id=order_id, amount=2599, currency="USD"))

        await asyncio.gather(*(pay(f"async-{n}") for n in range(COUNT)))


sync()
asyncio.run(asynchronous())
print(json.dumps(ended))
