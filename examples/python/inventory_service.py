"""The inventory of a small shop: answers requests to reserve items until the shop closes."""

import asyncio
import json
import os

import nats


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="inventory-service")

    stock = {"keyboard": 3, "mouse": 10}

    async def reserve(msg):
        wanted = json.loads(msg.data)
        item, quantity = wanted["item"], wanted["quantity"]
        enough = stock.get(item, 0) >= quantity
        if enough:
            stock[item] -= quantity
        left = stock.get(item, 0)
        print(f"{quantity} {item}: reserved {str(enough).lower()}, {left} left")
        await msg.respond(json.dumps({"reserved": enough, "left": left}).encode())

    # Further instances of this service would share the requests in the queue group "inventory".
    await nc.subscribe("inventory.reserve", queue="inventory", cb=reserve)
    closing = await nc.subscribe("shop.closed")
    await nc.flush()
    print("inventory service is ready", flush=True)

    await closing.next_msg(timeout=None)
    await nc.drain()  # finishes the requests that are here already


asyncio.run(main())
