"""The official Python client against NATS_URL; prints one line for each thing that worked."""
import asyncio
import os

import nats
from nats.errors import NoRespondersError


async def main():
    nc = await nats.connect(os.environ["NATS_URL"], max_reconnect_attempts=2)
    print("connected", nc.max_payload)

    got = []

    async def collect(msg):
        got.append(f"{msg.subject}={msg.data.decode()}")

    everything = await nc.subscribe("orders.>", cb=collect)
    await nc.publish("orders.new", b"1")
    await nc.publish("orders.paid.eu", b"2")
    await nc.flush()
    while len(got) < 2:
        await asyncio.sleep(0.01)
    print("received", ",".join(got))
    await everything.unsubscribe()

    async def echo(msg):
        await nc.publish(msg.reply, msg.data, headers=msg.headers)

    await nc.subscribe("echo", queue="workers", cb=echo)
    reply = await nc.request("echo", b"hello", timeout=5, headers={"X-Trace": "a"})
    print("reply", reply.data.decode(), reply.headers["X-Trace"])

    try:
        await nc.request("nobody", b"", timeout=5)
    except NoRespondersError as error:
        print("error", type(error).__name__)

    limited = await nc.subscribe("limited")
    await limited.unsubscribe(limit=2)
    for i in range(5):
        await nc.publish("limited", str(i).encode())
    await nc.flush()
    print("limited", (await limited.next_msg()).data.decode(), (await limited.next_msg()).data.decode())
    await nc.drain()
    print("closed", nc.is_closed)


asyncio.run(main())
