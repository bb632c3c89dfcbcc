"""Wildcards: * stands for one token of a subject, > for one or more at its end."""

import asyncio
import os

import nats


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="wildcards")

    for pattern in ("weather.*.temperature", "weather.>", "weather.paris.wind"):

        async def show(msg, pattern=pattern):
            print(f"{pattern} got {msg.subject} {msg.data.decode()}")

        await nc.subscribe(pattern, cb=show)

    await nc.publish("weather.paris.temperature", b"21")
    await nc.publish("weather.paris.wind", b"4")
    await nc.publish("weather.oslo.temperature", b"9")
    await nc.publish("weather.oslo.harbour.waves", b"1")
    await nc.publish("weather", b"no pattern matches this one")

    # Flush waits until the server has handled all of it, drain hands out what has arrived.
    await nc.flush()
    await nc.drain()


asyncio.run(main())
