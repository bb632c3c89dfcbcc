package io.myelin.server;

/**
 * The client address that INFO shows (CORE-066, CORE-604).
 *
 * @param port the port, that of the listener where {@code client_advertise} names none
 */
record AdvertisedAddress(String host, int port) {

  /**
   * @param advertised {@code host[:port]}, empty for the listener's own
   */
  static AdvertisedAddress of(String advertised, String listenHost, int listenPort) {
    if (advertised.isEmpty()) {
      return new AdvertisedAddress(listenHost, listenPort);
    }
    int colon = advertised.lastIndexOf(':');
    boolean bareIpv6 =
        colon >= 0 && advertised.indexOf(':') != colon && !advertised.startsWith("[");
    if (colon < 0 || bareIpv6 || advertised.endsWith("]")) {
      return new AdvertisedAddress(unbracketed(advertised), listenPort);
    }
    return new AdvertisedAddress(
        unbracketed(advertised.substring(0, colon)),
        Integer.parseInt(advertised.substring(colon + 1)));
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
