"""Publish and subscribe: everybody who listens to a subject gets every message."""

import asyncio
import os

import nats


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="pubsub")

    sub = await nc.subscribe("greet.joe")

    await nc.publish("greet.joe", b"hello")
    await nc.publish("greet.joe", b"bonjour", headers={"Language": "fr"})

    # Nobody listens here: the message is gone, and that is no error.
    await nc.publish("greet.pam", b"hello")

    for _ in range(2):
        msg = await sub.next_msg(timeout=2)
        language = f" [{msg.headers['Language']}]" if msg.headers else ""
        print(f"{msg.subject}: {msg.data.decode()}{language}")

    await sub.unsubscribe()
    print("unsubscribed")
    await nc.close()


asyncio.run(main())
