// Wildcards: * stands for one token of a subject, > for one or more at its end.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/nats-io/nats.go"
)

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("wildcards"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()

	for _, pattern := range []string{"weather.*.temperature", "weather.>", "weather.paris.wind"} {
		_, err := nc.Subscribe(pattern, func(msg *nats.Msg) {
			fmt.Printf("%s got %s %s\n", pattern, msg.Subject, msg.Data)
		})
		if err != nil {
			log.Fatal(err)
		}
	}

	nc.Publish("weather.paris.temperature", []byte("21"))
	nc.Publish("weather.paris.wind", []byte("4"))
	nc.Publish("weather.oslo.temperature", []byte("9"))
	nc.Publish("weather.oslo.harbour.waves", []byte("1"))
	nc.Publish("weather", []byte("no pattern matches this one"))

	// Drain hands out what has arrived, then closes the connection.
	closed := make(chan struct{})
	nc.SetClosedHandler(func(*nats.Conn) { close(closed) })
	if err := nc.Drain(); err != nil {
		log.Fatal(err)
	}
	<-closed
}
