package io.myelin.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The file that tells where the listeners are (CORE-849). */
final class PortsFile {
  private final Path file;

  private PortsFile(Path file) {
    this.file = file;
  }

  /**
   * One listener.
   *
   * @param scheme of its URL
   */
  record Listener(String scheme, String host, int port) {}

  /**
   * Writes the file, on one line, beside its final name and renames it, so that nobody reads half
   * of it.
   *
   * @param listeners by the name of the JSON field; empty lists are left out
   */
  static PortsFile write(String directory, String program, Map<String, List<Listener>> listeners)
      throws IOException {
    Path file = Path.of(directory, program + "_" + ProcessHandle.current().pid() + ".ports");
    StringBuilder json = new StringBuilder("{");
    listeners.forEach(
        (name, list) -> {
          List<String> urls = urls(list);
          if (!urls.isEmpty()) {
            json.append(json.length() > 1 ? "," : "");
            json.append('"').append(name).append("\":[");
            for (int i = 0; i < urls.size(); i++) {
              json.append(i > 0 ? ",\"" : "\"").append(urls.get(i)).append('"');
            }
            json.append(']');
          }
        });
    json.append('}');
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(draft, json.toString().getBytes(UTF_8));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new PortsFile(file);
  }

  private static List<String> urls(List<Listener> listeners) {
    List<String> urls = new ArrayList<>();
    for (Listener listener : listeners) {
      for (String host : hosts(listener.host())) {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        urls.add(listener.scheme() + "://" + shown + ":" + listener.port());
      }
    }
    return urls;
  }

  /** The host itself, or every interface's addresses for one that means all. */
  private static List<String> hosts(String host) {
    if (!host.isEmpty() && !host.equals("0.0.0.0") && !host.equals("::")) {
      return List.of(host);
    }
    List<String> hosts = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !host.equals("0.0.0.0") || !(address instanceof Inet6Address))
          .map(NetUtil::toAddressString)
          .forEach(hosts::add);
    } catch (SocketException e) {
      hosts.add("127.0.0.1");
    }
    return hosts;
  }

  /** Removes it at the end of the process. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.err.println("ports file " + file + ": " + e);
    }
  }
}
