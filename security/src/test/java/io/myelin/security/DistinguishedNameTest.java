package io.myelin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.myelin.security.DistinguishedName.Attribute;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {
  private static DistinguishedName name(String text) {
    return DistinguishedName.parse(text).orElseThrow();
  }

  @Test
  @DisplayName("SEC-682 escapes, spaces and hex digits")
  void escapes() {
    DistinguishedName parsed = name("CN= a\\, b\\20 ,OU=\\c3\\a9\\+x , O=\\#1");
    assertThat(parsed.parts())
        .containsExactly(
            Set.of(new Attribute("CN", "a, b ")),
            Set.of(new Attribute("OU", "é+x")),
            Set.of(new Attribute("O", "#1")));
  }

  @Test
  @DisplayName("SEC-682 plus joins attributes to one part, in any order")
  void plus() {
    assertThat(name("DC=a+O=b,CN=c")).isEqualTo(name("O=b+dc=a,cn=c"));
    assertThat(name("DC=a,O=b")).isNotEqualTo(name("O=b,DC=a"));
    assertThat(name("DC=a,O=b").unordered()).isEqualTo(name("O=b,DC=a").unordered());
    assertThat(name("DC=a,DC=a,O=b").unordered()).isNotEqualTo(name("O=b,DC=a").unordered());
  }

  @Test
  @DisplayName("SEC-682 an empty value is a value")
  void emptyValue() {
    assertThat(name("CN=").parts()).isEqualTo(List.of(Set.of(new Attribute("CN", ""))));
  }

  @ParameterizedTest
  @DisplayName("SEC-682 what is not a distinguished name")
  @ValueSource(
      strings = {
        "",
        "derek",
        "derek@nats.io",
        "CN=#04024869",
        "CN=a,",
        "CN=a\\",
        "CN=\\x",
        "=a",
        "CN=a+"
      })
  void refused(String text) {
    assertThat(DistinguishedName.parse(text)).isEmpty();
  }
}
