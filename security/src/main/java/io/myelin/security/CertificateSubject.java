package io.myelin.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.myelin.security.DistinguishedName.Attribute;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom a client certificate may stand for (SEC-680): its alternative names, its subject as a
 * distinguished name, and its subject in the two literal renderings that configurations were
 * written against.
 *
 * @param mailAddresses SAN e-mail addresses
 * @param dnsNames SAN DNS names
 * @param uris SAN URIs
 * @param distinguishedName the subject, most specific part first; nothing when it holds an
 *     attribute of an unknown type (SEC-681)
 * @param renderings literal renderings of the subject, the one with domain components first
 *     (SEC-683)
 */
record CertificateSubject(
    List<String> mailAddresses,
    List<String> dnsNames,
    List<String> uris,
    Optional<DistinguishedName> distinguishedName,
    List<String> renderings) {

  private static final Map<String, String> TYPE_BY_OID =
      Map.of(
          "550403", "CN",
          "550405", "SERIALNUMBER",
          "550406", "C",
          "550407", "L",
          "550408", "ST",
          "550409", "STREET",
          "55040a", "O",
          "55040b", "OU",
          "550411", "POSTALCODE",
          "0992268993f22c640119", "DC");

  /** The order in which a rendering shows attributes (SEC-683). */
  private static final List<String> RENDERED_TYPES =
      List.of("SERIALNUMBER", "CN", "OU", "O", "POSTALCODE", "STREET", "L", "ST", "C");

  private static final int UTF8_STRING = 12;
  private static final int BMP_STRING = 30;

  private static final int SAN_MAIL = 1;
  private static final int SAN_DNS = 2;
  private static final int SAN_URI = 6;

  /** Reads a certificate; parts that cannot be understood are left out. */
  static CertificateSubject of(X509Certificate certificate) {
    List<List<Attribute>> parts;
    try {
      parts = subject(certificate);
    } catch (CertificateEncodingException | IllegalArgumentException e) {
      parts = List.of();
    }
    return new CertificateSubject(
        alternativeNames(certificate, SAN_MAIL),
        alternativeNames(certificate, SAN_DNS),
        alternativeNames(certificate, SAN_URI),
        distinguishedName(parts),
        renderings(parts));
  }

  private static List<String> alternativeNames(X509Certificate certificate, int kind) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return List.of();
      }
      return names.stream()
          .filter(name -> name.getFirst().equals(kind) && name.get(1) instanceof String)
          .map(name -> (String) name.get(1))
          .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** The subject's attributes in the order of the certificate. */
  private static List<List<Attribute>> subject(X509Certificate certificate)
      throws CertificateEncodingException {
    List<DerValue> fields = DerValue.parse(certificate.getTBSCertificate()).parts();
    boolean hasVersion = fields.getFirst().tag() == 0xa0;
    List<List<Attribute>> parts = new ArrayList<>();
    for (DerValue part : fields.get(hasVersion ? 5 : 4).parts()) {
      List<Attribute> attributes = new ArrayList<>();
      for (DerValue attribute : part.parts()) {
        List<DerValue> typeAndValue = attribute.parts();
        String oid = hex(typeAndValue.getFirst().content());
        attributes.add(
            new Attribute(TYPE_BY_OID.getOrDefault(oid, oid), text(typeAndValue.get(1))));
      }
      parts.add(attributes);
    }
    return parts;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String text(DerValue value) {
    return switch (value.tag()) {
      case UTF8_STRING -> new String(value.content(), UTF_8);
      case BMP_STRING -> new String(value.content(), UTF_16BE);
      default -> new String(value.content(), ISO_8859_1);
    };
  }

  private static Optional<DistinguishedName> distinguishedName(List<List<Attribute>> parts) {
    List<Set<Attribute>> reversed = new ArrayList<>();
    for (List<Attribute> part : parts) {
      if (part.stream().anyMatch(attribute -> !TYPE_BY_OID.containsValue(attribute.type()))) {
        return Optional.empty();
      }
      reversed.add(new HashSet<>(part));
    }
    Collections.reverse(reversed);
    return reversed.isEmpty() ? Optional.empty() : Optional.of(new DistinguishedName(reversed));
  }

  private static List<String> renderings(List<List<Attribute>> parts) {
    List<Attribute> attributes = parts.stream().flatMap(List::stream).toList();
    String plain =
        RENDERED_TYPES.stream()
            .map(type -> group(type, attributes))
            .filter(group -> !group.isEmpty())
            .collect(Collectors.joining(","));
    String domain =
        attributes.stream()
            .filter(attribute -> attribute.type().equals("DC"))
            .map(attribute -> "DC=" + attribute.value())
            .collect(Collectors.joining(","));
    return domain.isEmpty() ? List.of(plain) : List.of(plain + "," + domain, plain);
  }

  private static String group(String type, List<Attribute> attributes) {
    List<Attribute> ofType =
        attributes.stream().filter(attribute -> attribute.type().equals(type)).toList();
    boolean lastOnly = type.equals("CN") || type.equals("SERIALNUMBER");
    if (lastOnly && ofType.size() > 1) {
      ofType = List.of(ofType.getLast());
    }
    return ofType.stream()
        .map(attribute -> type + "=" + escaped(attribute.value()))
        .collect(Collectors.joining("+"));
  }

  private static String escaped(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean special =
          switch (c) {
            case ',', '+', '"', '\\', '<', '>', ';' -> true;
            case ' ' -> i == 0 || i == value.length() - 1;
            case '#' -> i == 0;
            default -> false;
          };
      if (special) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
