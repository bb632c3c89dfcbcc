import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Queue workers: the members of a queue group share the messages, each goes to one of them. */
class QueueWorkers {
  private static final int JOBS = 30;

  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      Map<String, Integer> timesByJob = new ConcurrentHashMap<>();
      Set<Integer> busy = ConcurrentHashMap.newKeySet();
      AtomicInteger audited = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(2 * JOBS);

      for (int i = 0; i < 3; i++) {
        int worker = i;
        nc.createDispatcher(
                msg -> {
                  timesByJob.merge(new String(msg.getData()), 1, Integer::sum);
                  busy.add(worker);
                  done.countDown();
                })
            .subscribe("jobs.resize", "workers");
      }

      // A plain subscription is no member of the group, it gets everything.
      nc.createDispatcher(
              msg -> {
                audited.incrementAndGet();
                done.countDown();
              })
          .subscribe("jobs.>");

      for (int job = 0; job < JOBS; job++) {
        nc.publish("jobs.resize", ("picture-" + job + ".png").getBytes());
      }
      done.await(10, TimeUnit.SECONDS);

      long once = timesByJob.values().stream().filter(times -> times == 1).count();
      System.out.println(once + " jobs done once");
      System.out.println("shared by several workers: " + (busy.size() > 1));
      System.out.println("audit saw " + audited);
    }
  }
}
