// Publish and subscribe: everybody who listens to a subject gets every message.
import { connect, headers } from "@nats-io/transport-node";

const nc = await connect({ servers: process.env.NATS_URL, name: "pubsub" });

const sub = nc.subscribe("greet.joe", { max: 2 });

nc.publish("greet.joe", "hello");

const french = headers();
french.set("Language", "fr");
nc.publish("greet.joe", "bonjour", { headers: french });

// Nobody listens here: the message is gone, and that is no error.
nc.publish("greet.pam", "hello");

// A subscription is an iterator; this one ends after its two messages.
for await (const msg of sub) {
  const language = msg.headers ? ` [${msg.headers.get("Language")}]` : "";
  console.log(`${msg.subject}: ${msg.string()}${language}`);
}
console.log("unsubscribed");

await nc.close();
