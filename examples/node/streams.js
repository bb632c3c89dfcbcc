// Streams: set-up, publishing with message ids, and an expectation that protects a write.
import { connect, nanos } from "@nats-io/transport-node";
import { jetstream } from "@nats-io/jetstream";

const nc = await connect({ servers: process.env.NATS_URL, name: "streams" });
const js = jetstream(nc);
const jsm = await js.jetstreamManager();

const stream = await jsm.streams.add({
  name: "ORDERS",
  subjects: ["orders.>"],
  duplicate_window: nanos(120_000),
});
console.log(`ORDERS stores ${stream.config.subjects.join(", ")}`);

for (const order of ["order-1", "order-2"]) {
  const ack = await js.publish("orders.created", order, { msgID: order });
  console.log(`stored ${order} as ${ack.seq}`);
}

// A message id that was seen within the last two minutes is stored once.
const ack = await js.publish("orders.created", "order-1", { msgID: "order-1" });
if (ack.duplicate) console.log(`order-1 again: a duplicate of ${ack.seq}`);

try {
  await js.publish("orders.created", "order-3", { expect: { lastSequence: 1 } });
} catch {
  console.log("order-3 expected behind 1: refused");
}

const info = await jsm.streams.info("ORDERS");
console.log(`messages in the stream: ${info.state.messages}`);
await jsm.streams.delete("ORDERS");
await nc.close();
