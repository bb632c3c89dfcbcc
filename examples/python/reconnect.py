"""Reconnect: the server goes away and comes back; the client returns with its subscriptions."""

import asyncio
import os

import nats


async def main():
    disconnected = asyncio.Event()
    reconnected = asyncio.Event()

    async def on_disconnect():
        disconnected.set()

    async def on_reconnect():
        reconnected.set()

    async def on_error(error):
        pass  # attempts that fail while the server is away

    nc = await nats.connect(
        os.getenv("NATS_URL", "nats://127.0.0.1:4222"),
        name="reconnect",
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.1,
        disconnected_cb=on_disconnect,
        reconnected_cb=on_reconnect,
        error_cb=on_error,
    )
    sub = await nc.subscribe("ticks")

    async def tick(text):
        await nc.publish("ticks", text.encode())
        msg = await sub.next_msg(timeout=2)
        print("received", msg.data.decode())

    await tick("before")
    print("restart the server now", flush=True)
    await disconnected.wait()
    print("disconnected")
    await reconnected.wait()
    print("reconnected")
    await tick("after")
    await nc.close()


asyncio.run(main())
