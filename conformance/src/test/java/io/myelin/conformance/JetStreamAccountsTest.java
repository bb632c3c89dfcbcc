package io.myelin.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 2 of the streams chapter: which accounts may use JetStream, and how much of it. */
class JetStreamAccountsTest {
  private static final String SERVER =
      "http: -1\nstore_dir: \"${dir}/store\"\njetstream { max_mem: 100MB, max_file: 1GB }\n";

  @RegisterExtension final Servers servers = new Servers();

  private JetStreamClient client(ServerUnderTest server, String user) {
    JetStreamClient client = JetStreamClient.as(server, user);
    servers.closing(client.connection());
    return client;
  }

  /** A client of account A, which has this JetStream block. */
  private JetStreamClient limited(String block) {
    return client(
        servers.start(
            SERVER
                + "accounts { A { users: [ {user: a, password: a} ], jetstream: "
                + block
                + " } }"),
        "a");
  }

  @Test
  @DisplayName("STR-020 STR-040 STR-100 without accounts everybody has it, without limits")
  void globalAccount() {
    JetStreamClient client = JetStreamClient.of(servers.start(SERVER));
    servers.closing(client.connection());
    Json info = client.info();
    assertThat(info.names())
        .containsExactly(
            "type",
            "memory",
            "storage",
            "reserved_memory",
            "reserved_storage",
            "streams",
            "consumers",
            "limits",
            "api");
    Json limits = info.object("limits");
    assertThat(limits.names())
        .containsExactly(
            "max_memory",
            "max_storage",
            "max_streams",
            "max_consumers",
            "max_ack_pending",
            "memory_max_stream_bytes",
            "storage_max_stream_bytes",
            "max_bytes_required");
    assertThat(limits.number("max_memory")).isEqualTo(-1);
    assertThat(limits.number("max_storage")).isEqualTo(-1);
    assertThat(limits.number("max_streams")).isEqualTo(-1);
    assertThat(limits.get("max_bytes_required")).isEqualTo(false);
    assertThat(info.object("api").names()).contains("level", "total", "errors");
  }

  @Test
  @DisplayName("STR-020 users of the system account only are no accounts of one's own")
  void systemUsersOnly() {
    ServerUnderTest server =
        servers.start(
            SERVER
                + "accounts { $SYS { users: [ {user: s, password: s} ] } }\n"
                + "authorization { users: [ {user: u, password: u} ] }");
    client(server, "u").create("S", "");
  }

  @Test
  @DisplayName("STR-020 STR-041 with accounts only those that say so have it; others get 10039")
  void otherAccounts() {
    ServerUnderTest server =
        servers.start(
            SERVER
                + """
                accounts {
                  A { users: [ {user: a, password: a} ], jetstream: enabled }
                  B { users: [ {user: b, password: b} ], jetstream: disabled }
                  C { users: [ {user: c, password: c} ] }
                }
                """);
    client(server, "a").create("S", "");
    for (String user : List.of("b", "c")) {
      JetStreamClient other = client(server, user);
      String reason = "JetStream not enabled for account";
      other.fail("account_info_response", "INFO", "").with(503, 10039, reason);
      other.failToCreate("S", "", 503, 10039, reason);
      Json names = other.ask("STREAM.NAMES", "");
      assertThat(names.number("total")).isZero();
      assertThat(names.has("streams")).isTrue();
      assertThat(names.get("streams")).isNull();
      other.fail("consumer_info_response", "CONSUMER.INFO.S.C", "").with(503, 10039, reason);
    }
  }

  @Test
  @DisplayName("STR-041 STR-074 an account without it gets no responders for direct gets and pulls")
  void noResponders() {
    ServerUnderTest server =
        servers.start(
            SERVER + "accounts { C { users: [ {user: c, password: c} ] }, A { jetstream: true } }");
    RawClient client =
        servers.closing(
            server.connect(RawClient.MODERN.replace("{", "{\"user\":\"c\",\"pass\":\"c\",")));
    for (String subject :
        List.of(
            "$JS.API.DIRECT.GET.S", "$JS.API.DIRECT.GET.S.x", "$JS.API.CONSUMER.MSG.NEXT.S.C")) {
      client.sendLines("SUB in 1", "UNSUB 1 1", "PUB " + subject + " in 2", "{}");
      assertThat(client.readLine()).startsWith("HMSG in 1 ");
      assertThat(client.readLine()).startsWith("NATS/1.0 503");
      client.readLine();
      client.readLine();
      if (!client.send("PING\r\n").readLine().equals("PONG")) {
        client.readLine();
      }
    }
  }

