package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a {@code tls} map and checks the files that it names. */
final class TlsType extends OptionType<TlsOptions> {

  /** Whose connections the map is for. */
  enum Context {
    /** The client listener, WebSocket, MQTT, leaf nodes. */
    SERVER,
    /** Clusters and gateways, whose certificates may be checked against known URLs. */
    PEERS
  }

  private final Context context;

  TlsType(Context context) {
    this.context = context;
  }

  @Override
  @Nullable TlsOptions read(SectionReader reader, ConfigItem item) {
    int errorsBefore = reader.problems().errorCount();
    Section.Draft draft = reader.map(TlsKeys.BLOCK, item);
    if (draft == null) {
      return null;
    }
    Section section = draft.finish();
    checkContext(reader, section);
    List<TlsOptions.CertificateFiles> certificates = certificates(reader, item, section);
    checkSuites(reader, item, section);
    String caFile = section.get(TlsKeys.CA_FILE);
    if (reader.problems().errorCount() == errorsBefore && !caFile.isEmpty()) {
      complain(reader, item, CertificateCheck.authorities(caFile));
    }
    return reader.problems().errorCount() > errorsBefore
        ? null
        : TlsOptions.of(section, certificates);
  }

  private void checkContext(SectionReader reader, Section section) {
    Option<Boolean> known = TlsKeys.VERIFY_CERT_AND_CHECK_KNOWN_URLS;
    if (context == Context.SERVER && section.isSet(known)) {
      section
          .positionOf(known)
          .ifPresent(
              at ->
                  reader
                      .problems()
                      .error(at, "verify_cert_and_check_known_urls not supported in this context"));
    }
  }

  private static List<TlsOptions.CertificateFiles> certificates(
      SectionReader reader, ConfigItem item, Section section) {
    List<TlsOptions.CertificateFiles> pairs = new ArrayList<>(section.get(TlsKeys.CERTS));
    String cert = section.get(TlsKeys.CERT_FILE);
    String key = section.get(TlsKeys.KEY_FILE);
    if (!pairs.isEmpty() && !cert.isEmpty()) {
      reader.error(
          item, "error parsing tls config, cannot combine 'cert_file' option with 'certs' option");
    } else if (!cert.isEmpty() && key.isEmpty()) {
      reader.error(item, "missing 'key_file' in TLS configuration");
    } else if (cert.isEmpty() && !key.isEmpty()) {
      reader.error(item, "missing 'cert_file' in TLS configuration");
    } else if (!cert.isEmpty()) {
      pairs.add(new TlsOptions.CertificateFiles(cert, key));
    }
    for (TlsOptions.CertificateFiles pair : pairs) {
      String problem = CertificateCheck.pair(pair.certFile(), pair.keyFile());
      if (!problem.isEmpty()) {
        reader.error(item, "error parsing X509 certificate/key pair: " + problem);
      }
    }
    return List.copyOf(pairs);
  }

  private static void checkSuites(SectionReader reader, ConfigItem item, Section section) {
    if (section.get(TlsKeys.ALLOW_INSECURE_CIPHER_SUITES)) {
      return;
    }
    List<String> insecure = new ArrayList<>();
    for (String suite : section.get(TlsKeys.CIPHER_SUITES)) {
      if (TlsNamesType.INSECURE_SUITES.contains(suite)) {
        insecure.add(suite);
      }
    }
    if (!insecure.isEmpty()) {
      reader.error(
          item,
          "insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: "
              + String.join(", ", insecure));
    }
  }

  private static void complain(SectionReader reader, ConfigItem item, String problem) {
    if (!problem.isEmpty()) {
      reader.error(item, problem);
    }
  }

  @Override
  public String show(TlsOptions value) {
    return "enabled";
  }

  @Override
  public String describe() {
    return "map";
  }

  @Override
  Block nested() {
    return TlsKeys.BLOCK;
  }
}
