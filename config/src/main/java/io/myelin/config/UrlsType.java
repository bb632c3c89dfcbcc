package io.myelin.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** URLs of other servers: a list, or one alone where that is allowed. Duplicates are warned of. */
final class UrlsType extends OptionType<List<String>> {

  /** Which forms are allowed. */
  enum Form {
    ONE,
    LIST,
    ONE_OR_LIST
  }

  private final String kind;
  private final Form form;

  /** The kind is {@code route}, {@code gateway} or {@code leafnode}, for messages. */
  UrlsType(String kind, Form form) {
    this.kind = kind;
    this.form = form;
  }

  @Override
  @Nullable List<String> read(SectionReader reader, ConfigItem item) {
    if (item.value() instanceof ConfigValue.Text text && form != Form.LIST) {
      return check(reader, item, text.text()) ? List.of(text.text()) : null;
    }
    if (!(item.value() instanceof ConfigValue.Array array) || form == Form.ONE) {
      reader.wrongType(item, form == Form.ONE ? "a URL" : "an array of URLs");
      return null;
    }
    List<String> urls = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ConfigValue.Element element : array.elements()) {
      ConfigItem one = item.element(element);
      String url = OptionTypes.TEXT.read(reader, one);
      if (url == null) {
        continue;
      }
      if (!seen.add(url)) {
        reader.problems().warning(one.at(), url, "Duplicate " + kind + " entry detected");
      } else if (check(reader, one, url)) {
        urls.add(url);
      }
    }
    return List.copyOf(urls);
  }

  private boolean check(SectionReader reader, ConfigItem item, String url) {
    if (isUrl(url.trim())) {
      return true;
    }
    reader.error(item, "error parsing " + kind + " url [\"" + url + "\"]");
    return false;
  }

  /** Whether the host ends in a numeric port, if in any, and no character is impossible. */
  static boolean isUrl(String url) {
    for (int i = 0; i < url.length(); i++) {
      if (url.charAt(i) < ' ' || url.charAt(i) == 0x7f) {
        return false;
      }
    }
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return true;
    }
    int start = scheme + 3;
    int slash = url.indexOf('/', start);
    String authority = url.substring(start, slash < 0 ? url.length() : slash);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = host.lastIndexOf(':');
    if (colon < 0 || host.endsWith("]")) {
      return host.indexOf(' ') < 0;
    }
    for (int i = colon + 1; i < host.length(); i++) {
      if (!Character.isDigit(host.charAt(i)) && !(i == colon + 1 && host.charAt(i) == '-')) {
        return false;
      }
    }
    return true;
  }

  @Override
  List<String> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return switch (form) {
      case ONE -> "URL";
      case LIST -> "list of URLs";
      case ONE_OR_LIST -> "URL or list of URLs";
    };
  }
}
