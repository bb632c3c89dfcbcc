// Pull and fetch: a durable consumer remembers what was done, whoever asks for the next messages.
import { connect } from "@nats-io/transport-node";
import { AckPolicy, jetstream } from "@nats-io/jetstream";

let nc = await connect({ servers: process.env.NATS_URL, name: "pull-fetch" });
let js = jetstream(nc);
let jsm = await js.jetstreamManager();
await jsm.streams.add({ name: "JOBS", subjects: ["jobs.>"] });
for (let job = 1; job <= 5; job++) {
  await js.publish("jobs.new", `job ${job}`);
}
await jsm.consumers.add("JOBS", { durable_name: "worker", ack_policy: AckPolicy.Explicit });
let worker = await js.consumers.get("JOBS", "worker");
for await (const msg of await worker.fetch({ max_messages: 3, expires: 5000 })) {
  console.log(`done ${msg.string()}`);
  await msg.ackAck(); // waits until the server has kept it
}
await nc.close();

console.log("a new start of the program goes on where the last one ended");
nc = await connect({ servers: process.env.NATS_URL, name: "pull-fetch" });
js = jetstream(nc);
jsm = await js.jetstreamManager();
worker = await js.consumers.get("JOBS", "worker");
let msg = await worker.next({ expires: 5000 });
console.log(`${msg.string()} put back`);
msg.nak();
msg = await worker.next({ expires: 5000 });
console.log(`${msg.string()} again, delivery ${msg.info.deliveryCount}`);
await msg.ackAck();
msg = await worker.next({ expires: 5000 });
console.log(`done ${msg.string()}`);
await msg.ackAck();
if ((await worker.next({ expires: 1000 })) === null) console.log("nothing left");

const info = await worker.info();
console.log(`to come: ${info.num_pending}, waiting for acks: ${info.num_ack_pending}`);
await jsm.streams.delete("JOBS");
await nc.close();
