package io.myelin.config;

import org.jspecify.annotations.Nullable;

/** A port, or {@code host:port} (CORE-550), which sets a host and a port option. */
final class ListenType extends SpreadType<HostPort> {
  private final Option<String> host;
  private final Option<Integer> port;

  ListenType(Option<String> host, Option<Integer> port) {
    this.host = host;
    this.port = port;
  }

  @Override
  @Nullable HostPort read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Int number) {
      return port(reader, item, "", Long.toString(number.number()));
    }
    if (item.value() instanceof ConfigValue.Text text) {
      return text(reader, item, text.text());
    }
    reader.error(item, "expected port or host:port, got " + item.value().kind());
    return null;
  }

  private static @Nullable HostPort text(SectionReader reader, ConfigItem item, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || (!bracketed && (host.indexOf(':') >= 0 || host.indexOf(']') >= 0))) {
      reader.error(item, "could not parse address string \"" + text + "\"");
      return null;
    }
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    return port(reader, item, bare, text.substring(colon + 1));
  }

  private static @Nullable HostPort port(
      SectionReader reader, ConfigItem item, String host, String port) {
    try {
      return new HostPort(host, Integer.parseInt(port));
    } catch (NumberFormatException e) {
      reader.error(item, "could not parse port \"" + port + "\"");
      return null;
    }
  }

  @Override
  void spread(Section.Draft draft, HostPort value, Position at) {
    if (!value.host().isEmpty() || draft.isSet(host)) {
      draft.set(host, value.host(), at);
    }
    draft.set(port, value.port(), at);
    if (port.zeroMeansDefault() && value.port() == 0) {
      draft.clear(port);
    }
  }

  @Override
  public String describe() {
    return "port or host:port";
  }
}
