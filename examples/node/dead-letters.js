// Dead letters: what a worker cannot do goes to a stream of its own, with the reason.
import { connect } from "@nats-io/transport-node";
import { AckPolicy, jetstream, RetentionPolicy } from "@nats-io/jetstream";

const nc = await connect({ servers: process.env.NATS_URL, name: "dead-letters" });
const js = jetstream(nc);
const jsm = await js.jetstreamManager();
await jsm.streams.add({ name: "INVOICES", subjects: ["invoices"], retention: RetentionPolicy.Workqueue });
await jsm.streams.add({ name: "DEAD", subjects: ["dead.>"] });
await jsm.consumers.add("INVOICES", {
  durable_name: "worker",
  ack_policy: AckPolicy.Explicit,
  max_deliver: 2,
  metadata: { "_myelin.dead_letter": "dead.invoices" },
});
for (let invoice = 1; invoice <= 3; invoice++) {
  await js.publish("invoices", `invoice ${invoice}`);
}

const worker = await js.consumers.get("INVOICES", "worker");
for (let i = 0; i < 4; i++) {
  const msg = await worker.next({ expires: 5000 });
  const invoice = msg.string();
  if (invoice === "invoice 1") {
    console.log(`${invoice} paid`);
    await msg.ackAck();
  } else if (invoice === "invoice 2") {
    console.log(`${invoice} cannot be read`);
    msg.term();
  } else {
    console.log(`${invoice} failed`);
    msg.nak();
  }
}

await jsm.consumers.add("DEAD", { durable_name: "undertaker", ack_policy: AckPolicy.Explicit });
const undertaker = await js.consumers.get("DEAD", "undertaker");
for (let i = 0; i < 2; i++) {
  const letter = await undertaker.next({ expires: 5000 });
  await letter.ackAck();
  const header = (name) => letter.headers.get(`Dead-Letter-${name}`);
  console.log(
    `dead letter: ${letter.string()}, ${header("Reason")}, deliveries: ${header("Deliveries")}, from ${header("Stream")}`,
  );
}

let left;
do {
  left = (await jsm.streams.info("INVOICES")).state.messages;
} while (left > 0);
console.log(`messages left in INVOICES: ${left}`);
await jsm.streams.delete("INVOICES");
await jsm.streams.delete("DEAD");
await nc.close();
