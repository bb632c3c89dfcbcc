"""Request and reply: an answer, an answer that comes too late, and nobody there to answer."""

import asyncio
import os

import nats
from nats.errors import NoRespondersError, TimeoutError


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="request-reply")

    async def upper(msg):
        await msg.respond(msg.data.decode().upper().encode())

    async def never(msg):
        pass  # takes the request and never answers

    await nc.subscribe("text.upper", cb=upper)
    await nc.subscribe("text.slow", cb=never)

    for word in ("alpha", "beta"):
        reply = await nc.request("text.upper", word.encode(), timeout=2)
        print(f"{word} -> {reply.data.decode()}")

    try:
        await nc.request("text.slow", b"gamma", timeout=0.2)
    except TimeoutError:
        print("timed out: true")

    # The server says at once that nobody listens; there is no waiting for the timeout.
    try:
        await nc.request("text.lower", b"DELTA", timeout=2)
    except NoRespondersError:
        print("no responders: true")

    await nc.close()


asyncio.run(main())
