package io.myelin.config;

/** Names blocks without loading their declarations before a file needs them. */
enum BlockName {
  SERVER,
  OCSP,
  OCSP_CACHE,
  OCSP_PEER,
  AUTH_CALLOUT;

  Block block() {
    return switch (this) {
      case SERVER -> ServerKeys.block();
      case OCSP -> OcspKeys.STAPLE;
      case OCSP_CACHE -> OcspKeys.CACHE;
      case OCSP_PEER -> OcspKeys.PEER;
      case AUTH_CALLOUT -> AuthorizationKeys.CALLOUT;
    };
  }
}
