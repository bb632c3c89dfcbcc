// Request and reply: an answer, an answer that comes too late, and nobody there to answer.
import { connect, RequestError, TimeoutError } from "@nats-io/transport-node";

const nc = await connect({ servers: process.env.NATS_URL, name: "request-reply" });

nc.subscribe("text.upper", {
  callback: (err, msg) => {
    if (err) throw err;
    msg.respond(msg.string().toUpperCase());
  },
});
nc.subscribe("text.slow", { callback: () => {} }); // takes the request and never answers

for (const word of ["alpha", "beta"]) {
  const reply = await nc.request("text.upper", word, { timeout: 2000 });
  console.log(`${word} -> ${reply.string()}`);
}

try {
  await nc.request("text.slow", "gamma", { timeout: 200 });
} catch (err) {
  console.log(`timed out: ${err instanceof TimeoutError}`);
}

// The server says at once that nobody listens; there is no waiting for the timeout.
try {
  await nc.request("text.lower", "DELTA", { timeout: 2000 });
} catch (err) {
  console.log(`no responders: ${err instanceof RequestError && err.isNoResponders()}`);
}

await nc.close();
