// Consume: messages come as they are stored; heartbeats tell a quiet stream from a lost server.
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

const ticks = 50

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("consume"))
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

	if _, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "TICKS", Subjects: []string{"ticks"}}); err != nil {
		log.Fatal(err)
	}
	defer js.DeleteStream(ctx, "TICKS")
	consumer, err := js.CreateConsumer(ctx, "TICKS", jetstream.ConsumerConfig{
		Durable:   "clock",
		AckPolicy: jetstream.AckExplicitPolicy,
	})
	if err != nil {
		log.Fatal(err)
	}

	inOrder := true
	count := 0
	done := make(chan struct{})
	consuming, err := consumer.Consume(func(msg jetstream.Msg) {
		inOrder = inOrder && string(msg.Data()) == fmt.Sprintf("tick %d", count)
		count++
		msg.DoubleAck(ctx)
		if count == ticks {
			close(done)
		}
	}, jetstream.PullMaxMessages(20), jetstream.PullHeartbeat(time.Second), jetstream.PullExpiry(5*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	for tick := range ticks {
		if _, err := js.Publish(ctx, "ticks", fmt.Appendf(nil, "tick %d", tick)); err != nil {
			log.Fatal(err)
		}
	}
	select {
	case <-done:
	case <-ctx.Done():
	}
	consuming.Stop()

	if inOrder {
		fmt.Printf("consumed %d messages in order\n", count)
	}
	info, err := consumer.Info(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("to come: %d, waiting for acks: %d\n", info.NumPending, info.NumAckPending)
}
