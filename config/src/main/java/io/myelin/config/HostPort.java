package io.myelin.config;

/**
 * Where to listen.
 *
 * @param host host name or address without brackets, empty if only a port was given
 * @param port TCP port; 0 for the default of the listener, -1 for any free port
 */
public record HostPort(String host, int port) {

  @Override
  public String toString() {
    boolean bracketed = host.indexOf(':') >= 0;
    return (bracketed ? "[" + host + "]" : host) + ":" + port;
  }
}
