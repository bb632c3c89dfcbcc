"""Dead letters: what a worker cannot do goes to a stream of its own, with the reason."""

import asyncio
import os

import nats
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="dead-letters")
    js = nc.jetstream()
    await js.add_stream(name="INVOICES", subjects=["invoices"], retention=RetentionPolicy.WORK_QUEUE)
    await js.add_stream(name="DEAD", subjects=["dead.>"])
    await js.add_consumer(
        "INVOICES",
        ConsumerConfig(
            durable_name="worker",
            ack_policy=AckPolicy.EXPLICIT,
            max_deliver=2,
            metadata={"_myelin.dead_letter": "dead.invoices"},
        ),
    )
    for invoice in range(1, 4):
        await js.publish("invoices", f"invoice {invoice}".encode())

    worker = await js.pull_subscribe_bind("worker", stream="INVOICES")
    for _ in range(4):
        [msg] = await worker.fetch(1, timeout=5)
        invoice = msg.data.decode()
        if invoice == "invoice 1":
            print(invoice, "paid")
            await msg.ack_sync()
        elif invoice == "invoice 2":
            print(invoice, "cannot be read")
            await msg.term()
        else:
            print(invoice, "failed")
            await msg.nak()

    await js.add_consumer("DEAD", ConsumerConfig(durable_name="undertaker", ack_policy=AckPolicy.EXPLICIT))
    undertaker = await js.pull_subscribe_bind("undertaker", stream="DEAD")
    for _ in range(2):
        [letter] = await undertaker.fetch(1, timeout=5)
        await letter.ack_sync()
        headers = letter.headers
        print(
            f"dead letter: {letter.data.decode()}, {headers['Dead-Letter-Reason']},"
            f" deliveries: {headers['Dead-Letter-Deliveries']}, from {headers['Dead-Letter-Stream']}"
        )
    while (left := (await js.stream_info("INVOICES")).state.messages) > 0:
        await asyncio.sleep(0.05)
    print("messages left in INVOICES:", left)
    await js.delete_stream("INVOICES")
    await js.delete_stream("DEAD")
    await nc.close()


asyncio.run(main())
