// Queue workers: the members of a queue group share the messages, each goes to one of them.
package main

import (
	"fmt"
	"log"
	"os"
	"sync"

	"github.com/nats-io/nats.go"
)

const jobs = 30

func main() {
	nc, err := nats.Connect(os.Getenv("NATS_URL"), nats.Name("queue-workers"))
	if err != nil {
		log.Fatal(err)
	}
	defer nc.Close()

	var (
		mu     sync.Mutex
		byJob  = map[string]int{}
		busy   = map[int]bool{}
		audits int
		done   sync.WaitGroup
	)
	done.Add(2 * jobs)

	for worker := range 3 {
		_, err := nc.QueueSubscribe("jobs.resize", "workers", func(msg *nats.Msg) {
			mu.Lock()
			byJob[string(msg.Data)]++
			busy[worker] = true
			mu.Unlock()
			done.Done()
		})
		if err != nil {
			log.Fatal(err)
		}
	}

	// A plain subscription is no member of the group, it gets everything.
	_, err = nc.Subscribe("jobs.>", func(*nats.Msg) {
		mu.Lock()
		audits++
		mu.Unlock()
		done.Done()
	})
	if err != nil {
		log.Fatal(err)
	}

	for job := range jobs {
		nc.Publish("jobs.resize", fmt.Appendf(nil, "picture-%d.png", job))
	}
	done.Wait()

	once := 0
	for _, times := range byJob {
		if times == 1 {
			once++
		}
	}
	fmt.Printf("%d jobs done once\n", once)
	fmt.Printf("shared by several workers: %t\n", len(busy) > 1)
	fmt.Printf("audit saw %d\n", audits)
}
