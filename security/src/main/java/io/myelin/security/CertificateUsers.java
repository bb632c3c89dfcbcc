package io.myelin.security;

import io.myelin.config.ConnectionType;
import io.myelin.security.DistinguishedName.Attribute;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the user that a client certificate stands for (SEC-680, SEC-681). Immutable. */
final class CertificateUsers {
  private final Map<String, KnownUser> byName;
  private final Map<DistinguishedName, KnownUser> byDistinguishedName = new HashMap<>();
  private final Map<Map<Set<Attribute>, Integer>, KnownUser> byUnorderedName = new HashMap<>();

  CertificateUsers(Map<String, KnownUser> byName) {
    this.byName = Map.copyOf(byName);
    byName.forEach(
        (name, user) ->
            DistinguishedName.parse(name)
                .ifPresent(
                    parsed -> {
                      byDistinguishedName.putIfAbsent(parsed, user);
                      byUnorderedName.putIfAbsent(parsed.unordered(), user);
                    }));
  }

  /** The first user named by the certificate that may come this way. */
  Optional<KnownUser> find(CertificateSubject subject, ConnectionType type) {
    return Stream.of(
            named(subject.mailAddresses()),
            named(subject.dnsNames()),
            named(subject.uris()),
            subject.distinguishedName().map(byDistinguishedName::get).stream(),
            subject.distinguishedName().map(name -> byUnorderedName.get(name.unordered())).stream(),
            named(subject.renderings()))
        .flatMap(candidates -> candidates)
        .filter(user -> user.allows(type))
        .findFirst();
  }

  private Stream<KnownUser> named(Collection<String> names) {
    return List.copyOf(names).stream().map(byName::get).flatMap(Stream::ofNullable);
  }
}
