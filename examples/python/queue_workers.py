"""Queue workers: the members of a queue group share the messages, each goes to one of them."""

import asyncio
import os
from collections import Counter

import nats

JOBS = 30


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="queue-workers")

    by_job = Counter()
    busy = set()
    audited = []
    all_done = asyncio.Event()

    def check():
        if by_job.total() >= JOBS and len(audited) >= JOBS:
            all_done.set()

    for worker in range(3):

        async def work(msg, worker=worker):
            by_job[msg.data.decode()] += 1
            busy.add(worker)
            check()

        await nc.subscribe("jobs.resize", queue="workers", cb=work)

    # A plain subscription is no member of the group, it gets everything.
    async def audit(msg):
        audited.append(msg.data.decode())
        check()

    await nc.subscribe("jobs.>", cb=audit)

    for job in range(JOBS):
        await nc.publish("jobs.resize", f"picture-{job}.png".encode())
    await asyncio.wait_for(all_done.wait(), timeout=10)

    print(sum(times == 1 for times in by_job.values()), "jobs done once")
    print("shared by several workers:", str(len(busy) > 1).lower())
    print("audit saw", len(audited))
    await nc.close()


asyncio.run(main())
