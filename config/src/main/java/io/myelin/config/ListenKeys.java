package io.myelin.config;

/**
 * Where a listener listens: {@code host}, {@code port} and both in one, as every block with a
 * listener of its own has them (CORE-600).
 *
 * @param host address; {@code 0.0.0.0} unless set
 * @param port port, -1 for any; 0, no listener, unless set
 * @param listen sets both
 */
record ListenKeys(Option<String> host, Option<Integer> port, Option<HostPort> listen) {

  /**
   * Declares the three.
   *
   * @param peers who connects there, for the documentation
   */
  static ListenKeys in(Block block, String peers) {
    Option<String> host =
        block
            .key("host", OptionTypes.TEXT)
            .aliases("net")
            .defaultForZero("0.0.0.0")
            .doc("Address that " + peers + " connect to.")
            .declare();
    Option<Integer> port =
        block
            .key("port", OptionTypes.INT)
            .doc("Port that " + peers + " connect to; `-1` is any.")
            .declare();
    Option<HostPort> listen =
        block
            .key("listen", new ListenType(host, port))
            .doc("Sets `host` and `port` in one value.")
            .declare();
    return new ListenKeys(host, port, listen);
  }
}
