"""Object store: things larger than a message, in chunks, with a digest."""

import asyncio
import os

import nats
from nats.js.errors import NotFoundError


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="object-store")
    js = nc.jetstream()
    store = await js.create_object_store("reports")

    report = b"0123456789" * 30_000
    info = await store.put("report.bin", report)
    print(f"stored {info.name}: {info.size} bytes in {info.chunks} chunks")

    read = (await store.get("report.bin")).data
    if read == report:
        print(f"read {len(read)} bytes, the same as stored")

    for entry in await store.list():
        print("objects:", entry.name)
    await store.delete("report.bin")
    try:
        left = await store.list(ignore_deletes=True)
    except NotFoundError:
        left = []
    print("objects after the delete:", len(left))
    await js.delete_object_store("reports")
    await nc.close()


asyncio.run(main())
