package io.myelin.jetstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdvisoryTest {
  private static final Instant TIME = Instant.parse("2026-08-21T13:50:11.4Z");
  private static final EventClient CLIENT =
      new EventClient(
          Optional.of(TIME),
          "127.0.0.1",
          5,
          "A",
          "",
          "u",
          "",
          "go",
          "1.0",
          7,
          "S1",
          "",
          "Client",
          "nats",
          "A",
          List.of());

  @Test
  @DisplayName("STR-580 a stream was changed")
  void streamAction() {
    StreamAdvisory changed = new StreamAdvisory.Changed("ORDERS", StreamAdvisory.Action.MODIFY);
    assertThat(changed.subject()).isEqualTo("$JS.EVENT.ADVISORY.STREAM.UPDATED.ORDERS");
    assertThat(Schemas.valid(changed.encode("id1", TIME, "")))
        .isEqualTo(
            "{\"type\":\"io.nats.jetstream.advisory.v1.stream_action\",\"id\":\"id1\","
                + "\"timestamp\":\"2026-08-21T13:50:11.4Z\",\"stream\":\"ORDERS\","
                + "\"action\":\"modify\"}");
    assertThat(new String(changed.encode("id1", TIME, "hub"), StandardCharsets.UTF_8))
        .endsWith("\"action\":\"modify\",\"domain\":\"hub\"}");
  }

  @Test
  @DisplayName("STR-582, STR-583 snapshots, restores and batches")
  void streams() {
    assertValid(
        new StreamAdvisory.SnapshotComplete("S", TIME, TIME, CLIENT, ""), "SNAPSHOT_COMPLETE");
    assertValid(new StreamAdvisory.RestoreCreate("S", CLIENT), "RESTORE_CREATE");
    assertValid(
        new StreamAdvisory.RestoreComplete("S", TIME, TIME, 10, CLIENT), "RESTORE_COMPLETE");
    assertValid(
        new StreamAdvisory.BatchAbandoned("A", "S", "b", StreamAdvisory.AbandonReason.TIMEOUT),
        "BATCH_ABANDONED");
  }

  @Test
  @DisplayName("STR-584..586 the API and the server")
  void api() {
    assertThat(
            Schemas.valid(
                new ApiAdvisory.Audit("S1", CLIENT, "$JS.API.INFO", "", "{}")
                    .encode("i", TIME, "")))
        .endsWith("\"subject\":\"$JS.API.INFO\",\"response\":\"{}\"}");
    Schemas.valid(new ApiAdvisory.LimitReached("S1", 10).encode("i", TIME, ""));
    Schemas.valid(new ApiAdvisory.OutOfStorage("S1", "N1", "S", "").encode("i", TIME, ""));
  }

  @Test
  @DisplayName("CON-550..555 consumers")
  void consumers() {
    for (ConsumerAdvisory advisory :
        List.of(
            new ConsumerAdvisory.Changed("S", "C", true),
            new ConsumerAdvisory.Changed("S", "C", false),
            new ConsumerAdvisory.MaxDeliveries("S", "C", 1, 2),
            new ConsumerAdvisory.Paused("S", "C", true, TIME),
            new ConsumerAdvisory.AckSample("S", "C", 1, 2, 3, 4))) {
      Schemas.valid(advisory.encode("i", TIME, ""));
      assertThat(advisory.subject()).endsWith(".S.C");
    }
    assertThat(new ConsumerAdvisory.Naked("S", "C", 1, 2, 3).subject())
        .isEqualTo("$JS.EVENT.ADVISORY.CONSUMER.MSG_NAKED.S.C");
    assertThat(new ConsumerAdvisory.AckSample("S", "C", 1, 2, 3, 4).subject())
        .isEqualTo("$JS.EVENT.METRIC.CONSUMER.ACK.S.C");
  }

  /** The published schemas of these are out of date: other members or types than servers send. */
  @Test
  @DisplayName("STR-582, CON-552, CON-553 events whose schema is out of date")
  void withoutSchema() {
    assertThat(text(new StreamAdvisory.SnapshotCreate("S", StreamState.EMPTY, CLIENT)))
        .contains("v1.snapshot_create\"", "\"stream\":\"S\",\"state\":{\"messages\":0,");
    assertThat(text(new ConsumerAdvisory.Naked("S", "C", 1, 2, 3)))
        .isEqualTo(
            "{\"type\":\"io.nats.jetstream.advisory.v1.nak\",\"id\":\"i\","
                + "\"timestamp\":\"2026-08-21T13:50:11.4Z\",\"stream\":\"S\","
                + "\"consumer\":\"C\",\"consumer_seq\":1,\"stream_seq\":2,\"deliveries\":3}");
    assertThat(text(new ConsumerAdvisory.Terminated("S", "C", 1, 2, 3, "why")))
        .endsWith("\"consumer_seq\":1,\"stream_seq\":2,\"deliveries\":3,\"reason\":\"why\"}");
  }

  private static String text(Advisory advisory) {
    return new String(advisory.encode("i", TIME, ""), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("CON-556, CON-557 pins")
  void pins() {
    assertThat(
            new String(
                new ConsumerAdvisory.Pinned("A", "S", "C", "g", "p").encode("i", TIME, ""),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"type\":\"io.nats.jetstream.advisory.v1.consumer_group_pinned\",\"id\":\"i\","
                + "\"timestamp\":\"2026-08-21T13:50:11.4Z\",\"account\":\"A\",\"stream\":\"S\","
                + "\"consumer\":\"C\",\"group\":\"g\",\"pinned_id\":\"p\"}");
  }

  private static void assertValid(StreamAdvisory advisory, String token) {
    Schemas.valid(advisory.encode("i", TIME, ""));
    assertThat(advisory.subject()).isEqualTo("$JS.EVENT.ADVISORY.STREAM." + token + ".S");
  }
}
