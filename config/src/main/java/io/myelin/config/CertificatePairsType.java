package io.myelin.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several certificates with their keys (CORE-673). */
final class CertificatePairsType extends OptionType<List<TlsOptions.CertificateFiles>> {
  @Override
  @Nullable List<TlsOptions.CertificateFiles> read(SectionReader reader, ConfigItem item) {
    if (!(item.value() instanceof ConfigValue.Array array)) {
      reader.error(
          item, "error parsing certificates config: unsupported type " + item.value().kind());
      return null;
    }
    List<TlsOptions.CertificateFiles> pairs = new ArrayList<>();
    for (ConfigValue.Element element : array.elements()) {
      Section.Draft draft = reader.map(TlsKeys.CERTIFICATE_PAIR, item.element(element));
      if (draft == null) {
        return null;
      }
      Section pair = draft.finish();
      String cert = pair.get(TlsKeys.PAIR_CERT_FILE);
      String key = pair.get(TlsKeys.PAIR_KEY_FILE);
      if (cert.isEmpty() || key.isEmpty()) {
        reader.error(
            item.element(element),
            "error parsing certificates config: both 'cert_file' and 'cert_key' options are required");
        return null;
      }
      pairs.add(new TlsOptions.CertificateFiles(cert, key));
    }
    return List.copyOf(pairs);
  }

  @Override
  List<TlsOptions.CertificateFiles> usualDefault() {
    return List.of();
  }

  @Override
  public String describe() {
    return "list of maps";
  }

  @Override
  Block nested() {
    return TlsKeys.CERTIFICATE_PAIR;
  }
}