  @Test
  @DisplayName("STR-075 a user of the system account is told that it has no JetStream")
  void systemAccount() {
    ServerUnderTest server =
        servers.start(SERVER + "accounts { $SYS { users: [ {user: s, password: s} ] } }");
    JetStreamClient system = client(server, "s");
    String reason = "JetStream not enabled for account";
    system.fail("account_info_response", "INFO", "").with(503, 10039, reason);
    system.fail("system_response", "STREAM.NAMES", "").with(503, 10039, reason);
    system.fail("system_response", "STREAM.CREATE.S", "{\"name\":\"S\"}").with(503, 10039, reason);
  }

  private static final String SYSTEM = "\n$SYS { users: [ {user: s, password: s} ] }";
  private static final String PURGED = "account_purge_response";

  @Test
  @DisplayName("STR-114 CLU-487 OPS-472 the system account deletes all streams of one account")
  void purgeAccount() {
    ServerUnderTest server =
        servers.start(
            SERVER
                + "accounts { A { users: [ {user: a, password: a} ], jetstream: enabled }"
                + "\nB { users: [ {user: b, password: b} ], jetstream: enabled }"
                + SYSTEM
                + " }");
    JetStreamClient purged = client(server, "a");
    JetStreamClient other = client(server, "b");
    JetStreamClient system = client(server, "s");
    purged.create("FILE", "\"subjects\":[\"f\"]");
    purged.create("MEMORY", "\"subjects\":[\"m\"],\"storage\":\"memory\"");
    purged.publish("f", "1");
    purged.succeed(
        "consumer_create_response",
        "CONSUMER.DURABLE.CREATE.FILE.C",
        "{\"stream_name\":\"FILE\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\"}}");
    other.create("FILE", "\"subjects\":[\"f\"]");
    Json answer = system.succeed(PURGED, "ACCOUNT.PURGE.A", "");
    assertThat(answer.get("initiated")).isEqualTo(true);
    Awaitility.await().until(() -> purged.info().number("streams") == 0);
    assertThat(purged.info().number("consumers")).isZero();
    assertThat(purged.info().number("storage")).isZero();
    assertThat(other.info().number("streams")).isEqualTo(1);
    purged
        .fail("consumer_info_response", "CONSUMER.INFO.FILE.C", "")
        .with(404, 10059, "stream not found");
    Json again = purged.create("FILE", "\"subjects\":[\"f\"]");
    assertThat(again.object("state").number("last_seq")).isZero();
    system.succeed(PURGED, "ACCOUNT.PURGE.NOBODY", "");
    system
        .fail(PURGED, "ACCOUNT.PURGE.a/b", "")
        .with(500, 10051, "account name can not contain path separators");
  }

  @Test
  @BetterThanReference("STR-B03")
  @DisplayName("STR-114 only the system account purges accounts")
  void onlyTheSystemAccountPurges() {
    ServerUnderTest server =
        servers.start(
            SERVER
                + "accounts { A { users: [ {user: a, password: a} ], jetstream: enabled }"
                + SYSTEM
                + " }");
    JetStreamClient client = client(server, "a");
    client.create("KEPT", "\"subjects\":[\"f\"]");
    client.fail("system_response", "ACCOUNT.PURGE.A", "").with(400, 10003, "bad request");
    assertThat(client.info().number("streams")).isEqualTo(1);
  }

