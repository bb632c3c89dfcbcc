// Drain: stop taking new messages, finish those that are here, then close.
import { connect, delay } from "@nats-io/transport-node";

const PARCELS = 50;

const nc = await connect({ servers: process.env.NATS_URL, name: "drain" });

let packed = 0;
const parcels = nc.subscribe("parcels");
const packing = (async () => {
  for await (const _ of parcels) {
    await delay(5); // work that takes a while
    packed++;
  }
})();

for (let parcel = 0; parcel < PARCELS; parcel++) {
  nc.publish("parcels", `${parcel}`);
}
await nc.flush();

await nc.drain();
await packing;
console.log(`packed ${packed} of ${PARCELS}`);
console.log(`closed: ${nc.isClosed()}`);
