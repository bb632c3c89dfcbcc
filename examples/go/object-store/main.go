// Object store: things larger than a message, in chunks, with a digest.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("object-store"))
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

	store, err := js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: "reports"})
	if err != nil {
		log.Fatal(err)
	}
	defer js.DeleteObjectStore(ctx, "reports")

	report := bytes.Repeat([]byte("0123456789"), 30_000)
	info, err := store.PutBytes(ctx, "report.bin", report)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("stored %s: %d bytes in %d chunks\n", info.Name, info.Size, info.Chunks)

	read, err := store.GetBytes(ctx, "report.bin")
	if err != nil {
		log.Fatal(err)
	}
	if bytes.Equal(read, report) {
		fmt.Printf("read %d bytes, the same as stored\n", len(read))
	}

	objects, err := store.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, object := range objects {
		fmt.Println("objects:", object.Name)
	}
	if err := store.Delete(ctx, "report.bin"); err != nil {
		log.Fatal(err)
	}
	objects, _ = store.List(ctx) // an error says that there are none
	fmt.Println("objects after the delete:", len(objects))
}
