// Tells customers what became of their orders until the shop closes.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/nats-io/nats.go"
)

func main() {
	closed := make(chan struct{})
	nc, err := nats.Connect(os.Getenv("NATS_URL"),
		nats.Name("notification-service"),
		nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	if err != nil {
		log.Fatal(err)
	}

	_, err = nc.Subscribe("orders.*.*", func(msg *nats.Msg) {
		tokens := strings.Split(msg.Subject, ".") // orders.<what happened>.<number>
		fmt.Printf("mail to %s: order %s %s\n", msg.Header.Get("Customer"), tokens[2], tokens[1])
	})
	if err != nil {
		log.Fatal(err)
	}

	closing, err := nc.SubscribeSync("shop.closed")
	if err != nil {
		log.Fatal(err)
	}
	nc.Flush()
	fmt.Println("notification service is ready")

	if _, err := closing.NextMsgWithContext(context.Background()); err != nil {
		log.Fatal(err)
	}
	nc.Drain() // the orders before the closing are here, but maybe not yet handled
	<-closed
}
