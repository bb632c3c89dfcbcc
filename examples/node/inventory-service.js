// The inventory of a small shop: answers requests to reserve items until the shop closes.
import { connect } from "@nats-io/transport-node";

const nc = await connect({ servers: process.env.NATS_URL, name: "inventory-service" });

const stock = new Map([["keyboard", 3], ["mouse", 10]]);

// Further instances of this service would share the requests in the queue group "inventory".
nc.subscribe("inventory.reserve", {
  queue: "inventory",
  callback: (err, msg) => {
    if (err) throw err;
    const { item, quantity } = msg.json();
    const enough = (stock.get(item) ?? 0) >= quantity;
    if (enough) stock.set(item, stock.get(item) - quantity);
    const left = stock.get(item) ?? 0;
    console.log(`${quantity} ${item}: reserved ${enough}, ${left} left`);
    msg.respond(JSON.stringify({ reserved: enough, left }));
  },
});

const closing = nc.subscribe("shop.closed", { max: 1, callback: () => {} });
await nc.flush();
console.log("inventory service is ready");

await closing.closed;
await nc.drain(); // finishes the requests that are here already
