// Object store: things larger than a message, in chunks, with a digest.
import { connect } from "@nats-io/transport-node";
import { Objm } from "@nats-io/obj";

const nc = await connect({ servers: process.env.NATS_URL, name: "object-store" });
const store = await new Objm(nc).create("reports");

const report = new TextEncoder().encode("0123456789".repeat(30_000));
const info = await store.putBlob({ name: "report.bin" }, report);
console.log(`stored ${info.name}: ${info.size} bytes in ${info.chunks} chunks`);

const read = await store.getBlob("report.bin");
if (Buffer.compare(read, report) === 0) console.log(`read ${read.length} bytes, the same as stored`);

for (const object of await store.list()) {
  console.log(`objects: ${object.name}`);
}
await store.delete("report.bin");
const left = (await store.list()).filter((object) => !object.deleted);
console.log(`objects after the delete: ${left.length}`);
await store.destroy();
await nc.close();
