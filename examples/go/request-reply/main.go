// Request and reply: an answer, an answer that comes too late, and nobody there to answer.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
)

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("request-reply"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()

	subscribe := func(subject string, answer nats.MsgHandler) {
		if _, err := nc.Subscribe(subject, answer); err != nil {
			log.Fatal(err)
		}
	}
	subscribe("text.upper", func(msg *nats.Msg) {
		msg.Respond([]byte(strings.ToUpper(string(msg.Data))))
	})
	subscribe("text.slow", func(*nats.Msg) {}) // takes the request and never answers

	for _, word := range []string{"alpha", "beta"} {
		reply, err := nc.Request("text.upper", []byte(word), 2*time.Second)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s -> %s\n", word, reply.Data)
	}

	_, err = nc.Request("text.slow", []byte("gamma"), 200*time.Millisecond)
	fmt.Println("timed out:", errors.Is(err, nats.ErrTimeout))

	// The server says at once that nobody listens; there is no waiting for the timeout.
	_, err = nc.Request("text.lower", []byte("DELTA"), 2*time.Second)
	fmt.Println("no responders:", errors.Is(err, nats.ErrNoResponders))
}
