"""Pull and fetch: a durable consumer remembers what was done, whoever asks for the next messages."""

import asyncio
import os

import nats
from nats.errors import TimeoutError
from nats.js.api import AckPolicy, ConsumerConfig


async def connect():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="pull-fetch")
    return nc, nc.jetstream()


async def main():
    nc, js = await connect()
    await js.add_stream(name="JOBS", subjects=["jobs.>"])
    for job in range(1, 6):
        await js.publish("jobs.new", f"job {job}".encode())
    await js.add_consumer("JOBS", ConsumerConfig(durable_name="worker", ack_policy=AckPolicy.EXPLICIT))
    worker = await js.pull_subscribe_bind("worker", stream="JOBS")
    for msg in await worker.fetch(3, timeout=5):
        print("done", msg.data.decode())
        await msg.ack_sync()  # waits until the server has kept it
    await nc.close()

    print("a new start of the program goes on where the last one ended")
    nc, js = await connect()
    worker = await js.pull_subscribe_bind("worker", stream="JOBS")
    [msg] = await worker.fetch(1, timeout=5)
    print(msg.data.decode(), "put back")
    await msg.nak()
    [msg] = await worker.fetch(1, timeout=5)
    print(f"{msg.data.decode()} again, delivery {msg.metadata.num_delivered}")
    await msg.ack_sync()
    [msg] = await worker.fetch(1, timeout=5)
    print("done", msg.data.decode())
    await msg.ack_sync()
    try:
        await worker.fetch(1, timeout=0.2)
    except TimeoutError:
        print("nothing left")
    info = await worker.consumer_info()
    print(f"to come: {info.num_pending}, waiting for acks: {info.num_ack_pending}")
    await js.delete_stream("JOBS")
    await nc.close()


asyncio.run(main())
