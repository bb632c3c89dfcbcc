// Wildcards: * stands for one token of a subject, > for one or more at its end.
import { connect } from "@nats-io/transport-node";

const nc = await connect({ servers: process.env.NATS_URL, name: "wildcards" });

for (const pattern of ["weather.*.temperature", "weather.>", "weather.paris.wind"]) {
  nc.subscribe(pattern, {
    callback: (err, msg) => {
      if (err) throw err;
      console.log(`${pattern} got ${msg.subject} ${msg.string()}`);
    },
  });
}

nc.publish("weather.paris.temperature", "21");
nc.publish("weather.paris.wind", "4");
nc.publish("weather.oslo.temperature", "9");
nc.publish("weather.oslo.harbour.waves", "1");
nc.publish("weather", "no pattern matches this one");

// Drain hands out what has arrived, then closes the connection.
await nc.drain();
