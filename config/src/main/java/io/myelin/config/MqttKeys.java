package io.myelin.config;

import static io.myelin.config.OptionTypes.BOOL;
import static io.myelin.config.OptionTypes.DURATION;
import static io.myelin.config.OptionTypes.INT;
import static io.myelin.config.OptionTypes.TEXT;

import java.time.Duration;

/** Keys of the {@code mqtt} map (CORE-790 to CORE-793). */
public final class MqttKeys {
  private static final String RANGE = "invalid value %v, should in [0..65535] range";
  static final Block BLOCK = Block.named("mqtt").notYet("MQTT", "MQTT");

  private static final ListenKeys LISTENER = ListenKeys.in(BLOCK, "MQTT clients");

  /** Host to listen on. */
  public static final Option<String> HOST = LISTENER.host();

  /** Port to listen on; 0 for none, -1 for any. */
  public static final Option<Integer> PORT = LISTENER.port();

  /** Host and port in one. */
  public static final Option<HostPort> LISTEN = LISTENER.listen();

  /** TLS. */
  public static final Option<TlsOptions> TLS =
      BLOCK.key("tls", new TlsType(TlsType.Context.SERVER)).doc("TLS.").declare();

  /** How clients authenticate here. */
  public static final Option<Section> AUTHORIZATION =
      BLOCK
          .key("authorization", new SectionType(BlockName.SIMPLE_AUTHORIZATION))
          .aliases("authentication")
          .doc("User or token of MQTT clients.")
          .declare();

  /** User of clients without credentials. */
  public static final Option<String> NO_AUTH_USER =
      BLOCK.key("no_auth_user", TEXT).doc("User of clients without credentials.").declare();

  /** Time before a message is sent again. */
  public static final Option<Duration> ACK_WAIT =
      BLOCK
          .key("ack_wait", DURATION)
          .aliases("ackwait")
          .defaultForZero(Duration.ofSeconds(30))
          .reloadable("MQTT ack_wait")
          .doc("Time before an unacknowledged message is sent again.")
          .declare();

  /** Most unacknowledged messages of a subscription. */
  public static final Option<Integer> MAX_ACK_PENDING =
      BLOCK
          .key("max_ack_pending", INT)
          .aliases("max_pending", "max_inflight")
          .defaultForZero(1024)
          .min(0, RANGE)
          .max(65535, RANGE)
          .reloadable("MQTT max_ack_pending")
          .doc("Most unacknowledged messages of a subscription.")
          .declare();

  /** Replicas of the session streams. */
  public static final Option<Integer> STREAM_REPLICAS =
      BLOCK
          .key("stream_replicas", INT)
          .reloadable("MQTT stream_replicas")
          .doc("Replicas of the session streams.")
          .declare();

  /** Without effect. */
  public static final Option<Integer> CONSUMER_REPLICAS =
      BLOCK
          .key("consumer_replicas", new IgnoredIntType())
          .reloadable("MQTT consumer_replicas")
          .doc("Accepted and ignored, with a warning.")
          .declare();

  /** Whether consumers are kept in memory. */
  public static final Option<Boolean> CONSUMER_MEMORY_STORAGE =
      BLOCK
          .key("consumer_memory_storage", BOOL)
          .reloadable("MQTT consumer_memory_storage")
          .doc("Keep consumers in memory.")
          .declare();

  /** When idle consumers are removed. */
  public static final Option<Duration> CONSUMER_INACTIVE_THRESHOLD =
      BLOCK
          .key("consumer_inactive_threshold", DURATION)
          .aliases("consumer_auto_cleanup")
          .reloadable("MQTT consumer_inactive_threshold")
          .doc("When idle consumers are removed.")
          .declare();

  /** JetStream domain. */
  public static final Option<String> JS_DOMAIN =
      BLOCK.key("js_domain", TEXT).doc("JetStream domain of the sessions.").declare();

  /** Time for JetStream requests. */
  public static final Option<Duration> JS_API_TIMEOUT =
      BLOCK
          .key("js_api_timeout", DURATION)
          .aliases("api_timeout")
          .defaultForZero(Duration.ofSeconds(5))
          .doc("Time for JetStream requests.")
          .declare();

  /** Whether QoS 2 messages are refused. */
  public static final Option<Boolean> REJECT_QOS2_PUBLISH =
      BLOCK.key("reject_qos2_publish", BOOL).doc("Refuse QoS 2 messages.").declare();

  /** Whether QoS 2 subscriptions become QoS 1. */
  public static final Option<Boolean> DOWNGRADE_QOS2_SUBSCRIBE =
      BLOCK.key("downgrade_qos2_subscribe", BOOL).doc("Make QoS 2 subscriptions QoS 1.").declare();

  private MqttKeys() {}
}
