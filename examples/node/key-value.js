// Key-value: revisions, compare and set, history and watching.
import { connect } from "@nats-io/transport-node";
import { Kvm } from "@nats-io/kv";

const nc = await connect({ servers: process.env.NATS_URL, name: "key-value" });
const kv = await new Kvm(nc).create("settings", { history: 5 });

const text = (entry) => (entry.operation === "DEL" ? "deleted" : entry.string());

const first = await kv.put("colour", "blue");
console.log(`put: revision ${first}`);
console.log(`got: ${(await kv.get("colour")).string()}`);

const watch = await kv.watch({ key: "colour" });

const second = await kv.update("colour", "green", first);
console.log(`compare and set: revision ${second}`);
try {
  await kv.update("colour", "red", first);
} catch {
  console.log("compare and set with an old revision: refused");
}
await kv.delete("colour");

const history = [];
for await (const entry of await kv.history({ key: "colour" })) {
  history.push(text(entry));
}
console.log(`history: ${history.join(", ")}`);

const watched = [];
for await (const entry of watch) {
  watched.push(text(entry));
  if (watched.length === 3) break;
}
console.log(`watched: ${watched.join(", ")}`);
await kv.destroy();
await nc.close();
