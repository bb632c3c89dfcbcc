// Consume: messages come as they are stored; heartbeats tell a quiet stream from a lost server.
import { connect } from "@nats-io/transport-node";
import { AckPolicy, jetstream } from "@nats-io/jetstream";

const TICKS = 50;

const nc = await connect({ servers: process.env.NATS_URL, name: "consume" });
const js = jetstream(nc);
const jsm = await js.jetstreamManager();
await jsm.streams.add({ name: "TICKS", subjects: ["ticks"] });
await jsm.consumers.add("TICKS", { durable_name: "clock", ack_policy: AckPolicy.Explicit });

const consumer = await js.consumers.get("TICKS", "clock");
const messages = await consumer.consume({ max_messages: 20, expires: 5000, idle_heartbeat: 1000 });

const publishing = (async () => {
  for (let tick = 0; tick < TICKS; tick++) {
    await js.publish("ticks", `tick ${tick}`);
  }
})();

let inOrder = true;
let count = 0;
for await (const msg of messages) {
  inOrder &&= msg.string() === `tick ${count}`;
  count++;
  await msg.ackAck();
  if (count === TICKS) break;
}
await publishing;

if (inOrder) console.log(`consumed ${count} messages in order`);
const info = await consumer.info();
console.log(`to come: ${info.num_pending}, waiting for acks: ${info.num_ack_pending}`);
await jsm.streams.delete("TICKS");
await nc.close();
