"""Consume: messages come as they are stored; heartbeats tell a quiet stream from a lost server."""

import asyncio
import os

import nats
from nats.js.api import AckPolicy, ConsumerConfig

TICKS = 50


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="consume")
    js = nc.jetstream()
    await js.add_stream(name="TICKS", subjects=["ticks"])

    received = []
    done = asyncio.Event()

    async def handle(msg):
        received.append(msg.data.decode())
        await msg.ack_sync()
        if len(received) == TICKS:
            done.set()

    subscription = await js.subscribe(
        "ticks",
        stream="TICKS",
        durable="clock",
        config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT),
        manual_ack=True,
        idle_heartbeat=1.0,
        flow_control=True,
        cb=handle,
    )
    for tick in range(TICKS):
        await js.publish("ticks", f"tick {tick}".encode())
    await asyncio.wait_for(done.wait(), timeout=10)

    if received == [f"tick {tick}" for tick in range(TICKS)]:
        print(f"consumed {len(received)} messages in order")
    info = await subscription.consumer_info()
    print(f"to come: {info.num_pending}, waiting for acks: {info.num_ack_pending}")
    await js.delete_stream("TICKS")
    await nc.close()


asyncio.run(main())
