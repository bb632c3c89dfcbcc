// Streams: set-up, publishing with message ids, and an expectation that protects a write.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("streams"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()

	stream, err := js.CreateStream(ctx, jetstream.StreamConfig{
		Name:       "ORDERS",
		Subjects:   []string{"orders.>"},
		Storage:    jetstream.FileStorage,
		Duplicates: 2 * time.Minute,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer js.DeleteStream(ctx, "ORDERS")
	fmt.Println("ORDERS stores", strings.Join(stream.CachedInfo().Config.Subjects, ", "))

	for _, id := range []string{"order-1", "order-2"} {
		ack, err := js.Publish(ctx, "orders.created", []byte(id), jetstream.WithMsgID(id))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("stored", id, "as", ack.Sequence)
	}

	// A message id that was seen within the last two minutes is stored once.
	ack, err := js.Publish(ctx, "orders.created", []byte("order-1"), jetstream.WithMsgID("order-1"))
	if err != nil {
		log.Fatal(err)
	}
	if ack.Duplicate {
		fmt.Println("order-1 again: a duplicate of", ack.Sequence)
	}

	_, err = js.Publish(ctx, "orders.created", []byte("order-3"), jetstream.WithExpectLastSequence(1))
	if err != nil {
		fmt.Println("order-3 expected behind 1: refused")
	}

	info, err := stream.Info(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("messages in the stream:", info.State.Msgs)
}
