// Pull and fetch: a durable consumer remembers what was done, whoever asks for the next messages.
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
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()

	nc, js := connect()
	if _, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "JOBS", Subjects: []string{"jobs.>"}}); err != nil {
		log.Fatal(err)
	}
	for job := range 5 {
		if _, err := js.Publish(ctx, "jobs.new", fmt.Appendf(nil, "job %d", job+1)); err != nil {
			log.Fatal(err)
		}
	}
	worker, err := js.CreateOrUpdateConsumer(ctx, "JOBS", jetstream.ConsumerConfig{
		Durable:   "worker",
		AckPolicy: jetstream.AckExplicitPolicy,
	})
	if err != nil {
		log.Fatal(err)
	}
	batch, err := worker.Fetch(3, jetstream.FetchMaxWait(5*time.Second))
	if err != nil {
		log.Fatal(err)
	}
	for msg := range batch.Messages() {
		fmt.Println("done", string(msg.Data()))
		if err := msg.DoubleAck(ctx); err != nil { // waits until the server has kept it
			log.Fatal(err)
		}
	}
	nc.Close()

	fmt.Println("a new start of the program goes on where the last one ended")
	nc, js = connect()
	defer nc.Close()
	defer js.DeleteStream(ctx, "JOBS")
	worker, err = js.Consumer(ctx, "JOBS", "worker")
	if err != nil {
		log.Fatal(err)
	}
	msg := next(worker)
	fmt.Println(string(msg.Data()), "put back")
	msg.Nak()
	msg = next(worker)
	metadata, _ := msg.Metadata()
	fmt.Printf("%s again, delivery %d\n", msg.Data(), metadata.NumDelivered)
	msg.DoubleAck(ctx)
	msg = next(worker)
	fmt.Println("done", string(msg.Data()))
	msg.DoubleAck(ctx)
	if _, err := worker.Next(jetstream.FetchMaxWait(200 * time.Millisecond)); err != nil {
		fmt.Println("nothing left")
	}
	info, err := worker.Info(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("to come: %d, waiting for acks: %d\n", info.NumPending, info.NumAckPending)
}

func connect() (*nats.Conn, jetstream.JetStream) {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("pull-fetch"))
	if err != nil {
		log.Fatal(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		log.Fatal(err)
	}
	return nc, js
}

func next(consumer jetstream.Consumer) jetstream.Msg {
	msg, err := consumer.Next(jetstream.FetchMaxWait(5 * time.Second))
	if err != nil {
		log.Fatal(err)
	}
	return msg
}
