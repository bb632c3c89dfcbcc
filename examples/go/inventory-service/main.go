// The inventory of a small shop: answers requests to reserve items until the shop closes.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/nats-io/nats.go"
)

type reservation struct {
	Item     string `json:"item"`
	Quantity int    `json:"quantity"`
}

type answer struct {
	Reserved bool `json:"reserved"`
	Left     int  `json:"left"`
}

func main() {
	closed := make(chan struct{})
	nc, err := nats.Connect(os.Getenv("NATS_URL"),
		nats.Name("inventory-service"),
		nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	if err != nil {
		log.Fatal(err)
	}

	stock := map[string]int{"keyboard": 3, "mouse": 10}

	// Further instances of this service would share the requests in the queue group "inventory".
	_, err = nc.QueueSubscribe("inventory.reserve", "inventory", func(msg *nats.Msg) {
		var wanted reservation
		if err := json.Unmarshal(msg.Data, &wanted); err != nil {
			log.Println("not a reservation:", err)
			return
		}
		enough := stock[wanted.Item] >= wanted.Quantity
		if enough {
			stock[wanted.Item] -= wanted.Quantity
		}
		left := stock[wanted.Item]
		fmt.Printf("%d %s: reserved %t, %d left\n", wanted.Quantity, wanted.Item, enough, left)
		reply, _ := json.Marshal(answer{Reserved: enough, Left: left})
		msg.Respond(reply)
	})
	if err != nil {
		log.Fatal(err)
	}

	closing, err := nc.SubscribeSync("shop.closed")
	if err != nil {
		log.Fatal(err)
	}
	nc.Flush()
	fmt.Println("inventory service is ready")

	if _, err := closing.NextMsgWithContext(context.Background()); err != nil {
		log.Fatal(err)
	}
	nc.Drain() // finishes the requests that are here already
	<-closed
}
