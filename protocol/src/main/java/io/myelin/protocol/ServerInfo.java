package io.myelin.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The INFO line that the server sends to a client (CORE-060 to CORE-092). Fields that are empty,
 * zero or false and marked "omit" in the specification are left out.
 *
 * @param maxPayload bytes, -1 for unlimited
 * @param nonce what the client signs; empty when no keys are in use (CORE-074)
 * @param connectUrls client URLs of the cluster, {@code host:port}; empty on a lone server
 * @param connectInfo this is the INFO that follows the first PONG
 * @param remoteAccount the account bound to, with {@code connectInfo} only
 * @param domain the domain of JetStream; empty for none (STR-023)
 * @param product name and version of this server, a field of our own
 */
public record ServerInfo(
    String serverId,
    String serverName,
    String version,
    String go,
    String product,
    String host,
    int port,
    boolean headers,
    boolean authRequired,
    boolean tlsRequired,
    boolean tlsVerify,
    boolean tlsAvailable,
    long maxPayload,
    boolean jetstream,
    long clientId,
    @Nullable String clientIp,
    @Nullable String nonce,
    @Nullable String cluster,
    List<String> connectUrls,
    boolean lameDuck,
    boolean connectInfo,
    @Nullable String remoteAccount,
    boolean systemAccount,
    String domain,
    int apiLevel) {

  /** The version of the client protocol that is spoken. */
  public static final int PROTOCOL = 1;

  /** The whole line, {@code INFO {json} \r\n}. */
  public byte[] line() {
    JsonText json = new JsonText(512);
    json.begin();
    json.field("server_id", serverId);
    json.field("server_name", serverName);
    json.field("version", version);
    json.field("proto", PROTOCOL);
    json.field("go", go);
    json.field("host", host);
    json.field("port", port);
    json.field("headers", headers);
    json.when("auth_required", authRequired);
    json.when("tls_required", tlsRequired);
    json.when("tls_verify", tlsVerify);
    json.when("tls_available", tlsAvailable);
    json.field("max_payload", maxPayload);
    json.when("jetstream", jetstream);
    if (clientId != 0) {
      json.field("client_id", clientId);
    }
    if (clientIp != null) {
      json.field("client_ip", clientIp);
    }
    if (nonce != null) {
      json.field("nonce", nonce);
    }
    if (cluster != null) {
      json.field("cluster", cluster);
    }
    if (!connectUrls.isEmpty()) {
      json.field("connect_urls", connectUrls);
    }
    json.when("ldm", lameDuck);
    json.when("connect_info", connectInfo);
    if (remoteAccount != null) {
      json.field("remote_account", remoteAccount);
    }
    json.when("acc_is_sys", systemAccount);
    if (!domain.isEmpty()) {
      json.field("domain", domain);
    }
    json.field("api_lvl", apiLevel);
    json.field("myelin", product);
    json.end();
    return ("INFO " + json + " \r\n").getBytes(UTF_8);
  }
}
