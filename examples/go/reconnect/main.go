// Reconnect: the server goes away and comes back; the client returns with its subscriptions.
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats.go"
)

func main() {
	disconnected := make(chan struct{}, 2) // closing counts as a disconnect too
	reconnected := make(chan struct{}, 1)
	nc, err := nats.Connect(os.Getenv("NATS_URL"),
		nats.Name("reconnect"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(100*time.Millisecond),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { disconnected <- struct{}{} }),
		nats.ReconnectHandler(func(*nats.Conn) { reconnected <- struct{}{} }))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()

	sub, err := nc.SubscribeSync("ticks")
	if err != nil {
		log.Fatal(err)
	}
	tick := func(text string) {
		nc.Publish("ticks", []byte(text))
		msg, err := sub.NextMsg(2 * time.Second)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("received", string(msg.Data))
	}

	tick("before")
	fmt.Println("restart the server now")
	<-disconnected
	fmt.Println("disconnected")
	<-reconnected
	fmt.Println("reconnected")
	tick("after")
}
