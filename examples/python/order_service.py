"""Takes orders: asks the inventory for each, announces the outcome, and closes the shop."""

import asyncio
import json
import os

import nats

ORDERS = [
    (1, "ada", "keyboard", 2),
    (2, "bob", "mouse", 5),
    (3, "cleo", "keyboard", 2),
]


async def main():
    nc = await nats.connect(os.getenv("NATS_URL", "nats://127.0.0.1:4222"), name="order-service")

    for number, customer, item, quantity in ORDERS:
        wanted = json.dumps({"item": item, "quantity": quantity}).encode()
        reply = await nc.request("inventory.reserve", wanted, timeout=2)
        outcome = "confirmed" if json.loads(reply.data)["reserved"] else "rejected"
        print(f"order {number} of {customer}: {quantity} {item} {outcome}")
        await nc.publish(f"orders.{outcome}.{number}", headers={"Customer": customer})

    await nc.publish("shop.closed")
    await nc.drain()
    print("shop closed")


asyncio.run(main())
