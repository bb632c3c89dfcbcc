// Publish and subscribe: everybody who listens to a subject gets every message.
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats.go"
)

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("pubsub"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()

	sub, err := nc.SubscribeSync("greet.joe")
	if err != nil {
		log.Fatal(err)
	}

	nc.Publish("greet.joe", []byte("hello"))

	msg := nats.NewMsg("greet.joe")
	msg.Header.Set("Language", "fr")
	msg.Data = []byte("bonjour")
	nc.PublishMsg(msg)

	// Nobody listens here: the message is gone, and that is no error.
	nc.Publish("greet.pam", []byte("hello"))

	for range 2 {
		msg, err := sub.NextMsg(2 * time.Second)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s", msg.Subject, msg.Data)
		if language := msg.Header.Get("Language"); language != "" {
			fmt.Printf(" [%s]", language)
		}
		fmt.Println()
	}

	if err := sub.Unsubscribe(); err != nil {
		log.Fatal(err)
	}
	fmt.Println("unsubscribed")
}
