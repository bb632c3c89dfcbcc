package io.myelin.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a.b", "foo*.b", "*a", "foo>", "a.>b", "é.ü", "$SYS.x", "a..b>", "**", ">>"})
  @DisplayName("CORE-361 wildcards are wildcards only as whole tokens")
  void literals(String subject) {
    assertThat(Subjects.isLiteral(subject)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", ">", "a.*", "*.a", "a.*.b", "a.>", "a.>.b"})
  @DisplayName("CORE-361 whole wildcard tokens make a pattern")
  void notLiterals(String subject) {
    assertThat(Subjects.isLiteral(subject)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b", "*", ">", "a.*", "a.*.>", "foo>.b", ">a.b", "*.*.*", "a.>>"})
  @DisplayName("CORE-360 CORE-122 valid subscription subjects")
  void validPatterns(String subject) {
    assertThat(Subjects.isValidPattern(subject)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a.", ".a", "a..b", ">.a", "a.>.b", "a b", "a\tb", "a\r", "\n", "a\fb"})
  @DisplayName("CORE-360 CORE-122 invalid subscription subjects")
  void invalidPatterns(String subject) {
    assertThat(Subjects.isValidPattern(subject)).isFalse();
    assertThat(Subjects.isValidLiteral(subject)).isFalse();
  }

  @Test
  @DisplayName("CORE-107 wildcard tokens are not valid in a publish subject")
  void validLiteral() {
    assertThat(Subjects.isValidLiteral("a.b*.c")).isTrue();
    assertThat(Subjects.isValidLiteral("a.*")).isFalse();
    assertThat(Subjects.isValidLiteral("a.>")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'',true",
    ".,true",
    "a.,true",
    ".a,true",
    "a..b,true",
    "a,false",
    "a.b,false",
    "*.>,false"
  })
  @DisplayName("CORE-107 empty tokens are recognised")
  void emptyTokens(String subject, boolean expected) {
    byte[] padded = ("." + subject + ".").getBytes(StandardCharsets.UTF_8);
    assertThat(Subjects.hasEmptyToken(padded, 1, padded.length - 2)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"'',0", "a,1", "a.b,2", "a..b,3", "a.b.c.>,4"})
  @DisplayName("CORE-360 tokens are counted")
  void counts(String subject, int expected) {
    assertThat(Subjects.tokenCount(subject)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "foo.a, foo.>, true",
    "foo.a.b, foo.>, true",
    "foo, foo.>, false",
    "foo.a, foo.*, true",
    "foo.a.b, foo.*, false",
    "a.b, *.b, true",
    "a, >, true",
    "a.b.c, >, true",
    "a.b, a.b, true",
    "a.b, a.b.c, false",
    "a.b.c, a.b, false",
    "Foo, foo, false",
    "foo*, foo*, true",
    "foox, foo*, false"
  })
  @DisplayName("CORE-362 matching examples")
  void matching(String literal, String pattern, boolean expected) {
    assertThat(Subjects.matches(literal, pattern)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a.*, a.*, true",
    "a.*, a.>, true",
    "a.*, a.b, false",
    "a.>, a.*, true",
    "a.>, a.>, true",
    "a.>.b, a.>, true",
    ">, >, true",
    "*, *, true",
    "a..b, >, false",
    "a., >, false",
    ".a, *.a, false",
    "'', >, false"
  })
  @DisplayName(
      "CORE-363 CORE-107 published wildcard tokens are plain text, empty tokens match nothing")
  void matchingOddLiterals(String literal, String pattern, boolean expected) {
    assertThat(Subjects.matches(literal, pattern)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, a.*, true", "a.*, a.b, false", "a.*, a.*, true", "a.*, a.>, true", "a.>, a.*, false",
    "a.>, >, true", ">, a.>, false", "*.>, >, true", ">, *.>, false", "a.*.c, a.>, true",
    "a, a.>, false", "a.b.c, a.b, false", "a.b, a.b.c, false", "*.b, a.*, false"
  })
  @DisplayName("CORE-364 subset")
  void subset(String pattern, String by, boolean expected) {
    assertThat(Subjects.isSubsetOf(pattern, by)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, a.*, true", "*.b, a.*, true", "a.*, b.*, false", "a.>, *.b.c, true", "a, a.>, false",
    ">, a, true", "a.*, a.b.c, false", "*.*, a.>, true", "a.b, a.b, true", "a.b, a.c, false"
  })
  @DisplayName("CORE-364 collision")
  void collision(String a, String b, boolean expected) {
    assertThat(Subjects.collide(a, b)).isEqualTo(expected);
    assertThat(Subjects.collide(b, a)).isEqualTo(expected);
  }
}
