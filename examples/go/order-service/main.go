// Takes orders: asks the inventory for each, announces the outcome, and closes the shop.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats.go"
)

type order struct {
	number   int
	customer string
	item     string
	quantity int
}

type reservation struct {
	Item     string `json:"item"`
	Quantity int    `json:"quantity"`
}

type answer struct {
	Reserved bool `json:"reserved"`
	Left     int  `json:"left"`
}

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("order-service"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()

	for _, order := range []order{
		{1, "ada", "keyboard", 2},
		{2, "bob", "mouse", 5},
		{3, "cleo", "keyboard", 2},
	} {
		outcome, err := place(nc, order)
		if err != nil {
			log.Fatal("the inventory did not answer: ", err)
		}
		fmt.Printf("order %d of %s: %d %s %s\n",
			order.number, order.customer, order.quantity, order.item, outcome)

		event := nats.NewMsg(fmt.Sprintf("orders.%s.%d", outcome, order.number))
		event.Header.Set("Customer", order.customer)
		nc.PublishMsg(event)
	}

	nc.Publish("shop.closed", nil)
	nc.Flush()
	fmt.Println("shop closed")
}

func place(nc *nats.Conn, order order) (string, error) {
	wanted, _ := json.Marshal(reservation{order.item, order.quantity})
	reply, err := nc.Request("inventory.reserve", wanted, 2*time.Second)
	if err != nil {
		return "", err
	}
	var inventory answer
	if err := json.Unmarshal(reply.Data, &inventory); err != nil {
		return "", err
	}
	if inventory.Reserved {
		return "confirmed", nil
	}
	return "rejected", nil
}
