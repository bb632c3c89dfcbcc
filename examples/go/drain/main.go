// Drain: stop taking new messages, finish those that are here, then close.
package main

import (
	"fmt"
	"log"
	"os"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
)

const parcels = 50

func main() {
	closed := make(chan struct{})
	nc, err := nats.Connect(os.Getenv("NATS_URL"),
		nats.Name("drain"),
		nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	if err != nil {
		log.Fatal(err)
	}

	var packed atomic.Int32
	_, err = nc.Subscribe("parcels", func(*nats.Msg) {
		time.Sleep(5 * time.Millisecond) // work that takes a while
		packed.Add(1)
	})
	if err != nil {
		log.Fatal(err)
	}

	for parcel := range parcels {
		nc.Publish("parcels", fmt.Appendf(nil, "%d", parcel))
	}
	nc.Flush()

	if err := nc.Drain(); err != nil {
		log.Fatal(err)
	}
	<-closed
	fmt.Printf("packed %d of %d\n", packed.Load(), parcels)
	fmt.Println("closed:", nc.IsClosed())
}
