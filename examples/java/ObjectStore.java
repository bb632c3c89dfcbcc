import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ObjectInfo;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Object store: things larger than a message, in chunks, with a digest. */
class ObjectStore {
  public static void main(String[] args) throws Exception {
    String url = System.getenv().getOrDefault("NATS_URL", Options.DEFAULT_URL);
    try (Connection nc = Nats.connect(url)) {
      nc.objectStoreManagement().create(ObjectStoreConfiguration.builder("reports").build());
      io.nats.client.ObjectStore store = nc.objectStore("reports");

      byte[] report = "0123456789".repeat(30_000).getBytes();
      ObjectInfo info = store.put("report.bin", report);
      System.out.printf(
          "stored %s: %d bytes in %d chunks%n",
          info.getObjectName(), info.getSize(), info.getChunks());

      ByteArrayOutputStream read = new ByteArrayOutputStream();
      store.get("report.bin", read);
      if (Arrays.equals(read.toByteArray(), report)) {
        System.out.println("read " + read.size() + " bytes, the same as stored");
      }

      for (ObjectInfo object : store.getList()) {
        System.out.println("objects: " + object.getObjectName());
      }
      store.delete("report.bin");
      System.out.println("objects after the delete: " + store.getList().size());
      nc.objectStoreManagement().delete("reports");
    }
  }
}