  @Test
  @DisplayName("STR-114 an account that may not use JetStream any more can be purged too")
  void purgeOfWhatIsNotOpen(@TempDir Path dir) {
    String with =
        "accounts { A { users: [ {user: a, password: a} ], jetstream: enabled }"
            + "\nB { users: [ {user: b, password: b} ], jetstream: enabled }"
            + SYSTEM
            + " }";
    String without =
        with.replace("{user: a, password: a} ], jetstream: enabled", "{user: a, password: a} ]");
    ServerUnderTest first = servers.start(builder -> builder.in(dir).config(SERVER + with));
    client(first, "a").create("S", "\"subjects\":[\"f\"]");
    first.signal("TERM");
    first.awaitExit();
    ServerUnderTest second = servers.start(builder -> builder.in(dir).config(SERVER + without));
    client(second, "s").succeed(PURGED, "ACCOUNT.PURGE.A", "");
    second.signal("TERM");
    second.awaitExit();
    ServerUnderTest third = servers.start(builder -> builder.in(dir).config(SERVER + with));
    assertThat(client(third, "a").info().number("streams")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"enabled", "\"Enable\"", "true", "{}"})
  @DisplayName("STR-030 forms that give an account everything")
  void unlimited(String block) {
    Json limits = limited(block).info().object("limits");
    for (String name : limits.names()) {
      Object value = limits.get(name);
      assertThat(value).as(name).isIn(-1L, false);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_memory, max_mem, mem, memory | max_memory",
        "max_store, max_file, max_disk, store, disk | max_storage",
        "max_streams, streams | max_streams",
        "max_consumers, consumers | max_consumers",
        "max_ack_pending | max_ack_pending",
        "mem_max_stream_bytes, memory_max_stream_bytes | memory_max_stream_bytes",
        "disk_max_stream_bytes, store_max_stream_bytes | storage_max_stream_bytes"
      })
  @DisplayName("STR-030 every key of an account's limits and its aliases, as INFO shows them")
  void limitKeys(String keys, String shown) {
    StringBuilder accounts = new StringBuilder("accounts {\n");
    List<String> names = List.of(keys.split(", "));
    for (String name : names) {
      accounts
          .append("%s { users: [ {user: %s, password: %s} ], ".formatted(name, name, name))
          .append("jetstream { %s: 7 } }\n".formatted(name));
    }
    ServerUnderTest server = servers.start(SERVER + accounts + "}");
    for (String name : names) {
      Json limits = client(server, name).info().object("limits");
      assertThat(limits.number(shown)).as(name).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_bytes_required", "max_stream_bytes", "max_bytes"})
  @DisplayName("STR-030 STR-036 STR-B14 max_bytes_required and its aliases; then 10113")
  void maxBytesRequired(String key) {
    JetStreamClient client = limited("{ " + key + ": true }");
    assertThat(client.info().object("limits").flag("max_bytes_required")).isTrue();
    client.failToCreate(
        "S", "", 400, 10113, "account requires a stream config to have max bytes set");
    client.create("S", "\"max_bytes\":1000");
  }

  @Test
  @DisplayName("STR-033 max_streams")
  void maxStreams() {
    JetStreamClient client = limited("{ max_streams: 2 }");
    client.create("S1", "");
    client.create("S2", "");
    client.failToCreate("S3", "", 400, 10027, "maximum number of streams reached");
    client.create("S2", "");
    client.succeed("stream_delete_response", "STREAM.DELETE.S1", "");
    client.create("S3", "");
    assertThat(client.info().number("streams")).isEqualTo(2);
  }

  @Test
  @DisplayName("STR-034 a stream cannot allow more consumers than its account")
  void maxConsumers() {
    JetStreamClient client = limited("{ max_consumers: 2 }");
    client.failToCreate("S", "\"max_consumers\":3", 400, 10026, "maximum consumers limit reached");
    client.create("S", "\"max_consumers\":2");
  }

  @Test
  @DisplayName("STR-035 STR-040 max_bytes reserves, within the account's limits")
  void reservations() {
    JetStreamClient client = limited("{ max_mem: 1000, max_file: 2000 }");
    client.create("F", "\"max_bytes\":1500");
    client.create("M", "\"storage\":\"memory\",\"max_bytes\":1000");
    assertThat(client.info().number("reserved_storage")).isEqualTo(1500);
    assertThat(client.info().number("reserved_memory")).isEqualTo(1000);
    client.failToCreate(
        "F2", "\"max_bytes\":501", 500, 10047, "insufficient storage resources available");
    client.failToCreate(
        "M2", "\"storage\":\"memory\"", 500, 10028, "insufficient memory resources available");
    client
        .fail("stream_update_response", "STREAM.UPDATE.F", "{\"name\":\"F\",\"max_bytes\":2001}")
        .with(500, 10047, "insufficient storage resources available");
    client.succeed(
        "stream_update_response", "STREAM.UPDATE.F", "{\"name\":\"F\",\"max_bytes\":2000}");
    assertThat(client.info().number("reserved_storage")).isEqualTo(2000);
    client.succeed("stream_delete_response", "STREAM.DELETE.F", "");
    assertThat(client.info().number("reserved_storage")).isZero();
  }

  @Test
  @DisplayName("STR-035 a limit of 0 forbids the kind of storage")
  void zero() {
    JetStreamClient client = limited("{ max_mem: 0 }");
    client.failToCreate(
        "M", "\"storage\":\"memory\"", 500, 10028, "insufficient memory resources available");
    client.create("F", "");
  }

  @Test
  @DisplayName("STR-035 a reservation cannot exceed what the server has")
  void beyondTheServer() {
    JetStreamClient client = limited("enabled");
    client.failToCreate(
        "F", "\"max_bytes\":1073741825", 500, 10047, "insufficient storage resources available");
    client.failToCreate(
        "M",
        "\"storage\":\"memory\",\"max_bytes\":104857601",
        500,
        10028,
        "insufficient memory resources available");
  }

  @Test
  @DisplayName("STR-036 the largest stream that an account may have")
  void largestStream() {
    JetStreamClient client = limited("{ mem_max_stream_bytes: 10, disk_max_stream_bytes: 20 }");
    String reason = "stream max bytes exceeds account limit max stream bytes";
    client.failToCreate("S", "\"max_bytes\":21", 400, 10122, reason);
    client.failToCreate("S", "\"storage\":\"memory\",\"max_bytes\":11", 400, 10122, reason);
    client.create("S", "\"max_bytes\":20");
  }

  @ParameterizedTest
  @CsvSource({
    "max_mem: 101MB, insufficient memory resources available (10028)",
    "max_file: 2GB, insufficient storage resources available (10047)"
  })
  @DisplayName("STR-037 accounts cannot be promised more than the server has")
  void promises(String limit, String reason) {
    RunResult result =
        RunResult.of(
            ServerUnderTest.builder()
                .config(SERVER + "accounts { A { jetstream { " + limit + " } } }"));
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.stderr())
        .contains(
            "Can't start JetStream: Error enabling jetstream on configured accounts: " + reason);
  }

  @Test
  @DisplayName("STR-038 what a message counts for, in files and in memory")
  void messageSizes() {
    ServerUnderTest server =
        servers.start(
            SERVER + "accounts { A { users: [ {user: a, password: a} ], jetstream: enabled } }");
    JetStreamClient client = client(server, "a");
    client.create("F", "\"subjects\":[\"f\"]");
    client.create("M", "\"subjects\":[\"m\"],\"storage\":\"memory\"");
    client.publish("f", "hello");
    client.publish("m", "hello");
    assertThat(client.info().number("storage")).isEqualTo(30 + 1 + 5);
    assertThat(client.info().number("memory")).isEqualTo(16 + 1 + 5);
    String header = "NATS/1.0\r\nA: b\r\n\r\n";
    RawClient modern =
        servers.closing(
            server.connect(RawClient.MODERN.replace("{", "{\"user\":\"a\",\"pass\":\"a\",")));
    for (String subject : List.of("f", "m")) {
      modern.sendLines("SUB ack." + subject + " " + subject);
      modern.send("HPUB %s ack.%s 18 23\r\n%shello\r\n".formatted(subject, subject, header));
      assertThat(modern.readMessage("ack." + subject).number("seq")).isEqualTo(2);
    }
    assertThat(client.info().number("storage")).isEqualTo(36 + 36 + 4 + 18);
    assertThat(client.info().number("memory")).isEqualTo(22 + 22 + 18);
  }

  @Test
  @DisplayName("STR-039 a publish beyond the account's storage is refused with 10002")
  void fullAccount() {
    JetStreamClient client = limited("{ max_file: 100 }");
    client.create("S", "\"subjects\":[\"s\"]");
    assertThat(client.publish("s", "x".repeat(50)).number("seq")).isEqualTo(1);
    Json refused = client.publish("s", "x".repeat(50)).object("error");
    assertThat(refused.number("err_code")).isEqualTo(10002);
    assertThat(refused.number("code")).isEqualTo(400);
    assertThat(refused.text("description")).isEqualTo("resource limits exceeded for account");
    assertThat(client.info().number("storage")).isEqualTo(81);
  }

  @Test
  @DisplayName("STR-039 a publish beyond the server's storage is refused with 10023")
  void fullServer() {
    ServerUnderTest server =
        servers.start("store_dir: \"${dir}/store\"\njetstream { max_mem: 100, max_file: 1000 }\n");
    JetStreamClient client = JetStreamClient.of(server);
    servers.closing(client.connection());
    client.create("M", "\"subjects\":[\"m\"],\"storage\":\"memory\"");
    Json answer = client.publish("m", "x".repeat(60));
    assertThat(answer.number("seq")).isEqualTo(1);
    for (int i = 0; i < 2 && !answer.has("error"); i++) {
      answer = client.publish("m", "x".repeat(60));
    }
    Json refused = answer.object("error");
    assertThat(refused.number("err_code")).isEqualTo(10023);
    assertThat(refused.text("description")).isEqualTo("insufficient resources");
  }

  @Test
  @DisplayName("STR-021 STR-030 a reload gives, changes and takes an account's JetStream")
  void reload() {
    String config = SERVER + "accounts { A { users: [ {user: a, password: a} ], jetstream: %s } }";
    ServerUnderTest server = servers.start(config.formatted("disabled"));
    JetStreamClient client = client(server, "a");
    assertThat(client.ask("INFO", "").has("error")).isTrue();
    reload(server, config.formatted("{ max_streams: 1 }"));
    client.create("S", "");
    client.failToCreate("S2", "", 400, 10027, "maximum number of streams reached");
    reload(server, config.formatted("{ max_streams: 2 }"));
    client.create("S2", "");
  }

  private static void reload(ServerUnderTest server, String config) {
    int before = server.log().split("Reloaded server configuration", -1).length;
    server.rewriteConfig(config);
    server.signal("HUP");
    Awaitility.await()
        .until(() -> server.log().split("Reloaded server configuration", -1).length > before);
  }

  @Test
  @DisplayName("STR-024 an account without JetStream asks the domain that is its default")
  void defaultDomain() {
    ServerUnderTest server =
        servers.start(
            """
            store_dir: "${dir}/store"
            jetstream { domain: here }
            accounts {
              A { users: [ {user: a, password: a} ], jetstream: enabled }
              B { users: [ {user: b, password: b} ] }
            }
            default_js_domain { B: "there" }
            """);
    RawClient asked = servers.closing(server.connect(RawClient.as("b", "b")));
    asked.sendLines("SUB $JS.there.API.> 1").barrier();
    RawClient asking = servers.closing(server.connect(RawClient.as("b", "b")));
    asking.sendLines("PUB $JS.API.STREAM.INFO.S reply 2", "{}");
    asked.expectMessage("$JS.there.API.STREAM.INFO.S 1 reply 2", "{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A | default_js_domain contains account name \"A\" with enabled JetStream",
        "$SYS | system account \"$SYS\" can not be in default_js_domain",
        "NOPE | references non existing account \"NOPE\"",
      })
  @DisplayName("STR-024 accounts that cannot have a default domain")
  void refusedDefaultDomain(String account, String reason) {
    ServerUnderTest server =
        servers.closing(
            ServerUnderTest.builder()
                .config(
                    """
                    store_dir: "${dir}/store"
                    jetstream {}
                    accounts {
                      A { users: [ {user: a, password: a} ], jetstream: enabled }
                      $SYS { users: [ {user: s, password: s} ] }
                    }
                    default_js_domain { "%s": "there" }
                    """
                        .formatted(account))
                .launch());
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.log() + server.stdout()).contains(reason);
  }
}
