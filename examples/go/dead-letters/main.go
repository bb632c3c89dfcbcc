// Dead letters: what a worker cannot do goes to a stream of its own, with the reason.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("dead-letters"))
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

	invoices, err := js.CreateStream(ctx, jetstream.StreamConfig{
		Name: "INVOICES", Subjects: []string{"invoices"}, Retention: jetstream.WorkQueuePolicy,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer js.DeleteStream(ctx, "INVOICES")
	if _, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "DEAD", Subjects: []string{"dead.>"}}); err != nil {
		log.Fatal(err)
	}
	defer js.DeleteStream(ctx, "DEAD")
	worker, err := js.CreateConsumer(ctx, "INVOICES", jetstream.ConsumerConfig{
		Durable:    "worker",
		AckPolicy:  jetstream.AckExplicitPolicy,
		MaxDeliver: 2,
		Metadata:   map[string]string{"_myelin.dead_letter": "dead.invoices"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for invoice := range 3 {
		js.Publish(ctx, "invoices", fmt.Appendf(nil, "invoice %d", invoice+1))
	}

	for range 4 {
		msg, err := worker.Next(jetstream.FetchMaxWait(5 * time.Second))
		if err != nil {
			log.Fatal(err)
		}
		switch invoice := string(msg.Data()); invoice {
		case "invoice 1":
			fmt.Println(invoice, "paid")
			msg.DoubleAck(ctx)
		case "invoice 2":
			fmt.Println(invoice, "cannot be read")
			msg.Term()
		default:
			fmt.Println(invoice, "failed")
			msg.Nak()
		}
	}

	undertaker, err := js.CreateConsumer(ctx, "DEAD", jetstream.ConsumerConfig{AckPolicy: jetstream.AckNonePolicy})
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		letter, err := undertaker.Next(jetstream.FetchMaxWait(5 * time.Second))
		if err != nil {
			log.Fatal(err)
		}
		headers := letter.Headers()
		fmt.Printf("dead letter: %s, %s, deliveries: %s, from %s\n", letter.Data(),
			headers.Get("Dead-Letter-Reason"), headers.Get("Dead-Letter-Deliveries"), headers.Get("Dead-Letter-Stream"))
	}
	left := uint64(1)
	for left > 0 && ctx.Err() == nil {
		if info, err := invoices.Info(ctx); err == nil {
			left = info.State.Msgs
		}
	}
	fmt.Println("messages left in INVOICES:", left)
}
