package io.myelin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.config.PermissionsOptions;
import io.myelin.config.PermissionsOptions.ResponseRules;
import io.myelin.config.PermissionsOptions.SubjectRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledPermissionsTest {
  private static final String PLAIN = "";

  private static Permissions publish(List<String> allow, List<String> deny) {
    return CompiledPermissions.of(
        new PermissionsOptions(rules(allow, deny), Optional.empty(), Optional.empty()));
  }

  private static Permissions subscribe(List<String> allow, List<String> deny) {
    return CompiledPermissions.of(
        new PermissionsOptions(Optional.empty(), rules(allow, deny), Optional.empty()));
  }

  private static Optional<SubjectRules> rules(List<String> allow, List<String> deny) {
    return Optional.of(
        new SubjectRules(allow.isEmpty() ? Optional.empty() : Optional.of(allow), deny));
  }

  @Test
  @DisplayName("SEC-121 no rule at all restricts nothing")
  void emptyRulesRestrictNothing() {
    assertThat(publish(List.of(), List.of())).isSameAs(Permissions.ALL);
  }

  @Test
  @DisplayName("SEC-130 a publish needs an allow entry that matches")
  void publishNeedsAllow() {
    Permissions permissions = publish(List.of("foo", "bar.*", "deep.>"), List.of());
    assertThat(permissions.unrestricted()).isFalse();
    assertThat(permissions.mayPublish("foo")).isTrue();
    assertThat(permissions.mayPublish("bar.x")).isTrue();
    assertThat(permissions.mayPublish("deep.a.b")).isTrue();
    assertThat(permissions.mayPublish("bar")).isFalse();
    assertThat(permissions.mayPublish("bar.x.y")).isFalse();
    assertThat(permissions.mayPublish("baz")).isFalse();
    assertThat(permissions.maySubscribe("baz", PLAIN)).isTrue();
  }

  @Test
  @DisplayName("SEC-122 deny wins over allow")
  void denyWins() {
    Permissions permissions = publish(List.of("foo.>"), List.of("foo.secret", "foo.*.hidden"));
    assertThat(permissions.mayPublish("foo.open")).isTrue();
    assertThat(permissions.mayPublish("foo.secret")).isFalse();
    assertThat(permissions.mayPublish("foo.a.hidden")).isFalse();
  }

  @Test
  @DisplayName("SEC-121 deny > forbids everything")
  void denyAll() {
    assertThat(publish(List.of(), List.of(">")).mayPublish("a.b")).isFalse();
    assertThat(subscribe(List.of(), List.of(">")).maySubscribe(">", PLAIN)).isFalse();
  }

  @Test
  @DisplayName("SEC-125 an allow list that exists but is empty allows nothing")
  void existingEmptyAllowList() {
    Permissions permissions =
        CompiledPermissions.of(
            new PermissionsOptions(
                Optional.of(new SubjectRules(Optional.of(List.of()), List.of())),
                Optional.empty(),
                Optional.of(ResponseRules.DEFAULT)));
    assertThat(permissions.mayPublish("foo")).isFalse();
    assertThat(permissions.responses())
        .isEqualTo(new ResponsePermission(1, Duration.ofMinutes(2).toNanos()));
  }

  @Test
  @DisplayName("SEC-124 negative limits of responses mean no limit")
  void unlimitedResponses() {
    Permissions permissions =
        CompiledPermissions.of(
            new PermissionsOptions(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ResponseRules(-1, Duration.ofSeconds(-1)))));
    assertThat(permissions.responses()).isEqualTo(new ResponsePermission(-1, -1));
  }

  @ParameterizedTest
  @DisplayName("SEC-140 CORE-364 a subscription is a subset of an allow entry")
  @CsvSource({
    "foo.bar, true",
    "foo.*, true",
    "foo.>, false",
    ">, false",
    "*.bar, false",
    "deep.>, true",
    "deep.*.x, true",
    "literal, true",
    "other, false"
  })
  void subscriptionIsSubset(String subject, boolean allowed) {
    Permissions permissions = subscribe(List.of("foo.*", "deep.>", "literal"), List.of());
    assertThat(permissions.maySubscribe(subject, PLAIN)).isEqualTo(allowed);
  }

  @Test
  @DisplayName("SEC-141 CORE-135 a subscription wider than a deny entry is accepted and filtered")
  void widerThanDeny() {
    Permissions permissions = subscribe(List.of(), List.of("foo.baz"));
    assertThat(permissions.maySubscribe("foo.baz", PLAIN)).isFalse();
    assertThat(permissions.maySubscribe("foo.*", PLAIN)).isTrue();
    assertThat(permissions.filters("foo.*", PLAIN)).isTrue();
    assertThat(permissions.filters("foo.bar", PLAIN)).isFalse();
    assertThat(permissions.filters("bar.*", PLAIN)).isFalse();
    assertThat(permissions.mayReceive("foo.*", PLAIN, "foo.bar")).isTrue();
    assertThat(permissions.mayReceive("foo.*", PLAIN, "foo.baz")).isFalse();
    assertThat(permissions.mayReceive("foo.*", "q", "foo.baz")).isFalse();
  }

  @Test
  @DisplayName("SEC-141 a subscription inside a deny entry is refused")
  void insideDeny() {
    Permissions permissions = subscribe(List.of(), List.of("foo.*"));
    assertThat(permissions.maySubscribe("foo.*", PLAIN)).isFalse();
    assertThat(permissions.maySubscribe("foo.x", PLAIN)).isFalse();
    assertThat(permissions.maySubscribe("foo.x", "q")).isFalse();
    assertThat(permissions.maySubscribe("foo.x.y", PLAIN)).isTrue();
  }

  @ParameterizedTest
  @DisplayName("SEC-143 queue entries of the allow list")
  @CsvSource({
    "foo, true, true, true, true",
    "foo v1, false, true, false, false",
    "foo;foo v1, true, true, false, false",
    "foo *.dev, false, false, false, true",
    "> v1.>, false, false, false, false"
  })
  void queueAllow(String entries, boolean plain, boolean v1, boolean v2, boolean dev) {
    Permissions permissions = subscribe(List.of(entries.split(";")), List.of());
    assertThat(permissions.maySubscribe("foo", PLAIN)).isEqualTo(plain);
    assertThat(permissions.maySubscribe("foo", "v1")).isEqualTo(v1);
    assertThat(permissions.maySubscribe("foo", "v2")).isEqualTo(v2);
    assertThat(permissions.maySubscribe("foo", "a.dev")).isEqualTo(dev);
  }

  @Test
  @DisplayName("SEC-144 queue entries of the deny list")
  void queueDeny() {
    Permissions permissions = subscribe(List.of(), List.of("foo v1", "bar.> q.*", "baz"));
    assertThat(permissions.maySubscribe("foo", PLAIN)).isTrue();
    assertThat(permissions.maySubscribe("foo", "v1")).isFalse();
    assertThat(permissions.maySubscribe("foo", "v2")).isTrue();
    assertThat(permissions.maySubscribe("baz", "any")).isFalse();
    assertThat(permissions.maySubscribe("bar.x", "q.1")).isFalse();
    assertThat(permissions.maySubscribe("bar.x", "r.1")).isTrue();
    assertThat(permissions.maySubscribe(">", "q.1")).isTrue();
    assertThat(permissions.filters(">", "q.1")).isTrue();
    assertThat(permissions.mayReceive(">", "q.1", "bar.x")).isFalse();
    assertThat(permissions.mayReceive(">", "r.1", "bar.x")).isTrue();
    assertThat(permissions.mayReceive(">", PLAIN, "bar.x")).isTrue();
  }

  @Test
  @DisplayName("SEC-144 deny \"> >\" forbids every queue subscription and no plain one")
  void noQueuesAtAll() {
    Permissions permissions = subscribe(List.of(), List.of("> >"));
    assertThat(permissions.maySubscribe("foo", "q")).isFalse();
    assertThat(permissions.maySubscribe("foo.>", "q")).isFalse();
    assertThat(permissions.maySubscribe("foo", PLAIN)).isTrue();
    assertThat(permissions.mayReceive("foo", PLAIN, "foo")).isTrue();
  }

  @Test
  @DisplayName("SEC-146 CORE-121 the queue _sys_ is refused")
  void reservedQueue() {
    assertThat(subscribe(List.of("foo"), List.of()).maySubscribe("foo", "_sys_")).isFalse();
  }
}
