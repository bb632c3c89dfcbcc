"""Tells customers what became of their orders until the shop closes."""

import asyncio
import os

import nats


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="notification-service")

    async def mail(msg):
        _, outcome, number = msg.subject.split(".")
        print(f"mail to {msg.headers['Customer']}: order {number} {outcome}")

    await nc.subscribe("orders.*.*", cb=mail)
    closing = await nc.subscribe("shop.closed")
    await nc.flush()
    print("notification service is ready", flush=True)

    await closing.next_msg(timeout=None)
    await nc.drain()  # the orders before the closing are here, but maybe not yet handled


asyncio.run(main())
