// Tells customers what became of their orders until the shop closes.
import { connect } from "@nats-io/transport-node";

const nc = await connect({ servers: process.env.NATS_URL, name: "notification-service" });

nc.subscribe("orders.*.*", {
  callback: (err, msg) => {
    if (err) throw err;
    const [, outcome, number] = msg.subject.split(".");
    console.log(`mail to ${msg.headers.get("Customer")}: order ${number} ${outcome}`);
  },
});

const closing = nc.subscribe("shop.closed", { max: 1, callback: () => {} });
await nc.flush();
console.log("notification service is ready");

await closing.closed;
await nc.drain(); // the orders before the closing are here, but maybe not yet handled
