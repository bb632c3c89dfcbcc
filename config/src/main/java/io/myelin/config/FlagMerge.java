package io.myelin.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lays the flags that change nested blocks over the file (CORE-801, CORE-812, CORE-823). */
final class FlagMerge {
  private FlagMerge() {}

  /** Changes the draft; returns why the flags are refused, or the empty string. */
  static String apply(Section.Draft draft, Section file, FlagSettings flags) {
    authorization(draft, file, flags);
    jetStream(draft, file, flags);
    String refusal = tls(draft, flags);
    return refusal.isEmpty() ? ClusterFlags.apply(draft, file, flags) : refusal;
  }

  private static void jetStream(Section.Draft draft, Section file, FlagSettings flags) {
    if (!flags.isGiven("js")) {
      return;
    }
    Section from =
        file.find(ServerKeys.JETSTREAM).orElseGet(() -> Section.empty(JetStreamKeys.BLOCK));
    boolean on = flags.special("js").equals("true");
    draft.set(ServerKeys.JETSTREAM, from.toDraft().set(JetStreamKeys.ENABLED, on).finish());
  }

  private static void authorization(Section.Draft draft, Section file, FlagSettings flags) {
    String user = flags.special("user");
    String password = flags.special("pass");
    String token = flags.special("auth");
    if (user.isEmpty() && password.isEmpty() && token.isEmpty()) {
      return;
    }
    AuthorizationOptions from = file.get(ServerKeys.AUTHORIZATION);
    draft.set(
        ServerKeys.AUTHORIZATION,
        new AuthorizationOptions(
            user.isEmpty() ? from.user() : user,
            password.isEmpty() ? from.password() : password,
            token.isEmpty() ? from.token() : token,
            from.timeout(),
            from.users(),
            from.defaultPermissions(),
            from.proxyRequired()));
  }

  private static String tls(Section.Draft draft, FlagSettings flags) {
    boolean verify = flags.special("tlsverify").equals("true");
    boolean switchedOff = flags.special("tls").equals("false") && !verify;
    if (switchedOff) {
      draft.clear(ServerKeys.TLS);
      return "";
    }
    String cert = flags.special("tlscert");
    String key = flags.special("tlskey");
    String ca = flags.special("tlscacert");
    boolean asked =
        verify
            || flags.special("tls").equals("true")
            || !cert.isEmpty()
            || !key.isEmpty()
            || !ca.isEmpty();
    if (!asked) {
      return "";
    }
    if (cert.isEmpty()) {
      return "TLS Server certificate must be present and valid";
    }
    if (key.isEmpty()) {
      return "TLS Server private key must be present and valid";
    }
    String problem = CertificateCheck.pair(cert, key);
    if (!problem.isEmpty()) {
      return "error parsing X509 certificate/key pair: " + problem;
    }
    problem = ca.isEmpty() ? "" : CertificateCheck.authorities(ca);
    if (!problem.isEmpty()) {
      return problem;
    }
    draft.set(
        ServerKeys.TLS,
        new TlsOptions(
            List.of(new TlsOptions.CertificateFiles(cert, key)),
            ca,
            verify,
            false,
            false,
            false,
            TlsOptions.DEFAULT_TIMEOUT,
            false,
            Duration.ZERO,
            List.of(),
            List.of(),
            false,
            "1.2",
            0,
            Set.of(),
            Optional.empty()));
    return "";
  }
}
