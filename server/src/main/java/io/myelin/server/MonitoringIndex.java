package io.myelin.server;

/** The page at the root of the monitoring port (OPS-016). */
final class MonitoringIndex {
  private static final String[][] LINKS = {
    {"varz", "General"},
    {"jsz", "JetStream"},
    {"connz", "Connections"},
    {"accountz", "Accounts"},
    {"accstatz", "Account statistics"},
    {"subsz", "Subscriptions"},
    {"routez", "Routes"},
    {"leafz", "Leaf nodes"},
    {"gatewayz", "Gateways"},
    {"healthz", "Health"},
  };

  private MonitoringIndex() {}

  /** The page for a base path, in ASCII. */
  static String html(String basePath) {
    int slash = basePath.lastIndexOf('/');
    String last = basePath.substring(slash + 1);
    String prefix = last.isEmpty() ? "./" : "./" + last + "/";
    StringBuilder page = new StringBuilder(2048);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"us-ascii\">\n")
        .append("<title>Myelin</title>\n<style>\n")
        .append("body { font-family: system-ui, sans-serif; margin: 2rem }\n")
        .append("a { display: block; padding: .2rem 0; color: #244 }\n")
        .append("a:hover { color: #07a }\n</style>\n</head>\n<body>\n")
        .append("<svg width=\"180\" height=\"40\" role=\"img\" aria-label=\"Myelin\">")
        .append("<g fill=\"#07a\"><rect y=\"14\" width=\"20\" height=\"12\" rx=\"6\"/>")
        .append("<rect x=\"24\" y=\"14\" width=\"20\" height=\"12\" rx=\"6\"/>")
        .append("<rect x=\"48\" y=\"14\" width=\"20\" height=\"12\" rx=\"6\"/></g>")
        .append("<text x=\"80\" y=\"28\" font-size=\"24\">Myelin</text></svg>\n")
        .append("<p>")
        .append(Version.PRODUCT)
        .append(", compatible with nats-server v")
        .append(Version.COMPATIBLE)
        .append("</p>\n");
    for (String[] link : LINKS) {
      page.append("<a href=\"")
          .append(prefix)
          .append(link[0])
          .append("\">")
          .append(link[1])
          .append("</a>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }
}
