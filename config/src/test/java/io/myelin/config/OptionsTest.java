package io.myelin.config;

import static io.myelin.config.Configs.load;
import static io.myelin.config.Configs.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  @DisplayName("CORE-600..CORE-628 defaults of the top level")
  void defaults() {
    Options options = Options.defaults();
    assertThat(options.get(ServerKeys.PORT)).isEqualTo(4222);
    assertThat(options.get(ServerKeys.HOST)).isEqualTo("0.0.0.0");
    assertThat(options.get(ServerKeys.MAX_CONNECTIONS)).isEqualTo(65536);
    assertThat(options.get(ServerKeys.MAX_PAYLOAD)).isEqualTo(1048576);
    assertThat(options.get(ServerKeys.MAX_PENDING)).isEqualTo(67108864);
    assertThat(options.get(ServerKeys.MAX_CONTROL_LINE)).isEqualTo(4096);
    assertThat(options.get(ServerKeys.PING_INTERVAL)).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.get(ServerKeys.PING_MAX)).isEqualTo(2);
    assertThat(options.get(ServerKeys.WRITE_DEADLINE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.get(ServerKeys.LAME_DUCK_DURATION)).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.get(ServerKeys.LAME_DUCK_GRACE_PERIOD)).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.get(ServerKeys.MAX_CLOSED_CLIENTS)).isEqualTo(10000);
    assertThat(options.get(ServerKeys.CONNECT_ERROR_REPORTS)).isEqualTo(3600);
    assertThat(options.get(ServerKeys.RECONNECT_ERROR_REPORTS)).isEqualTo(1);
    assertThat(options.get(ServerKeys.LOGTIME)).isTrue();
    assertThat(options.get(ServerKeys.HTTP_PORT)).isZero();
    assertThat(options.monitoringBasePath()).isEqualTo("/");
    assertThat(options.get(ServerKeys.SYSTEM_ACCOUNT)).isEqualTo("$SYS");
    assertThat(options.authTimeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource({
    "listen: 5222,0.0.0.0,5222",
    "listen: 127.0.0.1:-1,127.0.0.1,-1",
    "listen: \":80\",0.0.0.0,80",
    "'listen: \"[::1]:0\"',::1,4222",
    "'host: h, port: 7',h,7",
    "NET: h,h,4222",
    "port: 0,0.0.0.0,4222"
  })
  @DisplayName("CORE-600 CORE-601 CORE-602 CORE-550 CORE-504 listen, host and port")
  void listen(String text, String host, int port) {
    Options options = load(text);
    assertThat(options.get(ServerKeys.HOST)).isEqualTo(host);
    assertThat(options.get(ServerKeys.PORT)).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({
    "listen: host,could not parse address string \"host\"",
    "'listen: \"h:x\"',could not parse port \"x\"",
    "'listen: [1]',expected port or host:port"
  })
  @DisplayName("CORE-550 addresses that are none")
  void badListen(String text, String reason) {
    assertThat(refusal(text)).startsWith("test.conf:1:0: " + reason);
  }

  @Test
  @DisplayName("CORE-604..CORE-624 every other network option is read")
  void network() {
    Options options =
        load(
            """
            server_name: A
            client_advertise: "h:1"
            max_conn: 10
            max_payload: 1MB
            max_control_line: 8KB
            max_pending: 10MB
            max_subs: 3
            max_sub_tokens: 255
            max_closed_clients: 5
            ping_interval: "30s"
            ping_max: 5
            write_deadline: "2s"
            write_timeout: retry
            no_fast_producer_stall: true
            no_header_support: true
            no_sublist_cache: true
            proxy_protocol: true
            lame_duck_duration: "1m"
            lame_duck_grace_period: "0s"
            server_tags: ["A:b", " C ", "a:B"]
            server_metadata { Zone: x }
            http: "127.0.0.1:-1"
            http_base_path: "nats//x/../y/"
            """);
    assertThat(options.get(ServerKeys.MAX_CONNECTIONS)).isEqualTo(10);
    assertThat(options.get(ServerKeys.MAX_PAYLOAD)).isEqualTo(1048576);
    assertThat(options.get(ServerKeys.MAX_SUBSCRIPTIONS)).isEqualTo(3);
    assertThat(options.get(ServerKeys.WRITE_TIMEOUT)).isEqualTo("retry");
    assertThat(options.get(ServerKeys.SERVER_TAGS)).containsExactly("a:b", "c");
    assertThat(options.get(ServerKeys.SERVER_METADATA)).isEqualTo(Map.of("Zone", "x"));
    assertThat(options.get(ServerKeys.HTTP_HOST)).isEqualTo("127.0.0.1");
    assertThat(options.get(ServerKeys.HTTP_PORT)).isEqualTo(-1);
    assertThat(options.monitoringBasePath()).isEqualTo("/nats/y");
    assertThat(options.get(ServerKeys.LAME_DUCK_GRACE_PERIOD)).isZero();
    assertThat(options.unsupported()).isEmpty();
    assertThat(options.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "max_payload: 3GB,max_payload value is too big",
    "max_control_line: 3GB,max_control_line value is too big",
    "max_sub_tokens: 256,max_sub_tokens value is too big",
    "max_sub_tokens: -1,max_sub_tokens value can not be negative",
    "lame_duck_duration: \"20s\",'invalid lame_duck_duration of 20s, minimum is 30 seconds'",
    "lame_duck_grace_period: \"-1s\",'invalid lame_duck_grace_period, needs to be positive'",
    "write_timeout: Retry,write_timeout must be"
  })
  @DisplayName("CORE-606 CORE-608 CORE-610 CORE-615 CORE-620 CORE-621 values out of bounds")
  void limits(String text, String reason) {
    assertThat(refusal(text)).startsWith("test.conf:1:0: " + reason);
  }

  @Test
  @DisplayName("CORE-548 durations: strings, and integers as seconds with a warning")
  void durations() {
    Options options = load("ping_interval: 5\nwrite_deadline: 1m30s");
    assertThat(options.get(ServerKeys.PING_INTERVAL)).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.get(ServerKeys.WRITE_DEADLINE)).isEqualTo(Duration.ofSeconds(90));
    assertThat(options.warnings()).hasSize(1);
    assertThat(options.warnings().getFirst().text())
        .isEqualTo(
            "test.conf:1:0: invalid use of field \"ping_interval\": ping_interval should be"
                + " converted to a duration");
    assertThat(refusal("ping_interval: soon")).contains("error parsing ping_interval");
    assertThat(refusal("lame_duck_duration: 60")).contains("expected a duration string");
  }

  @ParameterizedTest
  @CsvSource({
    "1m30s,1m30s",
    "1.5h,1h30m0s",
    "250ms,250ms",
    "-1s,-1s",
    "0,0s",
    "1h2m3.5s,1h2m3.5s",
    "100us,100\u00b5s",
    "7ns,7ns",
    "+2m,2m0s"
  })
  @DisplayName("CORE-548 durations in Go's notation")
  void goDurations(String text, String shown) {
    assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "1", "1x", "s", ".s", "1s1", "999999999999h", "99999999999999999999s"})
  @DisplayName("CORE-548 durations that are none")
  void badDurations(String text) {
    assertThat(GoDuration.parse(text)).isNull();
  }

  @Test
  @DisplayName("CORE-640..CORE-651 logging options; verbose and header tracing imply tracing")
  void logging() {
    Options options =
        load(
            "debug: yes\ntrace_headers: on\nlogtime: no\nlog_file: x\nlog_size_limit: 1k\nlogfile_max_num: 2");
    assertThat(options.get(ServerKeys.TRACE)).isTrue();
    assertThat(options.get(ServerKeys.TRACE_VERBOSE)).isFalse();
    assertThat(options.get(ServerKeys.LOG_SIZE_LIMIT)).isEqualTo(1000);
    assertThat(options.get(ServerKeys.LOG_FILE)).isEqualTo("x");
    assertThat(load("trace_verbose: true").get(ServerKeys.TRACE)).isTrue();
  }

  @Test
  @DisplayName("CORE-562 CORE-564 CORE-561 unknown keys, in file order, with a suggestion")
  void unknownKeys() {
    assertThat(refusal("prt: 1\n  \"max_paylod\": 2\nxyzzy: 3"))
        .isEqualTo(
            """
            test.conf:1:0: unknown field "prt", did you mean "port"?
            test.conf:2:4: unknown field "max_paylod", did you mean "max_payload"?
            test.conf:3:1: unknown field "xyzzy"
            """);
    assertThat(refusal("tls { foo: 1 }"))
        .contains("error parsing tls config, unknown field \"foo\"");
    assertThat(refusal("accounts { A { limits { foo: 1 } } }"))
        .contains("Unknown field \"foo\" parsing account limits");
    assertThat(refusal("authorization { default_permissions { foo: 1 } }"))
        .contains("Unknown field \"foo\" parsing permissions");
    assertThat(refusal("authorization { default_permissions { pub: { foo: 1 } } }"))
        .contains(
            "Unknown field name \"foo\" parsing subject permissions, only 'allow' or 'deny' are"
                + " permitted");
  }

  @Test
  @DisplayName("CORE-565 CORE-561 wrong types, after the warnings")
  void wrongTypes() {
    assertThat(refusal("port: abc\nping_interval: 5\ndebug: 1"))
        .isEqualTo(
            """
            test.conf:2:1: invalid use of field "ping_interval": ping_interval should be converted to a duration
            test.conf:1:0: expected an integer for "port", got a string
            test.conf:3:1: expected true or false for "debug", got an integer
            """);
  }

  @Test
  @DisplayName("CORE-506 an empty file is a warning")
  void emptyFile() {
    assertThat(load("# nothing").warnings().getFirst().text())
        .isEqualTo("test.conf: config has no values or is empty");
  }

  @Test
  @DisplayName("CORE-570 cross-option checks, the first failure only")
  void crossChecks() {
    assertThat(
            refusal(
                "lame_duck_duration: \"30s\", lame_duck_grace_period: \"30s\", no_auth_user: \"a\""))
        .isEqualTo(
            "lame duck grace period (30s) should be strictly lower than lame duck duration (30s)");
    assertThat(refusal("max_payload: 2MB, max_pending: 1MB"))
        .isEqualTo("max_payload (2097152) cannot be higher than max_pending (1048576)");
    assertThat(refusal("server_name: \"a b\"")).contains(": server name cannot contain spaces");
    assertThat(refusal("authorization { users [{user: a, allowed_connection_types: [X, y]}] }"))
        .contains(": invalid connection types [\"X\" \"Y\"]");
    assertThat(refusal("websocket { port: 80 }")).isEqualTo("websocket requires TLS configuration");
  }

  @Test
  @DisplayName("CORE-571 CORE-710 no_auth_user")
  void noAuthUser() {
    assertThat(refusal("no_auth_user: a"))
        .isEqualTo("no_auth_user: \"a\" present, but users/nkeys are not defined");
    assertThat(refusal("no_auth_user: a, accounts { A { users [{user: b}] } }"))
        .isEqualTo(
            "no_auth_user: \"a\" not present as user or nkey in authorization block or account"
                + " configuration");
    assertThat(
            load("no_auth_user: b, accounts { A { users [{user: b}] } }")
                .get(ServerKeys.NO_AUTH_USER))
        .isEqualTo("b");
  }

  @Test
  @DisplayName("features that do not exist yet are reported, unless they are switched off")
  void unsupported() {
    Options options =
        load("websocket { port: 1, no_tls: true }\ncluster { port: 6222 }\nprof_port: 1");
    assertThat(options.unsupported().stream().map(Unsupported::text).toList())
        .containsExactly(
            "test.conf:1:0: option \"websocket\" is not supported yet and has no effect: WebSocket"
                + " connections is missing in this version of Myelin",
            "test.conf:2:1: option \"cluster\" is not supported yet and has no effect: clustering"
                + " is missing in this version of Myelin",
            "test.conf:3:1: option \"prof_port\" is accepted and ignored: Go profiles do not exist"
                + " on a JVM; use JDK Flight Recorder");
    assertThat(load("cluster: {}").unsupported()).hasSize(1);
    assertThat(Configs.run("-js").unsupported()).isEmpty();
  }

  @Test
  @DisplayName("STR-001 the ways to switch JetStream on and off; STR-011 strict unless told")
  void jetStreamSwitch() {
    for (String on : new String[] {"true", "enabled", "ENABLE", "{}", "{ enabled: true }"}) {
      assertThat(load("jetstream: " + on).jetStreamEnabled()).as(on).isTrue();
    }
    for (String off : new String[] {"false", "disabled", "disable", "{ enable: false }"}) {
      assertThat(load("jetstream: " + off).jetStreamEnabled()).as(off).isFalse();
    }
    assertThat(Options.defaults().jetStreamEnabled()).isFalse();
    assertThat(refusal("jetstream: maybe"))
        .contains("Expected 'enabled' or 'disabled' for string value, got 'maybe'");
    assertThat(load("jetstream {}").jetStream().get(JetStreamKeys.STRICT)).isTrue();
  }

  @Test
  @DisplayName("what JetStream lacks is reported key by key, what it has is not")
  void jetStreamSupport() {
    assertThat(
            load("jetstream { store_dir: a, max_mem: 1M, max_file: 1G, domain: d, sync: always,"
                    + " strict: false, max_buffered_msgs: 1, max_buffered_size: 1,"
                    + " request_queue_limit: 1, limits { duplicate_window: \"1m\","
                    + " max_ack_pending: 1, max_request_batch: 1 },"
                    + " key: a, cipher: aes, prev_key: b }\n"
                    + "accounts { A { jetstream { max_mem: 1, max_file: 1, streams: 1,"
                    + " consumers: 1, max_ack_pending: 1, max_bytes_required: true } } }")
                .unsupported())
        .isEmpty();
    assertThat(
            load(
                    "jetstream { unique_tag: t, info_queue_limit: 2,"
                        + " max_concurrent_io: 8, limits { max_ha_assets: 1 },"
                        + " tpm { keys_file: x } }")
                .unsupported()
                .stream()
                .map(Unsupported::option)
                .toList())
        .containsExactly(
            "jetstream.unique_tag",
            "jetstream.info_queue_limit",
            "jetstream.max_concurrent_io",
            "jetstream.limits.max_ha_assets",
            "jetstream.tpm");
  }

  @Test
  @DisplayName("STR-008 the domain is one token; STR-018 a cluster with JetStream has names")
  void jetStreamCrossChecks() {
    assertThat(refusal("jetstream { domain: \"a.b\" }"))
        .isEqualTo("invalid domain name: may not contain ., * or >");
    assertThat(refusal("jetstream { domain: \"a b\" }"))
        .isEqualTo("invalid domain name: derived \"$JS.a b.API.>\" is not a valid subject");
    assertThat(refusal("jetstream {}, cluster { port: 1 }"))
        .isEqualTo("jetstream cluster requires `server_name` to be set");
    assertThat(refusal("jetstream {}, server_name: s, cluster { port: 1 }"))
        .isEqualTo("jetstream cluster requires `cluster.name` to be set");
    load("jetstream {}, server_name: s, cluster { name: c, port: 1 }");
    load("jetstream: disabled, cluster { port: 1 }");
  }

  @Test
  @DisplayName("CORE-740..CORE-793 blocks of missing features are type-checked all the same")
  void typeChecked() {
    assertThat(refusal("cluster { name: \"a b\" }")).contains("test.conf:1:10: cluster name");
    assertThat(refusal("cluster { routes: [1] }")).contains("expected a string");
    assertThat(refusal("cluster { authorization { token: x } }"))
        .contains("Cluster authorization does not support tokens");
    assertThat(refusal("jetstream { max_mem: \"10\" }"))
        .contains("sizes defined as strings must end in K, M, G, T");
    assertThat(refusal("jetstream { cipher: x }")).contains("Unknown cipher type: \"x\"");
    assertThat(refusal("store_dir: a, jetstream { store_dir: b }"))
        .contains("Duplicate 'store_dir' configuration");
    assertThat(refusal("mqtt { max_ack_pending: 70000 }")).contains("[0..65535] range");
    assertThat(refusal("leafnodes { remotes [{ urll: x }] }")).contains("unknown field \"urll\"");
    assertThat(refusal("leafnodes { compression: zip }"))
        .isEqualTo("unsupported compression mode \"zip\"");
    assertThat(refusal("resolver { type: cache, dir: x, interval: \"1m\" }"))
        .contains("CACHE does not accept sync");
    assertThat(refusal("trusted: x")).contains("required to be a valid public operator nkey");
    assertThat(refusal("proxies { trusted [{key: x}] }")).contains("invalid proxy key \"x\"");
    Section jetStream =
        load("jetstream { max_file: \"10G\", sync: always }").get(ServerKeys.JETSTREAM);
    assertThat(jetStream.get(JetStreamKeys.MAX_FILE_STORE)).isEqualTo(10L << 30);
    assertThat(jetStream.get(JetStreamKeys.ENABLED)).isTrue();
    assertThat(load("cluster { routes: [a, a] }").warnings().getFirst().reason())
        .isEqualTo("invalid use of field \"a\": Duplicate route entry detected");
  }

  @Test
  @DisplayName("CORE-820 CORE-821 cluster flags")
  void clusterFlags() {
    Section cluster =
        Configs.run(
                "-cluster",
                "nats://u:p@127.0.0.1:-1",
                "-routes",
                "nats://a:1, nats://b:2",
                "-cluster_name",
                "C")
            .get(ServerKeys.CLUSTER);
    assertThat(cluster.get(ClusterKeys.PORT)).isEqualTo(-1);
    assertThat(cluster.get(ClusterKeys.ROUTES)).isEqualTo(List.of("nats://a:1", "nats://b:2"));
    assertThat(cluster.get(ClusterKeys.AUTHORIZATION).user()).isEqualTo("u");
    assertThat(cluster.get(ClusterKeys.NAME)).isEqualTo("C");
    LoadResult result =
        new ConfigLoader().load((StartRequest.RunServer) Configs.parse("-routes", "nats://a:1"));
    assertThat(((LoadResult.Failed) result).text())
        .isEqualTo("solicited routes require cluster capabilities, e.g. --cluster");
    result =
        new ConfigLoader().load((StartRequest.RunServer) Configs.parse("-cluster", "nats://u@h:1"));
    assertThat(((LoadResult.Failed) result).text())
        .isEqualTo("expected cluster password to be set");
  }
}
