// Reconnect: the server goes away and comes back; the client returns with its subscriptions.
import { connect } from "@nats-io/transport-node";

const nc = await connect({
  servers: process.env.NATS_URL,
  name: "reconnect",
  maxReconnectAttempts: -1,
  reconnectTimeWait: 100,
});

const ticks = nc.subscribe("ticks")[Symbol.asyncIterator]();

async function tick(text) {
  nc.publish("ticks", text);
  const { value: msg } = await ticks.next();
  console.log(`received ${msg.string()}`);
}

const changes = nc.status();

await tick("before");
console.log("restart the server now");
for await (const change of changes) {
  if (change.type === "disconnect") {
    console.log("disconnected");
  } else if (change.type === "reconnect") {
    console.log("reconnected");
    break;
  }
}
await tick("after");

await nc.close();
