// Queue workers: the members of a queue group share the messages, each goes to one of them.
import { connect, deadline, deferred } from "@nats-io/transport-node";

const JOBS = 30;

const nc = await connect({ servers: process.env.NATS_URL, name: "queue-workers" });

const timesByJob = new Map();
const busy = new Set();
let done = 0;
let audited = 0;
const allDone = deferred();

function check() {
  if (done >= JOBS && audited >= JOBS) allDone.resolve();
}

for (let worker = 0; worker < 3; worker++) {
  nc.subscribe("jobs.resize", {
    queue: "workers",
    callback: (err, msg) => {
      if (err) throw err;
      const job = msg.string();
      timesByJob.set(job, (timesByJob.get(job) ?? 0) + 1);
      busy.add(worker);
      done++;
      check();
    },
  });
}

// A plain subscription is no member of the group, it gets everything.
nc.subscribe("jobs.>", {
  callback: () => {
    audited++;
    check();
  },
});

for (let job = 0; job < JOBS; job++) {
  nc.publish("jobs.resize", `picture-${job}.png`);
}
await deadline(allDone, 10_000);

const once = [...timesByJob.values()].filter((times) => times === 1).length;
console.log(`${once} jobs done once`);
console.log(`shared by several workers: ${busy.size > 1}`);
console.log(`audit saw ${audited}`);

await nc.close();
