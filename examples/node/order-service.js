// Takes orders: asks the inventory for each, announces the outcome, and closes the shop.
import { connect, headers } from "@nats-io/transport-node";

const orders = [
  { number: 1, customer: "ada", item: "keyboard", quantity: 2 },
  { number: 2, customer: "bob", item: "mouse", quantity: 5 },
  { number: 3, customer: "cleo", item: "keyboard", quantity: 2 },
];

const nc = await connect({ servers: process.env.NATS_URL, name: "order-service" });

for (const { number, customer, item, quantity } of orders) {
  const wanted = JSON.stringify({ item, quantity });
  const reply = await nc.request("inventory.reserve", wanted, { timeout: 2000 });
  const outcome = reply.json().reserved ? "confirmed" : "rejected";
  console.log(`order ${number} of ${customer}: ${quantity} ${item} ${outcome}`);

  const event = headers();
  event.set("Customer", customer);
  nc.publish(`orders.${outcome}.${number}`, "", { headers: event });
}

nc.publish("shop.closed");
await nc.drain();
console.log("shop closed");
