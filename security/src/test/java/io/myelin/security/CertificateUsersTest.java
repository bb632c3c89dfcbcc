package io.myelin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.config.ConnectionType;
import io.myelin.config.UserOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateUsersTest {
  @TempDir static Path folder;

  private static CertificateSubject alternatives;
  private static CertificateSubject components;
  private static CertificateSubject unknownType;

  @BeforeAll
  static void makeCertificates()
      throws IOException, InterruptedException, GeneralSecurityException {
    Keytool keytool = new Keytool(folder);
    X509Certificate named =
        keytool.certificate(
            "CN=localhost,OU=NATS,O=NATS,L=Los Angeles,ST=CA,C=US",
            "-ext",
            "SAN=email:derek@nats.io,dns:app.nats.dev,uri:spiffe://localhost/my-nats-service/user-a");
    alternatives = CertificateSubject.of(named);
    components =
        CertificateSubject.of(keytool.certificate("CN=John Doe,DC=DEV+O=users,DC=OpenSSL,DC=org"));
    unknownType =
        CertificateSubject.of(
            keytool.certificate("EMAILADDRESS=a@b.c,CN=O\\,Neil,OU=One,O=Two,DC=foo,C=US"));
  }

  private static Optional<String> user(CertificateSubject subject, String... names) {
    Map<String, KnownUser> users = new LinkedHashMap<>();
    for (String name : names) {
      UserOptions options = new UserOptions(name, "", "", Optional.empty(), Set.of(), false);
      users.put(name, KnownUser.of(options, "$G", Permissions.ALL, Set.of()));
    }
    return new CertificateUsers(users).find(subject, ConnectionType.STANDARD).map(KnownUser::name);
  }

  @ParameterizedTest
  @DisplayName("SEC-684 a certificate stands for its alternative names and its subject")
  @ValueSource(
      strings = {
        "derek@nats.io",
        "app.nats.dev",
        "spiffe://localhost/my-nats-service/user-a",
        "CN=localhost,OU=NATS,O=NATS,L=Los Angeles,ST=CA,C=US",
        "cn=localhost, ou=NATS, o=NATS, l=Los Angeles, st=CA, c=US",
        "C=US,ST=CA,L=Los Angeles,O=NATS,OU=NATS,CN=localhost"
      })
  void named(String user) {
    assertThat(user(alternatives, "somebody", user)).contains(user);
  }

  @Test
  @DisplayName("SEC-680 mail, then DNS, then URI, then subject")
  void order() {
    String subject = "CN=localhost,OU=NATS,O=NATS,L=Los Angeles,ST=CA,C=US";
    assertThat(user(alternatives, subject, "app.nats.dev", "derek@nats.io"))
        .contains("derek@nats.io");
    assertThat(user(alternatives, subject, "app.nats.dev")).contains("app.nats.dev");
  }

  @Test
  @DisplayName("SEC-681 values are compared exactly and the name whole")
  void noMatch() {
    assertThat(user(alternatives, "CN=LOCALHOST,OU=NATS,O=NATS,L=Los Angeles,ST=CA,C=US"))
        .isEmpty();
    assertThat(user(alternatives, "CN=localhost", "localhost", "nats.dev")).isEmpty();
  }

  @Test
  @DisplayName("SEC-684 domain components and parts of several attributes")
  void components() {
    assertThat(user(components, "CN=John Doe,DC=DEV+O=users,DC=OpenSSL,DC=org")).isPresent();
    assertThat(user(components, "CN=John Doe,O=users+DC=DEV,DC=OpenSSL,DC=org")).isPresent();
    assertThat(user(components, "DC=org,DC=OpenSSL,DC=DEV+O=users,CN=John Doe")).isPresent();
    assertThat(user(components, "CN=John Doe,DC=DEV,O=users,DC=OpenSSL,DC=org")).isEmpty();
  }

  @Test
  @DisplayName("SEC-683 literal renderings serve subjects with attributes of unknown types")
  void renderings() {
    assertThat(unknownType.distinguishedName()).isEmpty();
    assertThat(user(unknownType, "CN=O\\,Neil,OU=One,O=Two,C=US")).isPresent();
    assertThat(user(unknownType, "CN=O\\,Neil,OU=One,O=Two,C=US,DC=foo")).isPresent();
    assertThat(user(unknownType, "OU=One,CN=O\\,Neil,O=Two,C=US")).isEmpty();
  }
}
