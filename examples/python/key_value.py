"""Key-value: revisions, compare and set, history and watching."""

import asyncio
import os

import nats
from nats.js.errors import KeyWrongLastSequenceError


def text(entries):
    return ", ".join("deleted" if entry.operation == "DEL" else entry.value.decode() for entry in entries)


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="key-value")
    js = nc.jetstream()
    kv = await js.create_key_value(bucket="settings", history=5)

    first = await kv.put("colour", b"blue")
    print("put: revision", first)
    print("got:", (await kv.get("colour")).value.decode())

    watcher = await kv.watch("colour")

    second = await kv.update("colour", b"green", last=first)
    print("compare and set: revision", second)
    try:
        await kv.update("colour", b"red", last=first)
    except KeyWrongLastSequenceError:
        print("compare and set with an old revision: refused")
    await kv.delete("colour")

    print("history:", text(await kv.history("colour")))

    watched = []
    while len(watched) < 3:
        entry = await watcher.updates(timeout=5)
        if entry is not None:  # None: everything from before the watch has come
            watched.append(entry)
    print("watched:", text(watched))
    await watcher.stop()
    await js.delete_key_value("settings")
    await nc.close()


asyncio.run(main())
