package io.myelin.config;

/** Names blocks without loading their declarations before a file needs them. */
enum BlockName {
  SERVER,
  OCSP,
  OCSP_CACHE,
  OCSP_PEER,
  ACCOUNT_JETSTREAM,
  EXPORT,
  EXPORT_LATENCY,
  IMPORT,
  IMPORT_SOURCE,
  CLUSTER,
  GATEWAY,
  GATEWAY_REMOTE,
  LEAFNODES,
  LEAF_AUTHORIZATION,
  LEAF_USER,
  LEAF_REMOTE,
  LEAF_PROXY,
  LEAF_MIGRATE,
  JETSTREAM,
  JETSTREAM_LIMITS,
  JETSTREAM_BATCH,
  JETSTREAM_TPM,
  WEBSOCKET,
  MQTT,
  SIMPLE_AUTHORIZATION,
  RESOLVER,
  PROXIES,
  PROXY;

  Block block() {
    return switch (this) {
      case SERVER -> ServerKeys.block();
      case OCSP -> OcspKeys.STAPLE;
      case OCSP_CACHE -> OcspKeys.CACHE;
      case OCSP_PEER -> OcspKeys.PEER;
      case ACCOUNT_JETSTREAM -> AccountShareKeys.JETSTREAM;
      case EXPORT -> AccountShareKeys.EXPORT;
      case EXPORT_LATENCY -> AccountShareKeys.LATENCY;
      case IMPORT -> AccountShareKeys.IMPORT;
      case IMPORT_SOURCE -> AccountShareKeys.SOURCE;
      case CLUSTER -> ClusterKeys.BLOCK;
      case GATEWAY -> GatewayKeys.BLOCK;
      case GATEWAY_REMOTE -> GatewayKeys.REMOTE;
      case LEAFNODES -> LeafnodeKeys.BLOCK;
      case LEAF_AUTHORIZATION -> LeafnodeKeys.AUTHORIZATION_BLOCK;
      case LEAF_USER -> LeafnodeKeys.USER_BLOCK;
      case LEAF_REMOTE -> LeafRemoteKeys.BLOCK;
      case LEAF_PROXY -> LeafRemoteKeys.PROXY_BLOCK;
      case LEAF_MIGRATE -> LeafRemoteKeys.MIGRATE_BLOCK;
      case JETSTREAM -> JetStreamKeys.BLOCK;
      case JETSTREAM_LIMITS -> JetStreamKeys.LIMITS_BLOCK;
      case JETSTREAM_BATCH -> JetStreamKeys.BATCH_BLOCK;
      case JETSTREAM_TPM -> JetStreamKeys.TPM_BLOCK;
      case WEBSOCKET -> WebsocketKeys.BLOCK;
      case MQTT -> MqttKeys.BLOCK;
      case SIMPLE_AUTHORIZATION -> WebsocketKeys.AUTHORIZATION_BLOCK;
      case RESOLVER -> ResolverKeys.BLOCK;
      case PROXIES -> ResolverKeys.PROXIES;
      case PROXY -> ResolverKeys.PROXY;
    };
  }
}
