// Key-value: revisions, compare and set, history and watching.
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
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("key-value"))
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

	kv, err := js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: "settings", History: 5})
	if err != nil {
		log.Fatal(err)
	}
	defer js.DeleteKeyValue(ctx, "settings")

	first, err := kv.Put(ctx, "colour", []byte("blue"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("put: revision", first)
	entry, err := kv.Get(ctx, "colour")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("got:", string(entry.Value()))

	watcher, err := kv.Watch(ctx, "colour")
	if err != nil {
		log.Fatal(err)
	}
	defer watcher.Stop()

	second, err := kv.Update(ctx, "colour", []byte("green"), first)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("compare and set: revision", second)
	if _, err := kv.Update(ctx, "colour", []byte("red"), first); err != nil {
		fmt.Println("compare and set with an old revision: refused")
	}
	if err := kv.Delete(ctx, "colour"); err != nil {
		log.Fatal(err)
	}

	history, err := kv.History(ctx, "colour")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("history:", text(history))

	var watched []jetstream.KeyValueEntry
	for len(watched) < 3 {
		select {
		case entry := <-watcher.Updates():
			if entry != nil { // nil: everything from before the watch has come
				watched = append(watched, entry)
			}
		case <-ctx.Done():
			log.Fatal(ctx.Err())
		}
	}
	fmt.Println("watched:", text(watched))
}

func text(entries []jetstream.KeyValueEntry) string {
	var texts []string
	for _, entry := range entries {
		if entry.Operation() == jetstream.KeyValueDelete {
			texts = append(texts, "deleted")
		} else {
			texts = append(texts, string(entry.Value()))
		}
	}
	return strings.Join(texts, ", ")
}
