package io.myelin.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tells whether a text has the shape of a NATS JWT; signatures are checked where it is used. */
final class JwtText {
  private JwtText() {}

  /** Returns whether the text is a JWT of NATS whose subject starts with that letter. */
  static boolean isFor(char subjectLetter, String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first <= 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      return false;
    }
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      String header = new String(decoder.decode(text.substring(0, first)), StandardCharsets.UTF_8);
      String claims =
          new String(decoder.decode(text.substring(first + 1, second)), StandardCharsets.UTF_8);
      decoder.decode(text.substring(second + 1));
      return header.contains("\"ed25519") && claims.contains("\"sub\":\"" + subjectLetter);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the first line of a file or text that is a JWT, armour and comments left out. */
  static String within(String text) {
    for (String line : text.split("\n", -1)) {
      String bare = line.trim();
      if (bare.startsWith("eyJ")) {
        return bare;
      }
    }
    return "";
  }
}
