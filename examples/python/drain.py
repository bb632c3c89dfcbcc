"""Drain: stop taking new messages, finish those that are here, then close."""

import asyncio
import os

import nats

PARCELS = 50


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="drain")

    packed = 0

    async def pack(msg):
        nonlocal packed
        await asyncio.sleep(0.005)  # work that takes a while
        packed += 1

    await nc.subscribe("parcels", cb=pack)

    for parcel in range(PARCELS):
        await nc.publish("parcels", str(parcel).encode())
    await nc.flush()

    await nc.drain()
    print(f"packed {packed} of {PARCELS}")
    print("closed:", str(nc.is_closed).lower())


asyncio.run(main())
