// The official JavaScript client against NATS_URL; prints one line for each thing that worked.
import { connect, headers } from "@nats-io/transport-node";

const nc = await connect({ servers: process.env.NATS_URL, maxReconnectAttempts: 2 });
console.log("connected", nc.info.max_payload);

const got = [];
const all = nc.subscribe("orders.>", { callback: (_, m) => got.push(`${m.subject}=${m.string()}`) });
nc.publish("orders.new", "1");
nc.publish("orders.paid.eu", "2");
await nc.flush();
console.log("received", got.join(","));
all.unsubscribe();

nc.subscribe("echo", {
  queue: "workers",
  callback: (_, m) => m.respond(m.data, { headers: m.headers }),
});
const h = headers();
h.append("X-Trace", "a");
h.append("X-Trace", "b");
const reply = await nc.request("echo", "hello", { timeout: 5000, headers: h });
console.log("reply", reply.string(), reply.headers.values("X-Trace").join("+"));

try {
  await nc.request("nobody", "", { timeout: 5000 });
} catch (e) {
  console.log("error", e.constructor.name, e.message);
}

const limited = nc.subscribe("limited", { max: 2 });
for (let i = 0; i < 5; i++) nc.publish("limited", `${i}`);
let count = 0;
for await (const _ of limited) count++;
console.log("limited", count);
console.log("rtt", (await nc.rtt()) >= 0);
await nc.drain();
console.log("closed", nc.isClosed());
