"""Streams: set-up, publishing with message ids, and an expectation that protects a write."""

import asyncio
import os

import nats
from nats.js.errors import APIError


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="streams")
    js = nc.jetstream()

    info = await js.add_stream(name="ORDERS", subjects=["orders.>"], duplicate_window=120)
    print("ORDERS stores", ", ".join(info.config.subjects))

    for order in ("order-1", "order-2"):
        ack = await js.publish("orders.created", order.encode(), headers={"Nats-Msg-Id": order})
        print("stored", order, "as", ack.seq)

    # A message id that was seen within the last two minutes is stored once.
    ack = await js.publish("orders.created", b"order-1", headers={"Nats-Msg-Id": "order-1"})
    if ack.duplicate:
        print("order-1 again: a duplicate of", ack.seq)

    try:
        await js.publish("orders.created", b"order-3", headers={"Nats-Expected-Last-Sequence": "1"})
    except APIError:
        print("order-3 expected behind 1: refused")

    info = await js.stream_info("ORDERS")
    print("messages in the stream:", info.state.messages)
    await js.delete_stream("ORDERS")
    await nc.close()


asyncio.run(main())
